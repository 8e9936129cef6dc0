/** What a Notific key may do: everything, or nothing. */
import { VendorError } from '../errors';
import type { Call } from '../http';
import { answerOrError } from '../outcome';
import type { KeyFinding } from '../vendor';
import { list } from './requests';

/** Asks for the services, the shortest of the four lists. */
export async function check(call: Call): Promise<KeyFinding[]> {
  const services = await answerOrError(call, list('service'));
  if (!(services instanceof VendorError)) {
    if (Array.isArray(services.json)) return [{ level: 'ok', message: 'Notific accepts the key' }];
    return [
      {
        level: 'error',
        message: 'This is not Notific, because its list of services is not a list',
        remedy: 'Check the base URL.',
      },
    ];
  }
  if (services.status === 404) {
    return [
      {
        level: 'error',
        message: 'There is no Notific at this address (HTTP 404 for /api/Services)',
        remedy: 'Check the base URL. It is the part before /api.',
      },
    ];
  }
  return [
    {
      level: 'error',
      message: services.message,
      ...(services.remedy === undefined ? {} : { remedy: services.remedy }),
    },
  ];
}
