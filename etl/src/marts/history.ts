/** Status changes in order, and what follows from them for their tickets. */
import { statusChanges } from '../schema/ticket-tables';
import { foldedWord } from '../store/folded-word';
import type { Session } from '../store/session';
import { openMinutes } from './business-calendar';
import { AS_LISTED, prepareChangeOrder } from './change-order';
import type { Mart } from './diff';
import type { Keys } from './keys';
import { joinNamed } from './named-people';
import type { Scope } from './scope';
import type { SqlClock } from './sql-time';
import { DONE_GROUPS, OPEN_GROUPS, WAITING_GROUPS, minutesBetween } from './sql-time';
import type { Tables } from './temporary-table';
import { make } from './temporary-table';

/**
 * Temporary tables t_logged (tickets whose log was read whole; times on a ticket's own record are no log), t_changes
 * and t_history (one row a ticket with changes).
 */
export async function prepareHistory(
  session: Session,
  s: Scope,
  t: Tables<'own' | 'sources' | 'names' | 'statuses'>,
): Promise<Tables<'logged' | 'changes' | 'history'>> {
  const order = await prepareChangeOrder(session, s, t);
  const logged = await make(
    session,
    'logged',
    `SELECT DISTINCT r.source, r.ticket_id FROM ${s.reads} r JOIN streams s ON s.source = r.source AND s.stream = r.stream AND s.serves = 'history'
     UNION
     SELECT w.source, w.ticket_id FROM ${s.tickets} w SEMI JOIN (
       SELECT s.source FROM streams s JOIN stream_state t ON t.source = s.source AND t.stream = s.stream
       WHERE s.serves = 'history' AND s.scope = 'source' AND s.stream <> 'tickets' AND t.last_complete_at IS NOT NULL) d USING (source)`,
  );
  const timeline = await prepareTimeline(session, s, { ...t, ...order, ...logged });
  const changes = await prepareChanges(session, { ...t, ...logged, ...timeline });
  return { ...logged, ...changes, ...(await summarize(session, s, changes)) };
}

/**
 * Temporary table t_told: what logs and own records tell, in order, and what was observed where the service's log was
 * not read, tells nothing, or where it does not tell the same. `is_sure`: it is known whether the change ends done or
 * open. `is_gap`: a step back from done to open, just before it, is not told.
 */
function prepareTimeline(
  session: Session,
  s: Scope,
  t: Tables<'sources' | 'names' | 'statuses' | 'order_within' | 'logged'>,
): Promise<Tables<'told'>> {
  return make(
    session,
    'told',
    `WITH readable AS (
       SELECT c.* FROM ${s.changes} c JOIN ${t.sources} s USING (source)
       WHERE c.origin = 'vendor' AND c.gone_at IS NULL AND coalesce(c.to_status, c.to_group) IS NOT NULL
       -- What a ticket's own record gives may be read once with its cycle and once without.
       QUALIFY NOT s.own_history OR row_number() OVER (PARTITION BY c.source, c.ticket_id, c.to_group, c.changed_at ORDER BY c.cycle NULLS LAST) = 1
     ), logged AS (
       SELECT * FROM readable
       QUALIFY cycle IS NULL OR row_number() OVER (PARTITION BY source, ticket_id, to_group, cycle ORDER BY changed_at DESC) = 1
     ), observed AS (
       SELECT o.* FROM ${s.changes} o
       ANTI JOIN (SELECT DISTINCT source, ticket_id FROM logged SEMI JOIN ${t.logged} USING (source, ticket_id)) l
         ON l.source = o.source AND l.ticket_id = o.ticket_id
       ASOF LEFT JOIN readable v ON v.source = o.source AND v.ticket_id = o.ticket_id AND o.changed_at >= v.changed_at
       WHERE o.origin = 'observed' AND v.to_group IS DISTINCT FROM o.to_group
         -- What was deleted or restored is no step of a log that was read: a later lake does not have it either.
         AND NOT ('deleted' IN (o.from_group, o.to_group) AND (o.source, o.ticket_id) IN (SELECT (source, ticket_id) FROM ${t.logged}))
     ), worded AS (
       SELECT c.source, c.ticket_id, c.event_id, coalesce(fn.name, c.from_status) AS from_status, coalesce(tn.name, c.to_status) AS to_status,
         c.changed_at, c.changed_by_id, c.changed_by_name, c.origin, c.place, ${groupOf('c.from', 'f')} AS from_group, ${groupOf('c.to', 't')} AS to_group,
         k.done_words IS NOT NULL AS has_words, coalesce(t.status_group IS NOT NULL OR (k.done_words IS NOT NULL AND c.to_status IS NOT NULL) OR c.to_group <> 'unknown', false) AS is_sure
       FROM (SELECT * FROM logged UNION ALL BY NAME SELECT * FROM observed) c
       JOIN ${s.tickets} k ON k.source = c.source AND k.ticket_id = c.ticket_id
       ${statusOf(t, 'from', 'f')} ${statusOf(t, 'to', 't')}
     ), lived AS (
       SELECT * EXCLUDE (has_words) FROM worded
       -- That a ticket was made in a status that is open in its workflow is no change.
       QUALIFY NOT (has_words AND from_status IS NULL AND from_group IS NULL AND coalesce(to_group IN ${OPEN_GROUPS}, false)
         AND changed_at = min(changed_at) OVER (PARTITION BY source, ticket_id))
     )
     SELECT lived.* EXCLUDE (place) REPLACE (
         coalesce(from_status, lag(to_status) OVER chain) AS from_status,
         coalesce(from_group, lag(to_group) OVER chain) AS from_group),
       coalesce(from_group IN ${OPEN_GROUPS} AND lag(to_group) OVER chain IN ${DONE_GROUPS}, false) AS is_gap,
       lag(changed_at) OVER chain AS previous_at,
       (row_number() OVER chain)::INTEGER AS sequence
     FROM lived LEFT JOIN ${t.order_within} p USING (source, ticket_id, event_id)
     WINDOW chain AS (PARTITION BY source, ticket_id ORDER BY changed_at, p.position, ${AS_LISTED})`,
  );
}

/** Names of a change's status, and what is known of its group. */
function statusOf(t: Tables<'names' | 'statuses'>, side: 'from' | 'to', alias: string): string {
  return `LEFT JOIN ${t.names} ${alias}n ON ${alias}n.source = c.source AND ${alias}n.kind = 'status' AND ${alias}n.id = c.${side}_status_id
    LEFT JOIN ${t.statuses} ${alias} ON ${alias}.source = c.source AND ${alias}.word = coalesce(${alias}n.name, c.${side}_status)
      AND ${alias}.id IS NOT DISTINCT FROM c.${side}_status_id`;
}

/** The ticket's own workflow decides between done and open; a word that nobody knows stays open. */
function groupOf(side: string, known: string): string {
  const word = `${side}_status`;
  const group = `${side}_group`;
  return `CASE WHEN ${known}.status_group IS NOT NULL THEN ${known}.status_group
    WHEN k.done_words IS NULL OR ${word} IS NULL THEN CASE WHEN ${group} IS NULL AND ${word} IS NOT NULL THEN 'open' ELSE ${group} END
    WHEN list_contains(k.done_words, ${foldedWord(word)}) THEN CASE WHEN ${group} IN ${DONE_GROUPS} THEN ${group} ELSE 'solved' END
    WHEN ${group} IN ${OPEN_GROUPS} THEN ${group} ELSE 'open' END`;
}

/**
 * Temporary table t_changes: what was told, and where that does not end in the ticket's present group, one step to it
 * (`is_derived`) at the time that the ticket gives. It goes when the log tells it.
 */
function prepareChanges(session: Session, t: Tables<'told' | 'own' | 'logged'>): Promise<Tables<'changes'>> {
  // From solved to closed moves no resolution.
  const doneAt = `CASE WHEN o.own_group NOT IN ${DONE_GROUPS} THEN NULL
    WHEN coalesce(l.to_group NOT IN ${DONE_GROUPS}, true) THEN coalesce(o.resolved_at, o.closed_at) WHEN o.closed_at > l.changed_at THEN o.closed_at END`;
  return make(
    session,
    'changes',
    `WITH last AS (
       SELECT source, ticket_id, max(sequence) AS sequence, arg_max(to_group, sequence) AS to_group, arg_max(to_status, sequence) AS to_status,
         max(changed_at) AS changed_at
       FROM ${t.told} GROUP BY source, ticket_id
     ), derived AS (
       SELECT o.source, o.ticket_id, l.to_status AS from_status, o.status AS to_status, l.to_group AS from_group, o.own_group AS to_group,
         greatest(coalesce(o.status_at, ${doneAt}, o.updated_at),
           l.changed_at, o.created_at) AS changed_at,
         'observed' AS origin, o.own_group <> 'unknown' AS is_sure, false AS is_gap, true AS is_derived, l.changed_at AS previous_at,
         coalesce(l.sequence, 0) + 1 AS sequence, o.created_at
       FROM ${t.own} o LEFT JOIN ${t.logged} g USING (source, ticket_id) LEFT JOIN last l USING (source, ticket_id)
       WHERE (g.ticket_id IS NOT NULL OR o.own_history) AND o.gone_at IS NULL AND NOT o.hidden AND o.own_group <> 'deleted'
         AND o.own_group IS DISTINCT FROM l.to_group
     )
     SELECT *, false AS is_derived FROM ${t.told}
     UNION ALL BY NAME
     SELECT * EXCLUDE (created_at) FROM derived
     -- In which status a ticket was made is not told: only one that it came to later is a change.
     WHERE changed_at IS NOT NULL AND (previous_at IS NOT NULL OR to_group IN ${DONE_GROUPS}
       OR (to_group IN ('pending', 'on_hold') AND coalesce(changed_at > created_at, true)))`,
  );
}

/** Temporary table t_history: `is_known` as far as the changes tell, `last_logged` the end of the last logged one. */
function summarize(session: Session, s: Scope, t: Tables<'changes'>): Promise<Tables<'history'>> {
  const entersDone = `to_group IN ${DONE_GROUPS} AND coalesce(from_group NOT IN ${DONE_GROUPS}, true)`;
  const entersClosed = `to_group = 'closed' AND from_group IS DISTINCT FROM 'closed'`;
  const reopens = `from_group IN ${DONE_GROUPS} AND to_group IN ${OPEN_GROUPS}`;
  const beginsUnknown = `sequence = 1 AND from_group = 'unknown' AND to_group IN ${OPEN_GROUPS}`;
  return make(
    session,
    'history',
    `WITH unread AS (
       SELECT DISTINCT source, ticket_id FROM ${s.changes}
       WHERE origin = 'vendor' AND gone_at IS NULL AND to_status IS NULL AND to_group IS NULL
     ), ended AS (
       SELECT source, ticket_id, arg_max(to_group, sequence) AS last_group, arg_min(from_group, sequence) AS first_group,
         arg_max(to_group, sequence) FILTER (origin = 'vendor') AS last_logged,
         max(changed_at) FILTER (NOT is_derived AND ${entersDone}) AS done_at, max(changed_at) FILTER (NOT is_derived AND ${entersClosed}) AS closed_at,
         bool_and(is_sure AND NOT is_gap AND NOT (${beginsUnknown})) AS is_known,
         (count(*) FILTER (${reopens}))::INTEGER AS reopen_count
       FROM ${t.changes} GROUP BY source, ticket_id
     )
     SELECT coalesce(e.source, u.source) AS source, coalesce(e.ticket_id, u.ticket_id) AS ticket_id,
       e.* EXCLUDE (source, ticket_id) REPLACE (u.ticket_id IS NULL AND coalesce(e.is_known, true) AS is_known)
     FROM ended e FULL JOIN unread u ON u.source = e.source AND u.ticket_id = e.ticket_id`,
  );
}

/** Since when change `c` of ticket `t` was to come. */
const CAME_FROM = 'greatest(c.previous_at, t.created_at)';

/** Temporary table t_change_minutes(source, ticket_id, sequence, minutes), in business time. */
export function prepareChangeMinutes(
  session: Session,
  t: Tables<'changes' | 'tickets' | 'sources' | 'open'>,
): Promise<Tables<'change_minutes'>> {
  const spans = `
    SELECT c.source, c.ticket_id, c.sequence, ${CAME_FROM} AS from_at, c.changed_at AS to_at
    FROM ${t.changes} c JOIN ${t.tickets} t USING (source, ticket_id)`;
  return make(session, 'change_minutes', openMinutes(spans, t));
}

/**
 * Temporary table t_stays(source, ticket_id, last_changed_at, minutes_pending): when the last change was, and how long a
 * ticket waited in the statuses that it has left; NULL where a group before a change is not known.
 */
export function prepareStays(session: Session, t: Tables<'changes' | 'tickets'>): Promise<Tables<'stays'>> {
  return make(
    session,
    'stays',
    `WITH stays AS (
       SELECT c.source, c.ticket_id, c.sequence, c.changed_at, c.from_group, ${minutesBetween(CAME_FROM, 'c.changed_at')} AS minutes
       FROM ${t.changes} c JOIN ${t.tickets} t USING (source, ticket_id)
     )
     SELECT source, ticket_id, arg_max(changed_at, sequence) AS last_changed_at,
       CASE WHEN bool_and(coalesce(from_group <> 'unknown', false) AND (minutes IS NOT NULL OR from_group NOT IN ${WAITING_GROUPS}))
         THEN TRY_CAST(coalesce(sum(minutes) FILTER (from_group IN ${WAITING_GROUPS}), 0) AS INTEGER) END AS minutes_pending
     FROM stays GROUP BY source, ticket_id`,
  );
}

export function statusChangesMart(
  keys: Keys,
  clock: SqlClock,
  t: Tables<'changes' | 'tickets' | 'sources' | 'people' | 'named' | 'change_minutes'>,
): Mart {
  return {
    table: statusChanges,
    select: `
      SELECT t.ticket_key || '/' || c.sequence AS change_key, t.ticket_key, c.source, s.vendor, c.sequence, c.from_status, c.to_status,
        c.from_group, c.to_group, c.changed_at, ${clock.local('c.changed_at')} AS changed_local, ${clock.date('c.changed_at')} AS changed_date,
        ${keys.person('c.source', 'coalesce(c.changed_by_id, a.person_id)')} AS changed_by_key, coalesce(p.list_name, c.changed_by_name, p.name) AS changed_by_name,
        ${minutesBetween(CAME_FROM, 'c.changed_at')} AS minutes_in_from_status,
        h.minutes AS business_minutes_in_from_status, c.origin,
        ${clock.local('t.created_at')} AS _created
      FROM ${t.changes} c JOIN ${t.tickets} t ON t.source = c.source AND t.ticket_id = c.ticket_id
      JOIN ${t.sources} s ON s.source = c.source AND s.history
      ${joinNamed(t, { alias: 'a', row: 'c', name: 'c.changed_by_name AND c.changed_by_id IS NULL', assignee: 't.assignee_id' })}
      LEFT JOIN ${t.people} p ON p.source = c.source AND p.person_id = coalesce(c.changed_by_id, a.person_id)
      LEFT JOIN ${t.change_minutes} h ON h.source = c.source AND h.ticket_id = c.ticket_id AND h.sequence = c.sequence`,
  };
}
