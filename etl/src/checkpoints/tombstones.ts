/** Tickets that a complete scan did not name are gone: marked, never erased. */
import type { GoneResult } from './types';
import { noteTickets } from '../store/dirty';
import { numberIn, textIn } from '../store/row';
import type { Params, Session } from '../store/session';

/** Alive, and neither deleted by the service itself: only those count when the share is judged. */
const ALIVE = 'source = $source AND gone_at IS NULL AND NOT is_deleted';
const NAMED = `SELECT id FROM seen WHERE source = $source AND stream = 'tickets' AND kind = 'record'`;
const NAMELESS = `source = $source AND stream = 'tickets' AND kind = 'nameless'`;
const UNSEEN = `ticket_id NOT IN (${NAMED})`;
/** What the chosen projects are called in the tickets themselves: users may choose them by another name. */
const IN_PROJECTS = `queue_id IN (SELECT queue_id FROM w_tickets WHERE source = $source AND ticket_id IN (${NAMED}))`;

export interface Judgement {
  /** Canonical instant at which they are found to be gone. */
  at: string;
  /** 0 to 1: when more than this share of the tickets that were alive would vanish, nothing is marked. */
  maxShare: number;
  /** For a scan that was narrowed to projects: these alone. null: all that were not named. */
  only: readonly string[] | null;
}

/** To be called when every slice of a complete scan of tickets was read, before the scan is finished. */
export async function markGone(session: Session, source: string, judged: Judgement): Promise<GoneResult> {
  const { at, maxShare, only } = judged;
  const whose: Record<string, string> = only === null ? { source } : { source, ids: JSON.stringify(only) };
  const scope = only === null ? '' : ` AND ${IN_PROJECTS}`;
  const missing = only === null ? UNSEEN : `ticket_id IN (SELECT unnest(from_json($ids, '["VARCHAR"]')))`;
  const alive = await count(session, `SELECT count(*) AS n FROM w_tickets WHERE ${ALIVE}${scope}`, { source });
  const gone = await count(session, `SELECT count(*) AS n FROM w_tickets WHERE ${ALIVE} AND ${missing}`, whose);
  const nameless = await count(session, `SELECT count(DISTINCT id) AS n FROM seen WHERE ${NAMELESS}`, { source });
  if (gone > 0 && nameless > 0) return { gone, alive, refused: false, nameless };
  if (gone > alive * maxShare) return { gone, alive, refused: true, nameless };
  await session.run(
    `DELETE FROM todo WHERE source = $source AND ticket_id IN (
       SELECT ticket_id FROM w_tickets WHERE source = $source AND gone_at IS NULL AND ${missing})`,
    whose,
  );
  await noteTickets(
    session,
    `SELECT source, ticket_id FROM w_tickets WHERE source = $source AND gone_at IS NULL AND ${missing}`,
    whose,
  );
  await session.run(
    `UPDATE w_tickets SET gone_at = $at::TIMESTAMPTZ WHERE source = $source AND gone_at IS NULL AND ${missing}`,
    { ...whose, at },
  );
  return { gone, alive, refused: false, nameless: 0 };
}

/** Tickets of the projects that the open scan has found which it did not name. */
export function missingInProjects(session: Session, source: string): Promise<string[]> {
  return session.all(
    `SELECT ticket_id FROM w_tickets WHERE ${ALIVE} AND ${UNSEEN} AND ${IN_PROJECTS} ORDER BY ticket_id`,
    { source },
    (row) => textIn(row, 'ticket_id'),
  );
}

async function count(session: Session, sql: string, params: Params): Promise<number> {
  const [rows = 0] = await session.all(sql, params, (row) => numberIn(row, 'n'));
  return rows;
}
