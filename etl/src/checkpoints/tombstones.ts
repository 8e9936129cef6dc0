/** Tickets that a complete scan did not name: which they are, and how those that are proven to be gone are marked. */
import type { MissingTickets, Scan, Tombstones } from './types';
import { markTicketsDirty } from '../store/dirty';
import { numberIn, textIn } from '../store/row';
import type { Params, Session } from '../store/session';

/** Alive, and not deleted by the service itself: only those are asked for, and count when the share is judged. */
const ALIVE = 'source = $source AND gone_at IS NULL AND NOT is_deleted';
const NAMED = `SELECT id FROM seen WHERE source = $source AND stream = 'tickets' AND kind = 'record'`;
const NAMELESS = `source = $source AND stream = 'tickets' AND kind = 'nameless'`;
const UNSEEN = `ticket_id NOT IN (${NAMED})`;
/** What the chosen projects are called in the tickets themselves: users may choose them by another name. */
const IN_PROJECTS = `queue_id IN (SELECT queue_id FROM w_tickets WHERE source = $source AND ticket_id IN (${NAMED}))`;
const GIVEN = `ticket_id IN (SELECT unnest(from_json($ids, '["VARCHAR"]')))`;
/** In `todo`: the last complete scan missed the ticket, and nothing has proven yet that it is gone. */
const MISSED = `source = $source AND stream = 'tickets' AND reason = 'missed'`;

/** To be called when every slice of a complete scan of tickets was read, before the scan is finished. */
export async function missingTickets(
  session: Session,
  source: string,
  { projects, startedAt }: Pick<Scan, 'projects' | 'startedAt'>,
): Promise<MissingTickets> {
  const scope = projects === null ? '' : ` AND ${IN_PROJECTS}`;
  const [alive = 0] = await session.all(
    `SELECT count(*) AS n FROM w_tickets WHERE ${ALIVE}${scope}`,
    { source },
    (row) => numberIn(row, 'n'),
  );
  const ids = await idsOf(session, `SELECT ticket_id AS id FROM w_tickets WHERE ${ALIVE} AND ${UNSEEN}${scope}`, {
    source,
  });
  const missedBefore = await idsOf(
    session,
    `SELECT ticket_id AS id FROM todo WHERE ${MISSED} AND queued_at < $startedAt::TIMESTAMPTZ`,
    { source, startedAt },
  );
  const [nameless = 0] = await session.all(
    `SELECT count(DISTINCT id) AS n FROM seen WHERE ${NAMELESS}`,
    { source },
    (row) => numberIn(row, 'n'),
  );
  return { ids, alive, nameless, missedBefore };
}

/** Tickets that the open scan has named: the first, the middle and the last of them. */
export function namedTickets(session: Session, source: string): Promise<string[]> {
  return idsOf(
    session,
    `SELECT ticket_id AS id FROM (
       SELECT ticket_id, row_number() OVER (ORDER BY ticket_id) AS n, count(*) OVER () AS total
       FROM w_tickets WHERE ${ALIVE} AND ticket_id IN (${NAMED}))
     WHERE n IN (1, total // 2 + 1, total)`,
    { source },
  );
}

/** Those of the given tickets that are stored. */
export function storedAmong(session: Session, source: string, ids: readonly string[]): Promise<string[]> {
  const params = { source, ids: JSON.stringify(ids) };
  return idsOf(session, `SELECT ticket_id AS id FROM w_tickets WHERE source = $source AND ${GIVEN}`, params);
}

/** Marks tickets as gone; what waits to be read of them is dropped. */
export async function writeTombstones(session: Session, source: string, tombstones: Tombstones): Promise<void> {
  const { at, ids, missed, withHidden } = tombstones;
  const whose = { source, ids: JSON.stringify(ids) };
  const gone = withHidden ? `(${GIVEN} OR (is_deleted AND ${UNSEEN}))` : GIVEN;
  const marked = `source = $source AND gone_at IS NULL AND ${gone}`;
  await session.run(`DELETE FROM todo WHERE ${MISSED}`, { source });
  await session.run(
    `DELETE FROM todo WHERE source = $source AND ticket_id IN (SELECT ticket_id FROM w_tickets WHERE ${marked})`,
    whose,
  );
  await markTicketsDirty(session, `SELECT source, ticket_id FROM w_tickets WHERE ${marked}`, whose);
  await session.run(`UPDATE w_tickets SET gone_at = $at::TIMESTAMPTZ WHERE ${marked}`, { ...whose, at });
  await session.run(
    `INSERT INTO todo SELECT $source, 'tickets', unnest(from_json($missed, '["VARCHAR"]')), 'missed', $at::TIMESTAMPTZ`,
    { source, at, missed: JSON.stringify(missed) },
  );
}

function idsOf(session: Session, sql: string, params: Params): Promise<string[]> {
  return session.all(`${sql} ORDER BY 1`, params, (row) => textIn(row, 'id'));
}
