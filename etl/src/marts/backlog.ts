/** How many tickets were open at the end of each local day. */
import { backlog } from '../schema/reference-tables';
import type { Session } from '../store/session';
import type { Mart } from './diff';
import type { SqlClock } from './sql-time';
import type { Tables } from './temporary-table';
import { DONE_GROUPS, OPEN_GROUPS } from './sql-time';

/** No ticketing service is older; an earlier date is a defect that must not make a row a day for centuries. */
const FIRST_DAY = "DATE '1970-01-01'";

/**
 * Brings open_days up to date for these tickets: the local days at whose end a ticket was open, `to_day`
 * exclusive and NULL while it still is. The intervals of a ticket tile: none overlaps another.
 */
export async function updateOpenDays(
  session: Session,
  clock: SqlClock,
  t: Tables<'keys' | 'tickets' | 'changes'>,
): Promise<void> {
  const isDone = `t.own_group IN ${DONE_GROUPS}`;
  // Done without a logged step that says so: the step is known by its time alone.
  const unlogged = `${isDone} AND coalesce(t.last_group NOT IN ${DONE_GROUPS}, true) AND t.resolved_at IS NOT NULL
    AND coalesce(t.resolved_at >= l.last_at, true)`;
  await session.run(`DELETE FROM open_days WHERE ticket_key IN (SELECT ticket_key FROM ${t.keys})`);
  await session.run(
    `INSERT INTO open_days
     WITH last AS (SELECT source, ticket_id, max(sequence) AS sequence, max(changed_at) AS last_at FROM ${t.changes} GROUP BY source, ticket_id),
     tickets AS (
       SELECT t.*, l.sequence AS last_sequence, ${unlogged} AS unlogged FROM ${t.tickets} t LEFT JOIN last l USING (source, ticket_id)
       WHERE t.created_at IS NOT NULL AND NOT (t.is_deleted AND t.deleted_at IS NULL)
     ), steps AS (
       SELECT source, ticket_id, created_at AS moment, 0 AS step,
         CASE WHEN last_sequence IS NOT NULL THEN coalesce(first_group, 'open') WHEN unlogged THEN 'open' ELSE own_group END AS status_group
       FROM tickets
       UNION ALL
       SELECT c.source, c.ticket_id, greatest(c.changed_at, t.created_at), c.sequence,
         CASE WHEN c.sequence = t.last_sequence AND NOT t.unlogged AND t.own_group <> 'deleted' THEN t.own_group ELSE coalesce(c.to_group, 'unknown') END
       FROM ${t.changes} c JOIN tickets t USING (source, ticket_id)
       UNION ALL
       SELECT source, ticket_id, greatest(resolved_at, created_at), coalesce(last_sequence, 0) + 1, own_group FROM tickets WHERE unlogged
       UNION ALL
       SELECT source, ticket_id, greatest(deleted_at, created_at), coalesce(last_sequence, 0) + 2, 'deleted' FROM tickets WHERE is_deleted
     ), ends AS (
       SELECT source, ticket_id, ${clock.date('moment')} AS day, arg_max(status_group, (moment, step)) AS status_group FROM steps GROUP BY ALL
     ), intervals AS (
       SELECT source, ticket_id, status_group, day AS from_day, lead(day) OVER (PARTITION BY source, ticket_id ORDER BY day) AS to_day FROM ends
     )
     SELECT t.ticket_key, i.status_group, greatest(i.from_day, ${FIRST_DAY}), i.to_day, ${dayNumber(clock.date('t.created_at'))}
     FROM intervals i JOIN tickets t USING (source, ticket_id)
     WHERE i.status_group IN ${OPEN_GROUPS} AND (i.to_day IS NULL OR i.to_day > ${FIRST_DAY})`,
  );
}

/** Days since 1970: ages are sums of them. */
function dayNumber(date: string): string {
  return `(${date} - DATE '1970-01-01')`;
}

/**
 * Counts days by differences, so that the cost follows the number of steps and not of days times tickets.
 * @param through last local day, `YYYY-MM-DD`
 */
export function backlogMart(through: string, m: Tables<'tickets' | 'open_days'>): Mart {
  const combination = 'source, vendor, queue_key, queue, assignee_key, status_group, priority_level';
  return {
    table: backlog,
    select: `
      WITH open_days AS (
        SELECT m.source, m.vendor, m.queue_key, m.queue, m.assignee_key, o.status_group, m.priority_level, o.from_day, o.to_day, o.created_day
        FROM ${m.open_days} o JOIN ${m.tickets} m ON m.ticket_key = o.ticket_key
      ), differences AS (
        SELECT ${combination}, from_day AS date, 1 AS tickets, created_day AS created FROM open_days
        UNION ALL SELECT ${combination}, to_day, -1, -created_day FROM open_days WHERE to_day IS NOT NULL
      ), sums AS (
        SELECT ${combination}, date, sum(tickets) AS tickets, sum(created) AS created FROM differences
        WHERE date <= DATE '${through}' GROUP BY ALL
      ), levels AS (
        SELECT ${combination}, date, sum(tickets) OVER steps AS tickets, sum(created) OVER steps AS created,
          coalesce(lead(date) OVER steps, DATE '${through}' + 1) AS until
        FROM sums WINDOW steps AS (PARTITION BY ${combination} ORDER BY date)
      ), days AS (
        SELECT ${combination}, tickets, created, CAST(unnest(generate_series(date, until - 1, INTERVAL 1 DAY)) AS DATE) AS date
        FROM levels WHERE tickets > 0
      )
      SELECT date, ${combination}, tickets::INTEGER AS tickets, CAST(least(tickets * ${dayNumber('date')} - created, 2147483647) AS INTEGER) AS age_days_sum FROM days`,
  };
}
