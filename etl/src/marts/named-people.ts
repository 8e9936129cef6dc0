/** People whom a ticket or its log names by their name alone, matched with the agents that are known by it. */
import { fold } from '../../../vendors/text';
import { maybeTextIn, textIn } from '../store/row';
import type { Session } from '../store/session';
import type { Scope } from './scope';
import type { Tables } from './temporary-table';
import { make, makeEmpty } from './temporary-table';

const ROWS_AT_ONCE = 500;

/** Temporary table t_agents(source, name, person_id, email) of sources that name people only. */
export function prepareAgents(session: Session, t: Tables<'people' | 'sources'>): Promise<Tables<'agents'>> {
  return make(
    session,
    'agents',
    `SELECT p.source, coalesce(p.list_name, p.name) AS name, p.person_id, coalesce(p.list_email, p.email) AS email FROM ${t.people} p JOIN ${t.sources} s ON s.source = p.source AND s.names_only
     WHERE p.role = 'agent' AND coalesce(p.list_name, p.name) IS NOT NULL`,
  );
}

/**
 * Temporary table t_named(source, name, person_id, is_only): for each name in scope that stands without an id, the
 * agents who bear it. Folding has its one home in TypeScript.
 */
export async function prepareNamed(session: Session, s: Scope, t: Tables<'agents'>): Promise<Tables<'named'>> {
  const made = await makeEmpty(session, 'named', 'source VARCHAR, name VARCHAR, person_id VARCHAR, is_only BOOLEAN');
  const agents = await session.all(`SELECT source, name, person_id FROM ${t.agents}`, undefined, (row) => ({
    key: keyOf(textIn(row, 'source'), textIn(row, 'name')),
    id: textIn(row, 'person_id'),
  }));
  if (agents.length === 0) return made;
  const byName = new Map<string, string[]>();
  for (const { key, id } of agents) byName.set(key, [...(byName.get(key) ?? []), id]);
  const rows = (await namesIn(session, s, t)).flatMap(({ source, name }) => {
    const ids = byName.get(keyOf(source, name)) ?? [];
    return ids.map((id) => [source, name, id, ids.length === 1]);
  });
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    const some = rows.slice(from, from + ROWS_AT_ONCE);
    await session.run(`INSERT INTO ${made.named} VALUES ${some.map(() => '(?, ?, ?, ?)').join(', ')}`, some.flat());
  }
  return made;
}

function namesIn(session: Session, s: Scope, t: Tables<'agents'>): Promise<Array<{ source: string; name: string }>> {
  return session.all(
    `WITH names AS (
       SELECT source, author_name AS name FROM ${s.comments} WHERE author_id IS NULL
       UNION SELECT source, changed_by_name FROM ${s.changes} WHERE changed_by_id IS NULL
       UNION SELECT source, creator_name FROM ${s.tickets} WHERE creator_id IS NULL)
     SELECT n.source, n.name FROM names n SEMI JOIN ${t.agents} a USING (source) WHERE n.name IS NOT NULL`,
    undefined,
    (row) => ({ source: textIn(row, 'source'), name: maybeTextIn(row, 'name') ?? '' }),
  );
}

function keyOf(source: string, name: string): string {
  return `${source}\u0000${fold(name)}`;
}

/** LEFT JOIN of the one agent whom a row's name means: the ticket's assignee, else the only one of that name. */
export function joinNamed(
  t: Tables<'named'>,
  { alias, row, name, assignee }: { alias: string; row: string; name: string; assignee: string },
): string {
  return `LEFT JOIN (SELECT source, name, person_id, is_only FROM ${t.named}) ${alias} ON ${alias}.source = ${row}.source AND ${alias}.name = ${name}
    AND (${alias}.is_only OR ${alias}.person_id = ${assignee})`;
}
