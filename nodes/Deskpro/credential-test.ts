import { isObject, objectAt } from '../../vendors/json';
import { me } from '../../vendors/deskpro/requests';
import { credentialTest } from '../shared/credential-test';
import { DESKPRO } from './service';

const NOT_HERE = 'No Deskpro API answers at this address. Check the base URL.';

export const deskproApiTest = credentialTest(DESKPRO, {
  request: me,
  isOurs: (json) => isObject(json) && objectAt(json, 'data')['person_id'] !== undefined,
  stranger: NOT_HERE,
  refusals: [
    [401, 'Deskpro does not accept the key. Copy the whole key from Admin, Apps, API Keys.'],
    [403, 'Deskpro knows the key, but does not let it in. Look for an IP list on the key, and look at its agent.'],
    [404, NOT_HERE],
    [405, NOT_HERE],
  ],
});
