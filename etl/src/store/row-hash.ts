/**
 * The hash that tells one state of a row from another is DuckDB's own: it is computed where rows are read, and again from
 * the rows that are stored. Another version of DuckDB may hash otherwise: then stored rows are hashed anew, not taken for
 * changed.
 */
import type { Session } from './session';
import type { StoredTable } from './staging-tables';
import { STORED_CHANGES, STORED_TABLES, STORED_TICKETS, STORED_VALUES } from './staging-tables';

/** An empty list hashes as none does, one of a single text as that text: its length tells them apart. */
function terms({ columns }: StoredTable, row: string): string {
  return columns
    .map(([name, type]) => (type === 'VARCHAR[]' ? `len(${row}.${name}), ${row}.${name}` : `${row}.${name}`))
    .join(', ');
}

/** SQL of the hash of a row of any table but the tickets. */
export function rowHash(table: StoredTable, row: string): string {
  return `hash(${terms(table, row)})`;
}

/** Of a ticket with its custom values. @param values row that `valuesOf` gave, where the ticket has any */
export function ticketHash(row: string, values: string | null): string {
  return `hash(${terms(STORED_TICKETS, row)}, ${values === null ? 'NULL::HUGEINT' : `${values}.said`})`;
}

/** SELECT of what the custom values say together, in whatever order they stand. @param key columns that name the ticket */
export function valuesOf(from: string, key: string): string {
  return `SELECT ${key}, sum(${rowHash(STORED_VALUES, 'x')}) AS said FROM ${from} x GROUP BY ${key}`;
}

/** A change that was seen between two readings is named after the later one. */
export function observedHash(precedence: string): string {
  return `hash(${precedence})`;
}

const HASHED = STORED_TABLES.filter((table) => table !== STORED_VALUES);

/** Hashes all stored rows anew. */
export async function rehash(session: Session): Promise<void> {
  for (const table of HASHED) await session.run(rehashed(table));
}

/**
 * Rows that `work` changes are hashed as they are then: a service that sends them so has changed nothing. A row whose hash
 * is of something else before, as of what a service sends of a person who was erased earlier, keeps it. In a transaction.
 */
export async function hashingChanges(session: Session, work: () => Promise<void>): Promise<void> {
  const unlike = HASHED.map(
    (table) =>
      `SELECT w.hash FROM ${table.name} w JOIN (${freshHashes(table)}) h ON w.rowid = h.place WHERE w.hash <> h.hash`,
  );
  await session.run(`CREATE OR REPLACE TEMP TABLE t_unlike AS ${unlike.join(' UNION ALL ')}`);
  await work();
  for (const table of HASHED)
    await session.run(`${rehashed(table)} AND w.hash <> h.hash AND w.hash NOT IN (SELECT hash FROM t_unlike)`);
  await session.run('DROP TABLE t_unlike');
}

function rehashed(table: StoredTable): string {
  return `UPDATE ${table.name} w SET hash = h.hash FROM (${freshHashes(table)}) h WHERE w.rowid = h.place`;
}

/** SELECT of the place of each row, and of its hash as it is stored. */
function freshHashes(table: StoredTable): string {
  if (table === STORED_TICKETS) {
    const values = valuesOf(STORED_VALUES.name, 'source, ticket_id');
    return `SELECT t.rowid AS place, ${ticketHash('t', 'v')} AS hash FROM ${table.name} t LEFT JOIN (${values}) v USING (source, ticket_id)`;
  }
  const own = rowHash(table, 't');
  const hash =
    table === STORED_CHANGES ? `CASE t.origin WHEN 'observed' THEN ${observedHash('t.rank')} ELSE ${own} END` : own;
  return `SELECT t.rowid AS place, ${hash} AS hash FROM ${table.name} t`;
}
