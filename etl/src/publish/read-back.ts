/** Reads back what was written and compares it with the marts, before anyone else can see it. */
import type { Table } from '../schema/column';
import { sqlType } from '../schema/column';
import { literal, quoted } from '../schema/tables';
import type { Measured, TableMeasure } from '../marts/measure';
import { NOTHING } from '../marts/measure';
import { LakeError } from '../base/errors';
import { numberIn, textIn } from '../store/row';
import type { Session } from '../store/session';

export function relationOf(file: string): string {
  return `read_parquet(${literal(file)}, hive_partitioning = false)`;
}

/** Relations that were written, and what each is called in a message. */
export type WrittenRelation = Measured & { what: string };

/** @throws LakeError `unproven` when columns, their order or their types are not those of the registry */
export async function assertColumnsOf(session: Session, written: readonly WrittenRelation[]): Promise<void> {
  const columns = new Map<number, string>();
  // A description is one chunk of rows, which are taken in their order.
  const described = written.map(
    ({ from }, nth) =>
      `SELECT ${nth} AS nth, string_agg(column_name || ' ' || column_type, ',') AS columns FROM (DESCRIBE SELECT * FROM ${from})`,
  );
  await session.all(described.join(' UNION ALL '), undefined, (row) =>
    columns.set(numberIn(row, 'nth'), textIn(row, 'columns')),
  );
  for (const [nth, { table, what }] of written.entries()) assertColumns(table, columns.get(nth) ?? '', what);
}

/**
 * The same for all tables of an attached database.
 * @param database name under which it is attached
 * @param whatOf names a table in the message
 */
export async function assertSchemas(
  session: Session,
  tables: readonly Table[],
  database: string,
  whatOf: (table: Table) => string,
): Promise<void> {
  const found = await session.all(
    `SELECT table_name, string_agg(column_name || ' ' || data_type, ',' ORDER BY column_index) AS columns
     FROM duckdb_columns() WHERE database_name = ${literal(database)} GROUP BY table_name`,
    undefined,
    (row) => [textIn(row, 'table_name'), textIn(row, 'columns')] as const,
  );
  const columnsOf = new Map(found);
  for (const table of tables) assertColumns(table, columnsOf.get(table.name) ?? '', whatOf(table));
}

/** @param found names, each with its type, separated by commas */
function assertColumns(table: Table, found: string, what: string): void {
  const expected = table.columns.map(({ name, type }) => `${name} ${sqlType(type)}`);
  if (found !== expected.join()) throw verificationFailed(what, 'its columns are not those that were to be written');
}

/** @throws LakeError `verificationFailed` */
export function assertEqual(actual: TableMeasure = NOTHING, expected: TableMeasure, what: string): void {
  if (actual.rows !== expected.rows)
    throw verificationFailed(what, `it has ${actual.rows} rows instead of ${expected.rows}`);
  if (actual.checksum !== expected.checksum)
    throw verificationFailed(what, 'its values are not those that were to be written');
}

/**
 * @param relations of the rows of tables
 * @throws LakeError `verificationFailed` when two rows of a mart have the same key
 */
export async function assertUniqueKeys(session: Session, relations: ReadonlyMap<Table, string>): Promise<void> {
  if (relations.size === 0) return;
  const doubles = [...relations].map(
    ([{ name, key }, from]) =>
      `SELECT ${literal(name)} AS name, count(*) AS n FROM (SELECT 1 FROM ${from} GROUP BY ${key.map(quoted).join(', ')} HAVING count(*) > 1)`,
  );
  const found = await session.all(doubles.join(' UNION ALL '), undefined, (row) => {
    return { name: textIn(row, 'name'), doubled: numberIn(row, 'n') };
  });
  for (const { name, doubled } of found)
    if (doubled > 0) throw verificationFailed(name, `${doubled} keys occur more than once`);
}

function verificationFailed(what: string, why: string): LakeError {
  return new LakeError(
    'unproven',
    `${what} was not published: ${why}`,
    'What was published before is still there. Run again. If the problem remains, check the disk and report it with the output of `ticketlake status`.',
  );
}
