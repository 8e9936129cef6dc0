/**
 * Temporary tables hold memory until they are dropped, be they as small as they may: DuckDB takes a block a column, and
 * writes to disk what it cannot hold beside them.
 */
import { quoted } from '../schema/tables';
import { textIn } from './row';
import type { Session } from './session';

/**
 * To be called where whoever needs them makes them anew. Their memory is free when the transaction has ended.
 * @param kept how the names begin of those that stay
 */
export async function dropTemporaryTables(session: Session, kept?: string): Promise<void> {
  const names = await session.all(
    'SELECT table_name FROM duckdb_tables() WHERE temporary AND NOT internal',
    undefined,
    (row) => textIn(row, 'table_name'),
  );
  const doomed = names.filter((name) => kept === undefined || !name.startsWith(kept));
  if (doomed.length > 0) await session.run(doomed.map((name) => `DROP TABLE ${quoted(name)}`).join('; '));
}
