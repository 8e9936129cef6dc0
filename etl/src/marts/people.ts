/** Everyone whom another table names, with the best that is known of them. */
import { people } from '../schema/reference-tables';
import type { Session } from '../store/session';
import type { Mart } from './diff';
import type { Keys } from './keys';
import type { Tables } from './temporary-table';
import { make } from './temporary-table';

/**
 * Temporary table t_people(source, person_id, list_name, list_email, name, email, role, …). What a list says wins over
 * what a record mentions, that over a mere reference; of roles the strongest wins, and a reference gives one only
 * where nothing else does.
 */
export async function preparePeople(session: Session, t: Tables<'names'>): Promise<Tables<'people'>> {
  const best = (column: string) =>
    `coalesce(max(${column}) FILTER (origin = 'list'), max(${column}) FILTER (origin = 'mention'), max(${column}) FILTER (origin = 'reference'))`;
  return make(
    session,
    'people',
    `WITH roles AS (
       SELECT source, person_id, origin, role FROM w_roles UNION ALL SELECT source, person_id, origin, role FROM w_people WHERE role IS NOT NULL
     ), strongest AS (
       SELECT source, person_id,
         coalesce(${strongest("origin <> 'reference'")}, ${strongest("origin = 'reference'")}) AS role
       FROM roles GROUP BY source, person_id
     ), merged AS (
       SELECT source, person_id, max(name) FILTER (origin = 'list') AS list_name, max(email) FILTER (origin = 'list') AS list_email,
         ${['name', 'email', 'organization', 'organization_id', 'team', 'team_id', 'is_active', 'time_zone'].map((column) => `${best(column)} AS ${column}`).join(', ')},
         bool_or(origin = 'list') AS is_listed
       FROM w_people GROUP BY source, person_id
     )
     SELECT m.* EXCLUDE (organization, organization_id, team, team_id), s.role,
       coalesce(o.name, m.organization) AS organization, coalesce(t.name, m.team) AS team
     FROM merged m LEFT JOIN strongest s USING (source, person_id)
     LEFT JOIN ${t.names} o ON o.source = m.source AND o.kind = 'organization' AND o.id = m.organization_id
     LEFT JOIN ${t.names} t ON t.source = m.source AND t.kind = 'team' AND t.id = m.team_id`,
  );
}

function strongest(condition: string): string {
  const strength = `CASE role WHEN 'operator' THEN 3 WHEN 'agent' THEN 2 ELSE 1 END`;
  return `arg_max(role, ${strength}) FILTER (${condition})`;
}

/** Those whom a published row refers to, and the people of a list where people were asked for. */
export function peopleMart(
  keys: Keys,
  t: Tables<'people' | 'sources'>,
  m: Tables<'tickets' | 'comments' | 'status_changes'>,
): Mart {
  const references = [
    [m.tickets, 'requester_key'],
    [m.tickets, 'assignee_key'],
    [m.tickets, 'creator_key'],
    [m.comments, 'author_key'],
    [m.status_changes, 'changed_by_key'],
  ].map(([mart, key]) => `SELECT ${key} AS person_key FROM ${mart} WHERE ${key} IS NOT NULL`);
  return {
    table: people,
    select: `
      WITH known AS (SELECT ${keys.person('p.source', 'p.person_id')} AS person_key, p.* FROM ${t.people} p),
      referred AS (${references.join(' UNION ')})
      SELECT p.person_key, p.source, s.vendor, p.person_id, p.name, p.email, p.role,
        p.organization, p.team, coalesce(p.is_active, true) AS is_active, p.time_zone
      FROM known p JOIN ${t.sources} s USING (source)
      WHERE (s.people AND p.is_listed) OR p.person_key IN (SELECT person_key FROM referred)`,
  };
}
