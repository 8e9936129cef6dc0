import { list } from '../../vendors/notific/requests';
import { credentialTest } from '../shared/credential-test';
import { NOTIFIC } from './service';

export const notificApiTest = credentialTest(NOTIFIC, {
  request: () => list('service'),
  isOurs: Array.isArray,
  stranger: 'Notific did not answer with its services. Check the key and the base URL, which is the part before /api.',
  refusals: [[404, 'No Notific answers at this address. Check the base URL, which is the part before /api.']],
});
