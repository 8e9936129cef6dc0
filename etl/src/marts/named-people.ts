/** People whom a log names by their name alone, matched with the agents that are known by it. */
import { fold } from '../../../vendors/text';
import { maybeTextIn, textIn } from '../store/row';
import type { Session } from '../store/session';

const ROWS_AT_ONCE = 500;

/** Temporary table t_agents(source, name, person_id, email) of sources that name people only. Expects t_people and t_sources. */
export async function prepareAgents(session: Session): Promise<void> {
  await session.run(
    `CREATE OR REPLACE TEMP TABLE t_agents AS
     SELECT p.source, coalesce(p.list_name, p.name) AS name, p.person_id, coalesce(p.list_email, p.email) AS email FROM t_people p JOIN t_sources s ON s.source = p.source AND s.names_only
     WHERE p.role = 'agent' AND coalesce(p.list_name, p.name) IS NOT NULL`,
  );
}

/**
 * Temporary table t_named(source, name, person_id, is_only): for each name in scope that stands without an id, the
 * agents who bear it. Folding has its one home in TypeScript. Expects t_agents, s_comments and s_changes.
 */
export async function prepareNamed(session: Session): Promise<void> {
  await session.run(
    'CREATE OR REPLACE TEMP TABLE t_named(source VARCHAR, name VARCHAR, person_id VARCHAR, is_only BOOLEAN)',
  );
  const agents = await session.all('SELECT source, name, person_id FROM t_agents', undefined, (row) => ({
    key: keyOf(textIn(row, 'source'), textIn(row, 'name')),
    id: textIn(row, 'person_id'),
  }));
  if (agents.length === 0) return;
  const byName = new Map<string, string[]>();
  for (const { key, id } of agents) byName.set(key, [...(byName.get(key) ?? []), id]);
  const rows = (await namesIn(session)).flatMap(({ source, name }) => {
    const ids = byName.get(keyOf(source, name)) ?? [];
    return ids.map((id) => [source, name, id, ids.length === 1]);
  });
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    const some = rows.slice(from, from + ROWS_AT_ONCE);
    await session.run(`INSERT INTO t_named VALUES ${some.map(() => '(?, ?, ?, ?)').join(', ')}`, some.flat());
  }
}

function namesIn(session: Session): Promise<Array<{ source: string; name: string }>> {
  return session.all(
    `WITH names AS (
       SELECT source, author_name AS name FROM s_comments WHERE author_id IS NULL
       UNION SELECT source, changed_by_name FROM s_changes WHERE changed_by_id IS NULL)
     SELECT n.source, n.name FROM names n SEMI JOIN t_agents a USING (source) WHERE n.name IS NOT NULL`,
    undefined,
    (row) => ({ source: textIn(row, 'source'), name: maybeTextIn(row, 'name') ?? '' }),
  );
}

function keyOf(source: string, name: string): string {
  return `${source}\u0000${fold(name)}`;
}

/** LEFT JOIN of the one agent whom a row's name means: the ticket's assignee, else the only one of that name. */
export function joinNamed(alias: string, row: string, name: string, assignee: string): string {
  return `LEFT JOIN (SELECT source, name, person_id, is_only FROM t_named) ${alias} ON ${alias}.source = ${row}.source AND ${alias}.name = ${name}
    AND (${alias}.is_only OR ${alias}.person_id = ${assignee})`;
}
