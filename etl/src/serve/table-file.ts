/** A whole table as one file of some format: made once a publication, then sent like any other file. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { arrowStream } from '../query/arrow';
import { spreadsheetCsv } from '../query/spreadsheet';
import { copyToParquet } from '../query/statement';
import { csv, json, ndjson } from '../query/text-formats';
import { batchesOf, columnsOf } from '../query/values';
import { columnNames, quoted } from '../schema/tables';
import type { Table } from '../schema/column';
import { openPublished } from '../publish/published';
import type { QueryFormat } from './answers';
import type { FileToSend } from './http/send-file';
import type { Snapshot } from './snapshot/snapshot';

export const MEDIA_TYPES: Readonly<Record<QueryFormat, string>> = {
  json: 'application/json; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
  csv: 'text/csv; charset=utf-8; header=present',
  arrow: 'application/vnd.apache.arrow.stream',
  parquet: 'application/vnd.apache.parquet',
};

export const QUERY_FORMATS: readonly QueryFormat[] = ['json', 'ndjson', 'csv', 'arrow', 'parquet'];

/** @param spreadsheet of CSV only: as spreadsheets read it */
export async function tableFile(
  snapshot: Snapshot,
  table: Table,
  format: QueryFormat,
  spreadsheet = false,
): Promise<FileToSend> {
  const [whole, ...others] = snapshot.manifest.files.filter((file) => file.table === table.name);
  const published =
    whole && others.length === 0 && whole.partition === null ? snapshot.files.get(whole.path) : undefined;
  const names = { mediaType: MEDIA_TYPES[format], fileName: `${table.name}.${format}` };
  if (format === 'parquet' && published !== undefined) return { ...published, ...names };
  const kind = spreadsheet ? 'spreadsheet' : format;
  return snapshot.once(`${table.name}.${kind}`, async () => {
    const file = path.join(snapshot.folder, 'made', `${table.name}.${kind}`);
    await mkdir(path.dirname(file), { recursive: true });
    await (kind === 'parquet' ? mergeParquet(snapshot, table, file) : writeText(snapshot, table, kind, file));
    const { size, mtime } = await stat(file);
    return { path: file, bytes: size, lastModified: mtime, etag: etagOf(snapshot, table, kind), ...names };
  });
}

/** The same rows may stand in another order in the next publication, so that its files are others. */
function etagOf({ id }: Snapshot, table: Table, format: FileKind): string {
  return `"${createHash('sha256').update(`${id} ${table.name} ${format}`).digest('hex').slice(0, 32)}"`;
}

/** A reader of its own: only it may write, and only this file. */
async function mergeParquet({ folder }: Snapshot, table: Table, file: string): Promise<void> {
  const reader = await openPublished(folder, { mayWrite: file, memoryLimit: '256MB', threads: 1 });
  try {
    await copyToParquet(reader.connection, selectAll(table), file);
  } finally {
    await reader.close();
  }
}

const TEXT = { csv, json, ndjson, spreadsheet: spreadsheetCsv };
type FileKind = QueryFormat | 'spreadsheet';

async function writeText(
  snapshot: Snapshot,
  table: Table,
  format: Exclude<FileKind, 'parquet'>,
  file: string,
): Promise<void> {
  const connection = await (await snapshot.reader()).connect();
  try {
    const result = await connection.stream(selectAll(table));
    const pieces = format === 'arrow' ? arrowStream(result) : TEXT[format](columnsOf(result), batchesOf(result));
    await pipeline(Readable.from(pieces), createWriteStream(file));
  } finally {
    connection.closeSync();
  }
}

function selectAll(table: Table): string {
  return `SELECT ${columnNames(table).map(quoted).join(', ')} FROM ${quoted(table.name)}`;
}
