/** The lake as it was published last, as targets read it: by its manifest and its files alone. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { LakeError } from '../base/errors';
import { sha256Of } from '../base/files';
import type { Config } from '../config/config';
import { DICTIONARY, hashOf, README, targetReadme } from '../publish/companions';
import type { Manifest, ManifestEntry } from '../publish/manifest';
import { publishedTables, readManifest } from '../publish/manifest';
import { literal, quoted } from '../schema/tables';
import { lakePaths } from '../store/database';
import type { Reader } from '../store/reader';
import { openReader } from '../store/reader';
import { textIn } from '../store/row';
import { lakeIdOf } from './lake-id';

/** Each holds a group of rows in memory, and bodies of comments are long. */
const THREADS = 1;

export interface LakeColumn {
  name: string;
  /** As DuckDB prints it. */
  type: string;
}

export interface LakeTable {
  name: string;
  rows: number;
  files: ReadonlyArray<{ place: string; entry: ManifestEntry }>;
  /** Follows from the bytes of its files. */
  digest: string;
}

export interface PublishedLake {
  id: string;
  timezone: string;
  compression: string;
  manifest: Manifest;
  tables: readonly LakeTable[];
  /** What describes the files beside them: texts by name; none of a lake that an earlier version published. */
  companions: ReadonlyMap<string, string>;
  /** Names in the table `sources`. */
  sources: readonly string[];
  reader: Reader;
  /** A folder for files on their way; it is empty at first. */
  scratch: string;
  close(): Promise<void>;
}

/**
 * To be called by who holds the lake.
 * @throws LakeError when nothing was published, or a file is not what was published
 */
export async function openPublishedLake(config: Config): Promise<PublishedLake> {
  const places = lakePaths(config.lake);
  const manifest = await readManifest(places.manifest);
  const tables = tablesIn(manifest, places.parquet);
  for (const { files } of tables) for (const { place, entry } of files) await proveFile(place, entry);
  const companions = await companionsIn(manifest, places.parquet, config);
  const scratch = path.join(places.scratch, 'targets');
  await rm(scratch, { recursive: true, force: true });
  await mkdir(scratch, { recursive: true });
  const reader = await openReader(THREADS);
  const close = async (): Promise<void> => {
    await reader.close();
    await rm(scratch, { recursive: true, force: true });
  };
  try {
    const sources = await sourcesIn(reader, tables);
    const { timezone, compression } = config;
    const found = { manifest, tables, companions, sources, reader };
    return { id: lakeIdOf(config), timezone, compression, ...found, scratch, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function tablesIn({ files }: Manifest, parquet: string): LakeTable[] {
  const names = [...new Set(files.map(({ table }) => table))];
  return names.map((name) => {
    const own = files.filter(({ table }) => table === name);
    return {
      name,
      rows: own.reduce((sum, { rows }) => sum + rows, 0),
      files: own.map((entry) => ({ place: path.join(parquet, entry.path), entry })),
      digest: digestOf(own.map(({ sha256 }) => sha256)),
    };
  });
}

async function proveFile(place: string, { path: name, sha256 }: ManifestEntry): Promise<void> {
  if ((await sha256Of(place).catch(() => null)) === sha256) return;
  throw notPublished(name);
}

function notPublished(name: string): LakeError {
  return new LakeError(
    'unproven',
    `parquet/${name} is not what was published: no target is written from it`,
    'Run `ticketlake export`: it writes the file anew.',
  );
}

/** The README of the lake names files that no target has. */
async function companionsIn(
  manifest: Manifest,
  parquet: string,
  { timezone }: Config,
): Promise<ReadonlyMap<string, string>> {
  const hash = manifest.companions?.[DICTIONARY];
  if (hash === undefined) return new Map();
  const text = await readFile(path.join(parquet, DICTIONARY), 'utf8').catch(() => null);
  if (text === null || hashOf(text) !== hash) throw notPublished(DICTIONARY);
  return new Map([
    [README, targetReadme(timezone, manifest.schema_version, publishedTables(manifest))],
    [DICTIONARY, text],
  ]);
}

/** SQL of all rows of a table. */
export function relationOf({ files }: Pick<LakeTable, 'files'>): string {
  return `read_parquet([${files.map(({ place }) => literal(place)).join(', ')}], hive_partitioning = false, union_by_name = true)`;
}

export function columnsOf(reader: Reader, table: LakeTable): Promise<LakeColumn[]> {
  return reader.all(`DESCRIBE SELECT * FROM ${relationOf(table)}`, undefined, (row) => ({
    name: textIn(row, 'column_name'),
    type: textIn(row, 'column_type'),
  }));
}

async function sourcesIn(reader: Reader, tables: readonly LakeTable[]): Promise<string[]> {
  const table = tables.find(({ name }) => name === 'sources');
  if (table === undefined) return [];
  return reader.all(
    `SELECT DISTINCT ${quoted('source')} AS source FROM ${relationOf(table)} ORDER BY ALL`,
    undefined,
    (row) => textIn(row, 'source'),
  );
}

/** The same for the same texts, in whatever order. */
export function digestOf(texts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const text of [...texts].sort()) hash.update(`${text}\n`);
  return hash.digest('hex');
}
