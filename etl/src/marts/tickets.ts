/** Tickets as they stand: names joined, groups mapped, metrics computed. */
import { tickets } from '../schema/ticket-tables';
import type { Session } from '../store/session';
import { openMinutes } from './business-calendar';
import type { Mart } from './diff';
import type { Keys } from './keys';
import { joinNamed } from './named-people';
import type { Scope } from './scope';
import type { SqlClock } from './sql-time';
import { DONE_GROUPS, OPEN_GROUPS, boundedText, minutesBetween } from './sql-time';
import type { Tables } from './temporary-table';
import { make } from './temporary-table';

/**
 * Temporary table t_tickets: a ticket's key, groups and instants, without texts. `own_group` is the group before
 * deletion is looked at.
 */
export function prepareTickets(
  session: Session,
  keys: Keys,
  t: Tables<'own' | 'history' | 'logged'>,
): Promise<Tables<'tickets'>> {
  // Whether all is known that can be counted: the log was read, each of its steps ends done or open, and it tells how
  // a ticket that is done came to be so.
  const isKnown = `g.history AND coalesce(h.is_known, true) AND (NOT g.logs OR g.own_history
    OR (l.ticket_id IS NOT NULL AND g.own_group <> 'unknown' AND (g.own_group NOT IN ${DONE_GROUPS} OR coalesce(h.last_logged IN ${DONE_GROUPS}, false))))`;
  return make(
    session,
    'tickets',
    `WITH dated AS (
       SELECT g.* EXCLUDE (resolved_at, closed_at, first_done_at, hidden, gone_at, logs, own_history, history, status_at),
         ${keys.ticket('g.source', 'g.ticket_id')} AS ticket_key,
         g.gone_at IS NOT NULL OR g.hidden OR g.own_group = 'deleted' AS is_deleted,
         CASE WHEN g.hidden OR g.own_group = 'deleted' THEN g.updated_at ELSE g.gone_at END AS deleted_at,
         CASE WHEN g.own_group = 'deleted' THEN g.resolved_at WHEN g.own_group IN ${DONE_GROUPS} THEN
           coalesce(g.resolved_at, CASE WHEN h.last_group IN ${DONE_GROUPS} THEN h.done_at END, g.closed_at, CASE WHEN NOT g.logs THEN g.first_done_at END)
         END AS resolved_at,
         CASE WHEN g.own_group = 'deleted' THEN g.closed_at WHEN g.own_group IN ${DONE_GROUPS} THEN
           coalesce(g.closed_at, CASE WHEN g.own_group = 'closed' AND h.last_group = 'closed' THEN h.closed_at END)
         END AS own_closed_at,
         h.last_group, h.first_group, g.logs, g.history, ${isKnown} AND g.logs AS is_logged,
         CASE WHEN ${isKnown} THEN coalesce(h.reopen_count, CASE WHEN g.logs THEN 0 END) END AS reopen_count
       FROM ${t.own} g LEFT JOIN ${t.history} h USING (source, ticket_id) LEFT JOIN ${t.logged} l USING (source, ticket_id)
     )
     SELECT * EXCLUDE (own_closed_at, logs), CASE WHEN is_deleted THEN 'deleted' ELSE own_group END AS status_group,
       coalesce(own_closed_at, CASE WHEN own_group = 'closed' AND NOT logs THEN resolved_at END) AS closed_at
     FROM dated`,
  );
}

/**
 * The first answer to ticket `t` with responses `r`. A service's own figure from before the ticket is that of another
 * one, as of a merged or an imported ticket.
 */
const FIRST_RESPONSE =
  'coalesce(CASE WHEN t.first_response_at < t.created_at THEN NULL ELSE t.first_response_at END, r.first_response_at)';

/** Temporary table t_ticket_minutes(source, ticket_id, first_response, resolution), in business time. */
export function prepareTicketMinutes(
  session: Session,
  t: Tables<'tickets' | 'responses' | 'sources' | 'open'>,
): Promise<Tables<'ticket_minutes'>> {
  const spans = `
    SELECT t.source, t.ticket_id, 'first_response' AS what, t.created_at AS from_at, ${FIRST_RESPONSE} AS to_at
    FROM ${t.tickets} t LEFT JOIN ${t.responses} r USING (source, ticket_id)
    UNION ALL SELECT source, ticket_id, 'resolution', created_at, resolved_at FROM ${t.tickets}`;
  const of = (what: string) => `max(minutes) FILTER (what = '${what}') AS ${what}`;
  return make(
    session,
    'ticket_minutes',
    `SELECT source, ticket_id, ${of('first_response')}, ${of('resolution')} FROM (${openMinutes(spans, t)}) GROUP BY source, ticket_id`,
  );
}

/** Since when ticket `t` with stays `y` has its present status: where no change is known to be missing, since it was made. */
const SINCE = 'CASE WHEN t.history THEN coalesce(y.last_changed_at, CASE WHEN t.is_logged THEN t.created_at END) END';

export function ticketsMart(
  keys: Keys,
  clock: SqlClock,
  s: Scope,
  t: Tables<
    | 'sources'
    | 'names'
    | 'priorities'
    | 'queues'
    | 'people'
    | 'named'
    | 'tickets'
    | 'commented'
    | 'responses'
    | 'first_comments'
    | 'stays'
    | 'ticket_minutes'
  >,
): Mart {
  const named = (kind: string, alias: string) =>
    `LEFT JOIN ${t.names} ${alias} ON ${alias}.source = w.source AND ${alias}.kind = '${kind}' AND ${alias}.id = w.${kind}_id`;
  // Several customers may share an address: what the ticket of one says of a group is not said of another.
  const creator = 'coalesce(w.creator_id, cn.person_id)';
  // As the requester is named where it is the requester, else as the list names its people.
  const ofCreator = (part: 'name' | 'email') =>
    `CASE WHEN ${creator} = w.requester_id THEN coalesce(w.creator_${part}, cp.list_${part}, cp.${part}) ELSE coalesce(cp.list_${part}, w.creator_${part}, cp.${part}) END`;
  const organization = 'coalesce(orgn.name, w.organization, CASE WHEN NOT s.names_only THEN rp.organization END)';
  return {
    table: tickets,
    long: 'description',
    select: `
      SELECT t.ticket_key, w.source, t.vendor, w.ticket_id, w.ticket_number, w.url, w.subject,
        coalesce(w.description, CASE WHEN s.described THEN f.body END) AS description,
        t.status, t.status_group, t.status_group IN ${OPEN_GROUPS} AS is_open,
        coalesce(pn.name, w.priority) AS priority, coalesce(pl.priority_level, w.priority_level) AS priority_level,
        coalesce(tn.name, w.ticket_type) AS ticket_type, coalesce(hn.name, w.channel) AS channel, coalesce(q.name, w.queue) AS queue, ${keys.queue('w.source', 'w.queue_id')} AS queue_key,
        ${keys.person('w.source', 'w.requester_id')} AS requester_key,
        coalesce(w.requester_name, rp.list_name, rp.name) AS requester_name, coalesce(w.requester_email, rp.list_email, rp.email) AS requester_email,
        ${keys.person('w.source', 'w.assignee_id')} AS assignee_key,
        coalesce(ap.list_name, w.assignee_name, ap.name) AS assignee_name, coalesce(ap.list_email, w.assignee_email, ap.email) AS assignee_email,
        ${keys.person('w.source', creator)} AS creator_key,
        ${ofCreator('name')} AS creator_name, ${ofCreator('email')} AS creator_email,
        coalesce(mn.name, w.team) AS team, ${organization} AS organization,
        ${moments(clock, 't.created_at', 'created', true)}, ${moments(clock, 't.updated_at', 'updated', false)},
        ${moments(clock, FIRST_RESPONSE, 'first_response', false)}, ${moments(clock, 't.resolved_at', 'resolved', true)},
        ${moments(clock, 't.closed_at', 'closed', true)},
        w.due_at, ${clock.local('w.due_at')} AS due_local, coalesce(w.due_date, ${clock.date('w.due_at')}) AS due_date,
        ${minutesBetween('t.created_at', FIRST_RESPONSE)} AS first_response_minutes,
        ${minutesBetween('t.created_at', 't.resolved_at')} AS resolution_minutes,
        ${SINCE} AS present_status_since_at, ${clock.local(SINCE)} AS present_status_since_local,
        CASE WHEN t.reopen_count IS NOT NULL THEN CASE WHEN y.ticket_id IS NULL THEN 0 ELSE y.minutes_pending END END AS minutes_pending,
        h.first_response AS first_response_business_minutes, h.resolution AS resolution_business_minutes,
        CASE WHEN k.ticket_id IS NOT NULL THEN coalesce(r.comment_count, 0) END AS comment_count, t.reopen_count,
        CASE WHEN k.ticket_id IS NOT NULL THEN coalesce(r.public_agent_comments, 0) END AS public_agent_comments,
        CASE WHEN k.ticket_id IS NOT NULL THEN coalesce(r.requester_comments, 0) END AS requester_comments,
        TRY_CAST(w.satisfaction AS INTEGER) AS satisfaction, w.sla_status,
        nullif(${boundedText("array_to_string(w.tags, ', ')")}, '') AS tags, t.is_deleted, t.deleted_at,
        ${clock.local('t.created_at')} AS _created
      FROM ${s.tickets} w JOIN ${t.tickets} t ON t.source = w.source AND t.ticket_id = w.ticket_id JOIN ${t.sources} s ON s.source = w.source
      ${named('priority', 'pn')} ${named('ticket_type', 'tn')} ${named('channel', 'hn')} ${named('team', 'mn')} ${named('organization', 'orgn')}
      LEFT JOIN ${t.priorities} pl ON pl.source = w.source AND pl.word IS NOT DISTINCT FROM coalesce(pn.name, w.priority) AND pl.id IS NOT DISTINCT FROM w.priority_id
      LEFT JOIN ${t.queues} q ON q.source = w.source AND q.queue_id = w.queue_id
      LEFT JOIN ${t.people} rp ON rp.source = w.source AND rp.person_id = w.requester_id
      LEFT JOIN ${t.people} ap ON ap.source = w.source AND ap.person_id = w.assignee_id
      ${joinNamed(t, { alias: 'cn', row: 'w', name: 'w.creator_name AND w.creator_id IS NULL', assignee: 'w.assignee_id' })}
      LEFT JOIN ${t.people} cp ON cp.source = w.source AND cp.person_id = ${creator}
      LEFT JOIN ${t.commented} k ON k.source = w.source AND k.ticket_id = w.ticket_id
      LEFT JOIN ${t.responses} r ON r.source = w.source AND r.ticket_id = w.ticket_id
      LEFT JOIN ${t.first_comments} f ON f.source = w.source AND f.ticket_id = w.ticket_id
      LEFT JOIN ${t.stays} y ON y.source = w.source AND y.ticket_id = w.ticket_id
      LEFT JOIN ${t.ticket_minutes} h ON h.source = w.source AND h.ticket_id = w.ticket_id`,
  };
}

function moments(clock: SqlClock, instant: string, stem: string, withDate: boolean): string {
  const date = withDate ? `, ${clock.date(instant)} AS ${stem}_date` : '';
  return `${instant} AS ${stem}_at, ${clock.local(instant)} AS ${stem}_local${date}`;
}
