/** Comments, and what follows from them for their tickets. */
import { comments } from '../schema/ticket-tables';
import type { Session } from '../store/session';
import type { Mart } from './diff';
import type { Keys } from './keys';
import { joinNamed } from './named-people';
import type { Scope } from './scope';
import type { SqlClock } from './sql-time';
import type { Tables } from './temporary-table';
import { make } from './temporary-table';

/**
 * Temporary tables t_comments, without texts; t_commented (tickets whose comments were exported); t_responses (one row
 * a ticket with comments: how many live ones, how many of them are public and whose, and the first public answer since
 * creation);
 * t_first_comments (body of the first public one, where that is the description).
 */
export async function prepareComments(
  session: Session,
  keys: Keys,
  s: Scope,
  t: Tables<'tickets' | 'sources' | 'people' | 'named'>,
): Promise<Tables<'comments' | 'commented' | 'responses' | 'first_comments'>> {
  const made = await make(
    session,
    'comments',
    `WITH written AS (
       SELECT w.* EXCLUDE (author_id, body), coalesce(w.author_id, a.person_id) AS author_id, t.vendor, t.ticket_key, t.created_at AS ticket_created_at,
         t.requester_id, coalesce(w.author_id, a.person_id) = t.requester_id AS by_requester
       FROM ${s.comments} w JOIN ${t.tickets} t ON t.source = w.source AND t.ticket_id = w.ticket_id
       JOIN ${t.sources} s ON s.source = w.source AND s.comments
       ${joinNamed(t, { alias: 'a', row: 'w', name: 'w.author_name AND w.author_id IS NULL', assignee: 't.assignee_id' })}
     )
     SELECT w.source, w.vendor, w.ticket_id, w.comment_id, ${keys.comment('w.source', 'w.ticket_id', 'w.comment_id')} AS comment_key, w.ticket_key,
       w.ticket_created_at, w.author_id, w.requester_id,
       CASE WHEN w.by_requester THEN coalesce(w.author_name, p.list_name, p.name) ELSE coalesce(p.list_name, w.author_name, p.name) END AS author_name,
       CASE WHEN w.by_requester THEN coalesce(w.author_email, p.list_email, p.email) ELSE coalesce(p.list_email, w.author_email, p.email) END AS author_email,
       CASE WHEN w.author_role <> 'unknown' THEN w.author_role WHEN w.by_requester THEN 'requester'
         WHEN p.role IN ('agent', 'operator') THEN 'agent' WHEN p.role = 'requester' THEN 'requester' ELSE 'unknown' END AS author_role,
       coalesce(w.by_requester, false) AS by_requester,
       w.visibility, w.kind, w.title, w.created_at, w.updated_at, w.gone_at IS NOT NULL AS is_deleted
     FROM written w LEFT JOIN ${t.people} p ON p.source = w.source AND p.person_id = w.author_id`,
  );
  const commented = await make(
    session,
    'commented',
    `WITH active AS (
       SELECT st.source, st.stream FROM streams st JOIN ${t.sources} s ON s.source = st.source AND s.comments
       WHERE st.serves = 'comments' AND st.scope = 'ticket' AND EXISTS (SELECT 1 FROM reads r WHERE r.source = st.source AND r.stream = st.stream)
     ), wanted AS (SELECT source, count(*) AS streams FROM active GROUP BY source)
     SELECT r.source, r.ticket_id FROM ${s.reads} r JOIN active USING (source, stream) JOIN wanted USING (source)
     GROUP BY r.source, r.ticket_id, wanted.streams HAVING count(*) = wanted.streams
     UNION
     SELECT w.source, w.ticket_id FROM ${s.tickets} w SEMI JOIN (
       SELECT st.source FROM streams st JOIN ${t.sources} s ON s.source = st.source AND s.comments
       JOIN stream_state x ON x.source = st.source AND x.stream = st.stream
       WHERE st.serves = 'comments' AND st.scope = 'source' AND x.last_complete_at IS NOT NULL) d USING (source)`,
  );
  // Where it is not known on whose side a writer stands, it is known that another one than the requester wrote.
  const answers = `NOT by_requester AND (author_role = 'agent'
         OR (author_role = 'unknown' AND requester_id IS NOT NULL AND coalesce(author_id, author_name) IS NOT NULL))`;
  const responses = await make(
    session,
    'responses',
    `SELECT source, ticket_id, (count(*) FILTER (NOT is_deleted AND kind <> 'activity'))::INTEGER AS comment_count,
       ${publicComments('agent')} AS public_agent_comments, ${publicComments('requester')} AS requester_comments,
       min(created_at) FILTER (NOT is_deleted AND visibility = 'public' AND kind <> 'activity' AND ${answers}
         AND coalesce(created_at >= ticket_created_at, true)) AS first_response_at
     FROM ${made.comments} GROUP BY source, ticket_id`,
  );
  const firstComments = await make(
    session,
    'first_comments',
    `WITH undescribed AS (SELECT w.source, w.ticket_id FROM ${s.tickets} w JOIN ${t.sources} s ON s.source = w.source AND s.described WHERE w.description IS NULL),
     first AS (
       SELECT c.source, c.ticket_id, arg_min(c.comment_id, (c.created_at, length(c.comment_id), c.comment_id)) AS comment_id
       FROM ${made.comments} c SEMI JOIN undescribed u ON u.source = c.source AND u.ticket_id = c.ticket_id
       WHERE NOT c.is_deleted AND c.visibility = 'public' AND c.created_at IS NOT NULL GROUP BY c.source, c.ticket_id
     )
     SELECT f.source, f.ticket_id, w.body FROM first f JOIN ${s.comments} w ON w.source = f.source AND w.ticket_id = f.ticket_id AND w.comment_id = f.comment_id`,
  );
  return { ...made, ...commented, ...responses, ...firstComments };
}

function publicComments(role: 'agent' | 'requester'): string {
  return `(count(*) FILTER (NOT is_deleted AND kind <> 'activity' AND visibility = 'public' AND author_role = '${role}'))::INTEGER`;
}

export function commentsMart(keys: Keys, clock: SqlClock, s: Scope, t: Tables<'comments'>): Mart {
  return {
    table: comments,
    long: 'body',
    select: `
      SELECT c.comment_key, c.ticket_key, c.source, c.vendor, c.comment_id, ${keys.person('c.source', 'c.author_id')} AS author_key,
        c.author_name, c.author_email, c.author_role, c.visibility, c.kind, c.title, w.body,
        c.created_at, ${clock.local('c.created_at')} AS created_local, ${clock.date('c.created_at')} AS created_date, c.updated_at, c.is_deleted,
        ${clock.local('c.ticket_created_at')} AS _created
      FROM ${t.comments} c JOIN ${s.comments} w ON w.source = c.source AND w.ticket_id = c.ticket_id AND w.comment_id = c.comment_id`,
  };
}
