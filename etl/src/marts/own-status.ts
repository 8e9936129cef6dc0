/** The status that a ticket's own record gives, with the words that users and lists know. */
import type { Session } from '../store/session';
import type { Scope } from './scope';
import type { Tables } from './temporary-table';
import { make } from './temporary-table';

/**
 * Temporary table t_own: a ticket's word, its group before deletion is looked at, and its service's own instants.
 */
export function prepareOwnStatus(
  session: Session,
  s: Scope,
  t: Tables<'sources' | 'names' | 'statuses'>,
): Promise<Tables<'own'>> {
  return make(
    session,
    'own',
    `SELECT w.source, s.vendor, w.ticket_id, w.requester_id, w.assignee_id, coalesce(n.name, w.status) AS status,
       coalesce(g.status_group, w.status_group) AS own_group, w.gone_at, w.is_deleted AS hidden, w.created_at, w.updated_at,
       w.first_response_at, w.resolved_at, w.closed_at, w.first_done_at, w.status_at, s.logs, s.own_history, s.history
     FROM ${s.tickets} w JOIN ${t.sources} s USING (source)
     LEFT JOIN ${t.names} n ON n.source = w.source AND n.kind = 'status' AND n.id = w.status_id
     LEFT JOIN ${t.statuses} g ON g.source = w.source AND g.word IS NOT DISTINCT FROM coalesce(n.name, w.status) AND g.id IS NOT DISTINCT FROM w.status_id`,
  );
}
