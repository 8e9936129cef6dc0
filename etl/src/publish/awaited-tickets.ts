/** Whether a lake waits for its first tickets: until then, people and queues would stand beside an empty table of tickets. */
import type { Config } from '../config/config';
import { tickets } from '../schema/ticket-tables';
import type { Session } from '../store/session';
import { booleanIn } from '../store/row';

/**
 * A table that was published once stays, and a lake whose sources select no tickets waits for none.
 * @param working database, as it is to be published
 */
export async function awaitsTickets(working: Session, { sources }: Pick<Config, 'sources'>): Promise<boolean> {
  if (!sources.some(({ streams }) => streams.includes('tickets'))) return false;
  const found = await working.one(
    `SELECT EXISTS (FROM w_tickets)
       OR EXISTS (FROM stream_state WHERE stream = 'tickets' AND last_complete_at IS NOT NULL)
       OR EXISTS (FROM publications WHERE "table" = $table) AS found`,
    { table: tickets.name },
    (row) => booleanIn(row, 'found'),
  );
  return found !== true;
}
