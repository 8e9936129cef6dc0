/** What __title__'s records mean. */
import type { Json } from '../../json';
import type { Rows } from '../../model';
import type { UnifyContext } from '../../vendor';

/** Adds one row to `rows.tickets`. What cannot be read becomes a reject or a note; nothing is thrown. */
export function unifyTicket(_record: Json, _context: UnifyContext, _rows: Rows): void {
  throw new Error('vendors/__name__/unify/ticket.ts: unifyTicket is not written yet');
}
