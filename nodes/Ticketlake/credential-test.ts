import { isObject } from '../../vendors/json';
import { credentialTest } from '../shared/credential-test';
import { about } from './api/requests';
import { TICKETLAKE } from './service';

const NOT_HERE = 'No Ticketlake answers at this address. Check the base URL.';

export const ticketlakeApiTest = credentialTest(TICKETLAKE, {
  request: about,
  isOurs: (json) => isObject(json) && json['sources'] !== undefined,
  stranger: NOT_HERE,
  refusals: [
    [401, 'Ticketlake answers here, but the token is not the right one. It is serve.token of the configuration.'],
    [403, 'This Ticketlake has no token, so it answers to 127.0.0.1 and localhost only. Set serve.token.'],
    [404, NOT_HERE],
  ],
});
