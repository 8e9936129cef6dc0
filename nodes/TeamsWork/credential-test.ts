import { isObject } from '../../vendors/json';
import { listTickets } from '../../vendors/teamswork/requests';
import { credentialTest } from '../shared/credential-test';
import { TEAMSWORK } from './service';

const NOT_HERE = 'No Ticketing API answers at this address. Check the region and the base URL.';

export const teamsWorkApiTest = credentialTest(TEAMSWORK, {
  request: () => listTickets({ limit: 1 }),
  isOurs: (json) => isObject(json) && Array.isArray(json['items']),
  stranger: NOT_HERE,
  refusals: [
    [401, 'TeamsWork does not accept the key. Check the key, and that it belongs to this region.'],
    [403, 'TeamsWork does not allow this key to read tickets. Generate new keys in the settings of the Ticketing app.'],
    [404, NOT_HERE],
  ],
});
