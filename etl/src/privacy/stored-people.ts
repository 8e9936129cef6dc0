/** Rows of a person in the working database: who it is, and what is taken from them. */
import { markAllDirty } from '../store/dirty';
import { maybeTextIn, numberIn, textIn } from '../store/row';
import type { Session } from '../store/session';
import { erasedName } from './eraser';
import type { ErasedPerson, Erasure } from './erasures';

/** Where rows refer to a person: the id, and the name and address that they carry themselves. */
const REFERENCES = [
  { table: 'w_people', id: 'person_id', name: 'name', email: 'email' },
  { table: 'w_tickets', id: 'requester_id', name: 'requester_name', email: 'requester_email' },
  { table: 'w_tickets', id: 'assignee_id', name: 'assignee_name', email: 'assignee_email' },
  { table: 'w_tickets', id: 'creator_id', name: 'creator_name', email: 'creator_email' },
  { table: 'w_comments', id: 'author_id', name: 'author_name', email: 'author_email' },
  { table: 'w_changes', id: 'changed_by_id', name: 'changed_by_name', email: null },
] as const;

/** SELECT text: every name and address that stored rows call people by. */
export const CALLED = REFERENCES.flatMap(({ table, name, email }) =>
  [name, email].flatMap((column) => (column === null ? [] : [`SELECT ${column} AS text FROM ${table}`])),
).join(' UNION ');

export interface PersonReference {
  source: string;
  person_id: string;
  name: string | null;
  email: string | null;
}

/** Every way in which stored rows call people; one a person, name and address. */
export function mentionsStored(session: Session, sources: readonly string[]): Promise<PersonReference[]> {
  const parts = REFERENCES.map(
    ({ table, id, name, email }) =>
      `SELECT DISTINCT source, ${id} AS person_id, ${name} AS name, ${email ?? 'NULL'} AS email FROM ${table} WHERE ${id} IS NOT NULL`,
  );
  return session.all(
    `SELECT DISTINCT * FROM (${parts.join(' UNION ALL ')}) WHERE source IN (SELECT unnest(from_json($sources, '["VARCHAR"]'))) ORDER BY ALL`,
    { sources: JSON.stringify(sources) },
    (row) => ({
      source: textIn(row, 'source'),
      person_id: textIn(row, 'person_id'),
      name: maybeTextIn(row, 'name'),
      email: maybeTextIn(row, 'email'),
    }),
  );
}

/** How many rows refer to the person, by table of the working database. */
export async function rowsOf(session: Session, people: readonly ErasedPerson[]): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const table of new Set(REFERENCES.map((reference) => reference.table))) {
    const ids = REFERENCES.filter((reference) => reference.table === table).map(({ id }) => `t.${id}`);
    const [rows = 0] = await session.all(
      `SELECT count(*) AS n FROM ${table} t SEMI JOIN (${PEOPLE}) p ON p.source = t.source AND p.person_id IN (${ids.join(', ')})`,
      { people: JSON.stringify(people) },
      (row) => numberIn(row, 'n'),
    );
    if (rows > 0) counts.set(table, rows);
  }
  return counts;
}

const PEOPLE = `SELECT item.source, item.person_id FROM (SELECT unnest(from_json($people, '[{"source":"VARCHAR","person_id":"VARCHAR"}]')) AS item)`;

/** Gives a person another id, everywhere; rows that have the new one already make room. */
export async function renamePerson(
  session: Session,
  { source, person_id: old }: ErasedPerson,
  id: string,
): Promise<void> {
  for (const table of ['w_people', 'w_roles']) {
    await session.run(
      `DELETE FROM ${table} WHERE source = $source AND person_id = $id AND origin IN (SELECT origin FROM ${table} WHERE source = $source AND person_id = $old)`,
      { source, id, old },
    );
    await session.run(`UPDATE ${table} SET person_id = $id WHERE source = $source AND person_id = $old`, {
      source,
      id,
      old,
    });
  }
  await session.run('UPDATE w_people SET folded = NULL WHERE source = $source AND person_id = $id', { source, id });
  for (const { table, id: column } of REFERENCES.filter(({ table: name }) => name !== 'w_people')) {
    await session.run(`UPDATE ${table} SET ${column} = $id WHERE source = $source AND ${column} = $old`, {
      source,
      id,
      old,
    });
  }
}

/**
 * Takes names and addresses from every row that refers to an erased person: also from those that a service named anew
 * since. To be called in a transaction, before tables are built from the rows.
 */
export async function pseudonymizePeople(session: Session, erasures: readonly Erasure[]): Promise<void> {
  const people = erasures.flatMap(({ people: erased, pseudonym }) =>
    erased.map((person) => ({ ...person, name: erasedName(pseudonym) })),
  );
  if (people.length === 0) return;
  await session.run(
    `CREATE OR REPLACE TEMP TABLE t_erased AS SELECT item.* FROM (SELECT unnest(from_json($people, '[{"source":"VARCHAR","person_id":"VARCHAR","name":"VARCHAR"}]')) AS item)`,
    { people: JSON.stringify(people) },
  );
  let changed = 0;
  for (const { table, id, name, email } of REFERENCES) {
    const known = `w.source = e.source AND w.${id} = e.person_id AND ((w.${name} IS NOT NULL AND w.${name} <> e.name)${email === null ? '' : ` OR w.${email} IS NOT NULL`})`;
    const [rows = 0] = await session.all(
      `SELECT count(*) AS n FROM ${table} w JOIN t_erased e ON ${known}`,
      undefined,
      (row) => numberIn(row, 'n'),
    );
    if (rows === 0) continue;
    changed += rows;
    const address = email === null ? '' : `, ${email} = NULL`;
    await session.run(
      `UPDATE ${table} w SET ${name} = CASE WHEN w.${name} IS NULL THEN NULL ELSE e.name END${address} FROM t_erased e WHERE ${known}`,
    );
  }
  await session.run('DROP TABLE t_erased');
  if (changed > 0) await markAllDirty(session);
}
