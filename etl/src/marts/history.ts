/** Status changes in order, and what follows from them for their tickets. */
import { statusChanges } from '../schema/ticket-tables';
import type { Session } from '../store/session';
import { AS_LISTED, prepareChangeOrder } from './change-order';
import type { Mart } from './diff';
import type { Keys } from './keys';
import { joinNamed } from './named-people';
import type { Clock } from './sql-time';
import { DONE_GROUPS, OPEN_GROUPS, minutesBetween } from './sql-time';

/**
 * Temporary tables t_logged (tickets whose log was read whole; times on a ticket's own record are no log), t_changes
 * and t_history (one row a ticket with changes). Observed changes are left out where the service's log was read and
 * has any, or where it tells the same.
 */
export async function prepareHistory(session: Session): Promise<void> {
  await prepareChangeOrder(session);
  await session.run(
    `CREATE OR REPLACE TEMP TABLE t_logged AS
     SELECT DISTINCT r.source, r.ticket_id FROM s_reads r JOIN streams s ON s.source = r.source AND s.stream = r.stream AND s.serves = 'history'
     UNION
     SELECT w.source, w.ticket_id FROM s_tickets w SEMI JOIN (
       SELECT s.source FROM streams s JOIN stream_state t ON t.source = s.source AND t.stream = s.stream
       WHERE s.serves = 'history' AND s.scope = 'source' AND s.stream <> 'tickets' AND t.last_complete_at IS NOT NULL) d USING (source)`,
  );
  await session.run(
    `CREATE OR REPLACE TEMP TABLE t_changes AS
     WITH logged AS (SELECT * FROM s_changes WHERE origin = 'vendor' AND gone_at IS NULL),
     observed AS (
       SELECT o.* FROM s_changes o
       ANTI JOIN (SELECT DISTINCT source, ticket_id FROM logged SEMI JOIN t_logged USING (source, ticket_id)) l
         ON l.source = o.source AND l.ticket_id = o.ticket_id
       ASOF LEFT JOIN logged v ON v.source = o.source AND v.ticket_id = o.ticket_id AND o.changed_at >= v.changed_at
       WHERE o.origin = 'observed' AND v.to_group IS DISTINCT FROM o.to_group
     ), worded AS (
       SELECT c.source, c.ticket_id, c.event_id, c.from_status, c.to_status, c.changed_at, c.changed_by_id, c.changed_by_name, c.origin, c.place,
         coalesce(f.status_group, c.from_group) AS from_group, coalesce(t.status_group, c.to_group) AS to_group
       FROM (SELECT * FROM logged UNION ALL BY NAME SELECT * FROM observed) c
       SEMI JOIN s_tickets k ON k.source = c.source AND k.ticket_id = c.ticket_id
       LEFT JOIN t_statuses f ON f.source = c.source AND f.word = c.from_status AND f.id IS NULL
       LEFT JOIN t_statuses t ON t.source = c.source AND t.word = c.to_status AND t.id IS NULL
     )
     SELECT worded.* EXCLUDE (place) REPLACE (
         coalesce(from_status, lag(to_status) OVER chain) AS from_status,
         coalesce(from_group, lag(to_group) OVER chain) AS from_group),
       lag(changed_at) OVER chain AS previous_at,
       (row_number() OVER chain)::INTEGER AS sequence
     FROM worded LEFT JOIN t_order_within p USING (source, ticket_id, event_id)
     WINDOW chain AS (PARTITION BY source, ticket_id ORDER BY changed_at, p.position, ${AS_LISTED})`,
  );
  const entersDone = `to_group IN ${DONE_GROUPS} AND coalesce(from_group NOT IN ${DONE_GROUPS}, true)`;
  const entersClosed = `to_group = 'closed' AND from_group IS DISTINCT FROM 'closed'`;
  const reopens = `from_group IN ${DONE_GROUPS} AND to_group IN ${OPEN_GROUPS}`;
  await session.run(
    `CREATE OR REPLACE TEMP TABLE t_history AS
     SELECT source, ticket_id, arg_max(to_group, sequence) AS last_group, arg_min(from_group, sequence) AS first_group,
       max(changed_at) FILTER (${entersDone}) AS done_at, max(changed_at) FILTER (${entersClosed}) AS closed_at,
       (count(*) FILTER (${reopens}))::INTEGER AS reopen_count
     FROM t_changes GROUP BY source, ticket_id`,
  );
}

/** Expects t_tickets and t_named. */
export function statusChangesMart(keys: Keys, clock: Clock): Mart {
  return {
    table: statusChanges,
    select: `
      SELECT t.ticket_key || '/' || c.sequence AS change_key, t.ticket_key, c.source, s.vendor, c.sequence, c.from_status, c.to_status,
        c.from_group, c.to_group, c.changed_at, ${clock.local('c.changed_at')} AS changed_local, ${clock.date('c.changed_at')} AS changed_date,
        ${keys.person('c.source', 'coalesce(c.changed_by_id, a.person_id)')} AS changed_by_key, coalesce(p.list_name, c.changed_by_name, p.name) AS changed_by_name,
        ${minutesBetween('coalesce(c.previous_at, t.created_at)', 'c.changed_at')} AS minutes_in_from_status, c.origin,
        ${clock.local('t.created_at')} AS _created
      FROM t_changes c JOIN t_tickets t ON t.source = c.source AND t.ticket_id = c.ticket_id
      JOIN t_sources s ON s.source = c.source AND s.history
      ${joinNamed('a', 'c', 'c.changed_by_name AND c.changed_by_id IS NULL', 't.assignee_id')}
      LEFT JOIN t_people p ON p.source = c.source AND p.person_id = coalesce(c.changed_by_id, a.person_id)`,
  };
}
