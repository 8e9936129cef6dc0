/** Whether a lake waits for its first tickets: until then, people and queues would stand beside an empty table of tickets. */
import type { Config } from '../config/config';
import { tickets } from '../schema/ticket-tables';
import type { Session } from '../store/session';
import { booleanIn } from '../store/row';
import type { Publication } from './publications';

/**
 * A scan whose records of tickets were refused proves no service without tickets, until a whole scan meets none of them.
 * A table that was published once stays, and a lake whose sources select no tickets waits for none.
 * @param working database, as it is to be published
 * @param before what was published, by path
 */
export async function awaitsTickets(
  working: Session,
  { sources }: Pick<Config, 'sources'>,
  before: ReadonlyMap<string, Publication>,
): Promise<boolean> {
  if (!sources.some(({ streams }) => streams.includes('tickets'))) return false;
  if ([...before.values()].some(({ table }) => table === tickets.name)) return false;
  const found = await working.one(
    `SELECT EXISTS (FROM w_tickets)
       OR EXISTS (FROM stream_state s WHERE s.stream = 'tickets' AND s.last_complete_at IS NOT NULL AND NOT EXISTS
         (FROM rejects r WHERE r.source = s.source AND r.stream = 'tickets' AND r.severity = 'record')) AS found`,
    undefined,
    (row) => booleanIn(row, 'found'),
  );
  return found !== true;
}
