/** Opens what was published last, for readers. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { LakeError } from '../base/errors';
import { sha256Of, sizeOf } from '../base/files';
import type { LakePaths, PublishedReader, ReaderOptions } from '../store/database';
import { lakePaths, readerOf } from '../store/database';
import { sqlType } from '../schema/column';
import type { Table } from '../schema/column';
import { ABOUT_THE_RUN } from '../schema/run-tables';
import { literal, quoted } from '../schema/tables';
import type { Session } from '../store/session';
import { booleanIn } from '../store/row';
import { manifestIn } from './manifest';

/**
 * Opens `ticketlake.duckdb` of a lake, or of a folder that is laid out as one. Where it ends with an earlier run than
 * the Parquet files, `runs` and `sources` are those of the files.
 * @throws LakeError when nothing was published yet, or the file cannot be read
 */
export async function openPublished(
  lake: string,
  options: Omit<ReaderOptions, 'instead'> = {},
): Promise<PublishedReader> {
  const places = lakePaths(lake);
  if ((await sizeOf(places.published)) === null) {
    throw new LakeError('not_published', `there is no ${places.published} yet`, 'Run `ticketlake export` first.');
  }
  return readerOf(places.published, { ...options, instead: await newerTables(places) });
}

/**
 * For statements about a table that may not be published yet, as while tickets are awaited.
 * @returns SQL of its rows: none where there is no such table
 */
export async function publishedRows(reader: Session, { name, columns }: Table): Promise<string> {
  if (await isPublished(reader, name)) return quoted(name);
  const empty = columns.map(({ name: column, type }) => `NULL::${sqlType(type)} AS ${quoted(column)}`);
  return `(SELECT ${empty.join(', ')} WHERE false)`;
}

export async function isPublished(reader: Session, table: string): Promise<boolean> {
  const found = await reader.one(
    `SELECT count(*) > 0 AS found FROM duckdb_tables() WHERE database_name = current_database() AND table_name = ${literal(table)}`,
    undefined,
    (row) => booleanIn(row, 'found'),
  );
  return found === true;
}

/** Files that are not those of the manifest are of a publication that is under way, or was killed: they are left out. */
async function newerTables(places: LakePaths): Promise<Map<string, string>> {
  const manifest = manifestIn(await readFile(places.manifest, 'utf8').catch(() => ''));
  const newer = new Map<string, string>();
  if (manifest?.database === undefined || manifest.database.run_id === manifest.run_id) return newer;
  for (const { name } of ABOUT_THE_RUN) {
    const entry = manifest.files.find(({ table }) => table === name);
    if (entry === undefined) return new Map();
    const file = path.join(places.parquet, entry.path);
    if ((await sha256Of(file).catch(() => null)) !== entry.sha256) return new Map();
    newer.set(name, file);
  }
  return newer;
}
