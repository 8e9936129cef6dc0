/** What a __title__ key may do: whether it may read tickets. */
import { VendorError } from '../errors';
import type { Call } from '../http';
import { valueOrError } from '../outcome';
import type { KeyFinding } from '../vendor';
import { listTickets } from './requests';
import { ticketsIn } from './streams';

export async function check(call: Call): Promise<KeyFinding[]> {
  const answer = call(listTickets({ limit: 1, changedSince: null, after: null }));
  const tickets = await valueOrError(answer.then(({ json }) => ticketsIn(json)));
  if (!(tickets instanceof VendorError)) return [{ level: 'ok', message: '__title__ accepts the key' }];
  const remedy = tickets.remedy ?? 'Check the base URL and the key.';
  return [{ level: 'error', message: tickets.message, remedy }];
}
