import type { Json } from '../../vendors/json';
import { listTickets } from '../../vendors/__name__/requests';
import { ticketsIn } from '../../vendors/__name__/streams';
import { isVendorError } from '../../vendors/errors';
import { credentialTest } from '../shared/credential-test';
import { __NAME__ } from './service';

const NOT_HERE = 'No __title__ answers at this address. Check the base URL.';

export const __camel__ApiTest = credentialTest(__NAME__, {
  request: () => listTickets({ limit: 1, changedSince: null, after: null }),
  isOurs: holdsTickets,
  stranger: NOT_HERE,
  refusals: [
    [401, '__title__ does not accept the key. Check the key.'],
    [403, '__title__ does not let this key read tickets. Check the rights of the key.'],
    [404, NOT_HERE],
  ],
});

function holdsTickets(json: Json): boolean {
  try {
    ticketsIn(json);
    return true;
  } catch (error) {
    if (isVendorError(error)) return false;
    throw error;
  }
}
