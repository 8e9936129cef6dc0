/** Reads a published Parquet file with three independent readers, each value as text that does not depend on the reader. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Data, Table as ArrowTable } from 'apache-arrow';
import { tableFromIPC } from 'apache-arrow';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { readParquet } from 'parquet-wasm/node';
import { publishedTables, readManifest } from '../../etl/src/publish/manifest';
import type { Column, Table } from '../../etl/src/schema/column';
import { quoted } from '../../etl/src/schema/tables';

/** Instants and wall-clock times as microseconds since 1970, dates as days, all else as it reads. */
export type PlainRow = Record<string, string | null>;

async function readWithDuckDb(connection: DuckDBConnection, file: string, table: Table): Promise<PlainRow[]> {
  const columns = table.columns.map((column) => `${plainSql(column)} AS ${quoted(column.name)}`).join(', ');
  const reader = await connection.runAndReadAll(
    `SELECT ${columns} FROM read_parquet('${file.replaceAll("'", "''")}', hive_partitioning = false)`,
  );
  return reader.getRowObjectsJS().map((row) => plainRow(table, (column) => row[column.name]));
}

function plainSql({ name, type }: Column): string {
  if (type === 'instant' || type === 'local') return `epoch_us(${quoted(name)})`;
  return type === 'date' ? `${quoted(name)} - DATE '1970-01-01'` : quoted(name);
}

async function readWithHyparquet(file: string, table: Table): Promise<PlainRow[]> {
  const rows = await parquetReadObjects({
    file: await asyncBufferFromFile(file),
    compressors,
    parsers: {
      timestampFromMilliseconds: (value) => value,
      timestampFromMicroseconds: (value) => value,
      timestampFromNanoseconds: (value) => value,
      dateFromDays: (value) => value,
    },
  });
  return rows.map((row) => plainRow(table, (column) => row[column.name]));
}

async function readWithArrow(file: string, table: Table): Promise<PlainRow[]> {
  const arrow = tableFromIPC(readParquet(new Uint8Array(await readFile(file))).intoIPCStream());
  const columns = new Map(table.columns.map((column) => [column, valuesOf(arrow, column)]));
  return Array.from({ length: arrow.numRows }, (_, row) => plainRow(table, (column) => columns.get(column)?.[row]));
}

/** Arrow's own accessors turn microseconds into fractions of milliseconds: times are taken as they are stored. */
function valuesOf(arrow: ArrowTable, column: Column): unknown[] {
  const vector = arrow.getChild(column.name);
  if (!vector) throw new Error(`no column ${column.name}`);
  if (!['instant', 'local', 'date'].includes(column.type)) return Array.from(vector);
  return vector.data.flatMap((chunk: Data) =>
    Array.from({ length: chunk.length }, (_, row) => (chunk.getValid(row) ? chunk.values[row] : null)),
  );
}

function plainRow(table: Table, value: (column: Column) => unknown): PlainRow {
  return Object.fromEntries(
    table.columns.map((column) => {
      const found = value(column);
      return [column.name, found === null || found === undefined ? null : String(found)];
    }),
  );
}

/** Fails when two readers disagree on any value of any file of a publication. @returns how many rows were compared */
export async function expectReadersAgree(lake: string): Promise<number> {
  const folder = path.join(lake, 'parquet');
  const manifest = await readManifest(path.join(folder, '_manifest.json'));
  const tables = publishedTables(manifest);
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  let compared = 0;
  try {
    for (const { path: name, table: tableName, rows } of manifest.files) {
      const table = tables.find((candidate) => candidate.name === tableName)!;
      const file = path.join(folder, name);
      const duckdb = await readWithDuckDb(connection, file, table);
      expect({ name, rows: duckdb.length }).toEqual({ name, rows });
      expect({ name, rows: await readWithHyparquet(file, table) }).toEqual({ name, rows: duckdb });
      expect({ name, rows: await readWithArrow(file, table) }).toEqual({ name, rows: duckdb });
      compared += rows;
    }
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
  return compared;
}
