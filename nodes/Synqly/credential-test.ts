import { isObject } from '../../vendors/json';
import { listProjects } from '../../vendors/synqly/requests';
import { credentialTest } from '../shared/credential-test';
import { SYNQLY } from './service';
import { mint } from './token';

const PROVIDER_SILENT = 'Synqly accepts the token, but the provider behind it did not answer. Try again later.';

export const synqlyApiTest = credentialTest(SYNQLY, {
  request: () => listProjects({ limit: 1 }),
  isOurs: (json) => isObject(json) && json['result'] !== undefined,
  stranger: 'Synqly did not answer with data. Check the token, the region and the base URL.',
  refusals: [
    [401, 'Synqly does not accept the token. Check the token, its kind and the region.'],
    [402, 'The organization is disabled at Synqly. Ask its administrator.'],
    [403, 'Synqly does not allow this token to list projects. Check the rights of the token.'],
    [404, 'No Synqly answers at this address. Check the region and the base URL.'],
    [501, 'Synqly accepts the token, but the provider has no list of projects to test with. You can use the token.'],
    [502, PROVIDER_SILENT],
    [503, PROVIDER_SILENT],
    [504, PROVIDER_SILENT],
  ],
  mint: (http, credentials) => mint(SYNQLY, http, credentials),
});
