/** DuckDB over the Parquet files of a lake: the second opinion. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { TABLES, literal, quoted } from '../../etl/src/schema/tables';

export interface Duck {
  /** The one value of a query as text; null for NULL. */
  value(sql: string): Promise<string | null>;
  rows(sql: string): Promise<Array<Record<string, unknown>>>;
  close(): void;
}

/** @param folder with the Parquet files, divided or not; each table is a view of its name */
export async function openParquet(folder: string): Promise<Duck> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  for (const { name } of TABLES) {
    const files = filesOf(folder, name).map(literal).join(', ');
    await connection.run(`CREATE VIEW ${quoted(name)} AS FROM read_parquet([${files}], hive_partitioning = false)`);
  }
  const rows = async (sql: string) => (await connection.runAndReadAll(sql)).getRowObjectsJS();
  return {
    rows,
    value: async (sql) => {
      const [row] = await rows(`SELECT columns(*)::VARCHAR AS value FROM (${sql})`);
      return row?.['value'] === null || row?.['value'] === undefined ? null : String(row['value']);
    },
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

function filesOf(folder: string, table: string): string[] {
  const below = path.join(folder, table);
  const divided = readdirSync(folder).includes(table)
    ? readdirSync(below).map((part) => path.join(below, part, `${table}.parquet`))
    : [];
  return divided.length > 0 ? divided : [path.join(folder, `${table}.parquet`)];
}
