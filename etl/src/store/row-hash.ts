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

/** Hashes all stored rows anew. */
export async function rehash(session: Session): Promise<void> {
  for (const table of STORED_TABLES) if (table !== STORED_VALUES) await session.run(rehashed(table));
}

function rehashed(table: StoredTable): string {
  if (table === STORED_TICKETS) {
    const values = valuesOf(STORED_VALUES.name, 'source, ticket_id');
    return `UPDATE ${table.name} w SET hash = h.hash FROM (
      SELECT t.rowid AS place, ${ticketHash('t', 'v')} AS hash FROM ${table.name} t LEFT JOIN (${values}) v USING (source, ticket_id)
    ) h WHERE w.rowid = h.place`;
  }
  const own = rowHash(table, table.name);
  const hash =
    table === STORED_CHANGES ? `CASE origin WHEN 'observed' THEN ${observedHash('rank')} ELSE ${own} END` : own;
  return `UPDATE ${table.name} SET hash = ${hash}`;
}
