/** Reads back what was written and compares it with the marts, before anyone else can see it. */
import type { Table } from '../schema/column';
import { sqlType } from '../schema/column';
import { columnNames, literal, quoted } from '../schema/tables';
import { martName } from '../marts/diff';
import { LakeError } from '../base/errors';
import { numberIn, textIn } from '../store/row';
import type { Session } from '../store/session';

/** Rows, and a checksum over every value that does not depend on their order. */
export interface TableMeasure {
  rows: number;
  checksum: string;
}

/** @param from SQL of a relation that has the columns of `table` */
export async function measure(session: Session, table: Table, from: string): Promise<TableMeasure> {
  const values = columnNames(table).map(quoted).join(', ');
  const [found] = await session.all(
    `SELECT count(*) AS n, coalesce(bit_xor(hash(${values})), 0)::VARCHAR || ' ' || coalesce(sum(hash(${values}) % 1000003), 0)::VARCHAR AS checksum FROM ${from}`,
    undefined,
    (row) => ({ rows: numberIn(row, 'n'), checksum: textIn(row, 'checksum') }),
  );
  return found ?? { rows: 0, checksum: '' };
}

/** Measures of whole marts, each taken once a publication. */
export class MartMeasures {
  private readonly known = new Map<string, TableMeasure>();

  /** @param known measures that were proven of the last publication, and hold for all tables but those that changed */
  knowing(known: Readonly<Record<string, TableMeasure>>, changed: ReadonlySet<Table>): MartMeasures {
    const measures = new MartMeasures();
    const stale = new Set([...changed].map(({ name }) => name));
    for (const [name, found] of [...Object.entries(known).filter(([table]) => !stale.has(table)), ...this.known])
      measures.known.set(name, found);
    return measures;
  }

  /** By name of the table. */
  async ofAll(session: Session, tables: readonly Table[]): Promise<Record<string, TableMeasure>> {
    const all: Record<string, TableMeasure> = {};
    for (const table of tables) all[table.name] = await this.of(session, table);
    return all;
  }

  /** @param session the one to measure with when the mart was not measured yet */
  async of(session: Session, table: Table): Promise<TableMeasure> {
    const known = this.known.get(table.name);
    if (known) return known;
    const found = await measure(session, table, martName(table));
    this.known.set(table.name, found);
    return found;
  }
}

export function relationOf(file: string): string {
  return `read_parquet(${literal(file)}, hive_partitioning = false)`;
}

/** @throws LakeError `verificationFailed` when columns, their order or their types are not those of the registry */
export async function assertSchema(session: Session, table: Table, from: string, what: string): Promise<void> {
  const found = await session.all(`DESCRIBE SELECT * FROM ${from}`, undefined, (row) => {
    return `${textIn(row, 'column_name')} ${textIn(row, 'column_type')}`;
  });
  assertColumns(table, found.join(), what);
}

/**
 * `assertSchema` for all tables of an attached database at once.
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
export function assertEqual(actual: TableMeasure, expected: TableMeasure, what: string): void {
  if (actual.rows !== expected.rows)
    throw verificationFailed(what, `it has ${actual.rows} rows instead of ${expected.rows}`);
  if (actual.checksum !== expected.checksum)
    throw verificationFailed(what, 'its values are not those that were to be written');
}

/** @throws LakeError `verificationFailed` when two rows of a mart have the same key */
export async function assertUniqueKeys(session: Session, table: Table): Promise<void> {
  const keys = table.key.map(quoted).join(', ');
  const [doubled = 0] = await session.all(
    `SELECT count(*) AS n FROM (SELECT 1 FROM ${martName(table)} GROUP BY ${keys} HAVING count(*) > 1)`,
    undefined,
    (row) => numberIn(row, 'n'),
  );
  if (doubled > 0) throw verificationFailed(table.name, `${doubled} keys occur more than once`);
}

function verificationFailed(what: string, why: string): LakeError {
  return new LakeError(
    'unproven',
    `${what} was not published: ${why}`,
    'What was published before is still there. Run again. If the problem remains, check the disk and report it with the output of `ticketlake status`.',
  );
}
