import { isObject } from '../../vendors/json';
import { listTopics } from '../../vendors/sympoq/requests';
import { credentialTest } from '../shared/credential-test';
import { settingsIn, SYMPOQ } from './service';

export const sympoqApiTest = credentialTest(SYMPOQ, {
  request: (credentials) => listTopics(settingsIn(credentials).paths),
  // Documented as a bare list; Oracle's REST lists have their rows in `items`.
  isOurs: (json) => Array.isArray(json) || (isObject(json) && Array.isArray(json['items'])),
  stranger: 'No SympoQ answers at this address. Check the base URL, https://ACCOUNT.sympoq.com.',
  refusals: [
    [401, 'SympoQ does not accept the key. Copy it from the bottom of My Profile.'],
    [403, "SympoQ accepts the key, but it is not an Administrator's. It sees only the tickets of its owner."],
    [404, "There are no topics at this address, or the key is not an Administrator's. Check both."],
  ],
});
