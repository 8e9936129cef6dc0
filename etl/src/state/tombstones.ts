/** Tickets that a complete scan did not name are gone: marked, never erased. */
import type { GoneResult } from '../extract/work-list';
import { noteChange } from '../marts/freshness';
import { numberIn } from './row';
import type { Session } from './session';

/** Alive, and neither deleted by the service itself: only those count when the share is judged. */
const ALIVE = 'source = $source AND gone_at IS NULL AND NOT is_deleted';
const UNSEEN = `ticket_id NOT IN (SELECT id FROM seen WHERE source = $source AND stream = 'tickets' AND kind = 'record')`;

/**
 * To be called when every slice of a complete scan of tickets was read, before the scan is finished.
 * @param at canonical instant at which they are found to be gone
 * @param maxShare 0 to 1: when more than this share of the tickets that were alive would vanish, nothing is marked
 */
export async function markGone(session: Session, source: string, at: string, maxShare: number): Promise<GoneResult> {
  const alive = await count(session, `SELECT count(*) AS n FROM w_tickets WHERE ${ALIVE}`, source);
  const gone = await count(session, `SELECT count(*) AS n FROM w_tickets WHERE ${ALIVE} AND ${UNSEEN}`, source);
  if (gone > alive * maxShare) return { gone, alive, refused: true };
  await session.run(
    `DELETE FROM todo WHERE source = $source AND ticket_id IN (
       SELECT ticket_id FROM w_tickets WHERE source = $source AND gone_at IS NULL AND ${UNSEEN})`,
    { source },
  );
  await session.run(
    `UPDATE w_tickets SET gone_at = $at::TIMESTAMPTZ WHERE source = $source AND gone_at IS NULL AND ${UNSEEN}`,
    { source, at },
  );
  await noteChange(session);
  return { gone, alive, refused: false };
}

async function count(session: Session, sql: string, source: string): Promise<number> {
  const [rows = 0] = await session.all(sql, { source }, (row) => numberIn(row, 'n'));
  return rows;
}
