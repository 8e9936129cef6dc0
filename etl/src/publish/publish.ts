/**
 * Makes the marts visible: Parquet files, `ticketlake.duckdb`, the manifest. Everything is written aside and proven
 * first; then each file appears by rename, the manifest last. What did not change is not touched.
 */
import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../config/config';
import { buildMarts } from '../marts/build';
import { fieldTables } from '../marts/field-columns';
import { MartFile } from '../marts/mart-file';
import type { Standing } from '../marts/standing-database';
import { PUBLISHED_FILE, standingOf } from '../marts/standing-database';
import { withMaskedColumns } from '../marts/masked-fields';
import { failpoint } from '../base/failpoint';
import type { Table } from '../schema/column';
import { customFields } from '../schema/reference-tables';
import { TABLES_WITHOUT_TICKETS } from '../schema/awaited-tickets';
import { SCHEMA_VERSION, TABLES } from '../schema/tables';
import type { LakePaths, WorkingDatabase } from '../store/database';
import { metaValues } from '../store/ddl';
import { dropOlderState } from '../store/older-state';
import { unpublishedTables } from '../store/unpublished';
import { awaitsTickets } from './awaited-tickets';
import { companionHashes, companionTexts, tableShapes, writeCompanions } from './companions';
import { publishedDatabase } from './database-file';
import type { BackupState } from '../base/files';
import { backUp, replaceFile, restoreFile, sha256Of, sizeOf } from '../base/files';
import { LakeError } from '../base/errors';
import { messageOf } from '../base/system-error';
import type { PlannedFile } from './layout';
import { plannedFiles } from './layout';
import { fieldTableEntry, writeManifest } from './manifest';
import type { WrittenBy, WrittenFile } from './parquet-file';
import { proveParquet, writeParquet } from './parquet-file';
import type { Publication } from './publications';
import { entryOf, publications, rememberPublications } from './publications';
import { assertUniqueKeys } from './read-back';

export interface PublishOptions {
  config: Config;
  runId: string;
  /** Canonical instant. */
  now: string;
  /** The present one, asked when all is proven. */
  present(): string;
}

export interface PublishedTable {
  table: string;
  rows: number;
  /** False when every file of the table was left as it was. */
  rewritten: boolean;
}

/**
 * Builds the marts and publishes them. Killed at any point, it leaves whole files, and the next call completes the work.
 * @throws LakeError when a file cannot be proven or replaced; what was published before is then whole
 */
export async function publish(working: WorkingDatabase, options: PublishOptions): Promise<PublishedTable[]> {
  await checkpoint(working);
  try {
    return await publishFrom(working, options, standingOf((await metaValues(working))[PUBLISHED_FILE]));
  } catch (error) {
    if (!(error instanceof CopyUnproven)) throw error;
    return publishFrom(working, options, null);
  }
}

/** A copy of the last file that is not as it should be: it is thrown away, and the file is written from nothing. */
class CopyUnproven extends Error {}

/** @param standing what is known of the last file, if anything may be left as it stands there */
async function publishFrom(
  working: WorkingDatabase,
  { config, runId, now, present }: PublishOptions,
  standing: Standing | null,
): Promise<PublishedTable[]> {
  const { places } = working;
  const folder = path.join(places.scratch, 'publish');
  const file = await MartFile.open(working, places, folder, standing);
  try {
    await buildMarts(working, { config, runId, now }, file);
    failpoint('publish.marts_built');
    await checkpoint(working);
    const before = await publications(working);
    const values = await metaValues(working);
    const ofFields = withMaskedColumns(await fieldTables(working, file.relation(customFields)), values);
    const isAwaiting = await awaitsTickets(working, config, before);
    const tables = isAwaiting ? TABLES_WITHOUT_TICKETS : [...TABLES, ...ofFields];
    const database = await publishedDatabase(working, file, tables, values, runId).catch((error: unknown) => {
      throw orUnprovenCopy(error, file);
    });
    const known = { before, unpublished: unpublishedTables(values) };
    const { files, looked } = await plannedFiles(working, config, tables, known);
    await assertUniqueKeys(working, new Map(looked.map((table) => [table, file.relation(table) ?? ''])));
    const origin = { runId, zone: config.timezone };
    const fresh = await writeChanged(working, files, before, { config, origin, folder, marts: file });
    await file.close(working);
    const done = publicationsOf(files, fresh, before, runId);
    const manifest = path.join(folder, '_manifest.json');
    await mkdir(folder, { recursive: true });
    const published = [...new Set(files.map(({ table }) => table))];
    const texts = companionTexts(config, published);
    await writeManifest(manifest, {
      schema_version: SCHEMA_VERSION,
      run_id: runId,
      published_at: present(),
      timezone: config.timezone,
      tables: tableShapes(published, config.timezone),
      files: [...done.values()].map(entryOf),
      field_tables: isAwaiting ? [] : ofFields.map(fieldTableEntry),
      ...(isAwaiting ? { awaits_tickets: true } : {}),
      database: { run_id: database.standing.run_id },
      companions: companionHashes(texts),
    });
    const companions = await writeCompanions(places.parquet, folder, texts);
    await replaceAll(places, folder, { files: fresh, companions, database: database.tempFile, manifest });
    failpoint('publish.manifest_renamed');
    await rememberPublications(working, [...done.values()], database.standing);
    await removeOrphans(places.parquet, new Set(done.keys()), namesOf(tables, before));
    await dropOlderState(places.state);
    await rm(folder, { recursive: true, force: true });
    return tablesOf(tables, files, fresh);
  } finally {
    await file.close(working);
  }
}

/** What cannot be proven of a copy is written from nothing; of anything else it is the failure that it is. */
function orUnprovenCopy(error: unknown, { standing }: MartFile): unknown {
  const isOfCopy = error instanceof LakeError && error.code === 'unproven' && standing !== null;
  return isOfCopy ? new CopyUnproven(error.message, { cause: error }) : error;
}

/** A run that found nothing writes less into the log of the working database. */
const LOG_BYTES = 1024 * 1024;

/**
 * Rows that stand in the log alone take a block of memory a column, and whatever finds no room beside them is spilled:
 * a checkpoint now writes less than that, and is not needed later.
 */
async function checkpoint(working: WorkingDatabase): Promise<void> {
  if ((await working.logBytes()) > LOG_BYTES) await working.run('CHECKPOINT');
}

async function writeChanged(
  working: WorkingDatabase,
  planned: readonly PlannedFile[],
  before: ReadonlyMap<string, Publication>,
  { config, origin, folder, marts }: { config: Config; origin: WrittenBy; folder: string; marts: MartFile },
): Promise<Map<string, WrittenFile>> {
  const fresh = new Map<string, WrittenFile>();
  for (const file of planned) {
    if (await isAsPublished(file, before.get(file.path), working.places.parquet)) continue;
    fresh.set(file.path, await writeParquet(working, file, folder, config.compression, origin, marts));
    failpoint('publish.file_written');
  }
  await proveParquet(working, [...fresh.values()], marts);
  return fresh;
}

async function isAsPublished(file: PlannedFile, before: Publication | undefined, parquet: string): Promise<boolean> {
  if (before?.content !== file.content || before.form !== file.form || before.rows !== file.rows) return false;
  const place = path.join(parquet, file.path);
  // A bit that flipped on the disk changes neither size nor time.
  return (await sizeOf(place)) === before.bytes && (await sha256Of(place)) === before.sha256;
}

function publicationsOf(
  planned: readonly PlannedFile[],
  fresh: ReadonlyMap<string, WrittenFile>,
  before: ReadonlyMap<string, Publication>,
  runId: string,
): Map<string, Publication> {
  const done = new Map<string, Publication>();
  for (const { path: name, table, partition, rows, content, form } of planned) {
    const file = fresh.get(name);
    const known = before.get(name);
    if (file) {
      const { bytes, sha256 } = file;
      const entry = { path: name, table: table.name, partition, rows, bytes, sha256 };
      done.set(name, { ...entry, schema_version: SCHEMA_VERSION, run_id: runId, content, form });
    } else if (known) done.set(name, known);
  }
  return done;
}

interface Replaced {
  place: string;
  backup: string;
  kept: BackupState;
}

interface Replacement {
  files: ReadonlyMap<string, WrittenFile>;
  /** By name. */
  companions: ReadonlyMap<string, string>;
  /** null: the last one stays. */
  database: string | null;
  manifest: string;
}

/** Should one file not be replaceable, those before it are put back: the old state stays whole. */
async function replaceAll(places: LakePaths, folder: string, replacement: Replacement): Promise<void> {
  const { files, companions, database, manifest } = replacement;
  const replaced: Replaced[] = [];
  const replace = async (from: string, place: string) => {
    const backup = path.join(folder, 'before', String(replaced.length));
    // Put back also when it failed: the new file may stand there although its folder could not be synced.
    replaced.push({ place, backup, kept: await backUp(place, backup) });
    await replaceFile(from, place);
  };
  try {
    for (const [name, { tempFile }] of files) {
      await replace(tempFile, path.join(places.parquet, name));
      failpoint('publish.file_renamed');
    }
    for (const [name, tempFile] of companions) await replace(tempFile, path.join(places.parquet, name));
    // A log that some reader left would be replayed into the new file.
    await rm(`${places.published}.wal`, { force: true });
    if (database !== null) await replace(database, places.published);
    failpoint('publish.database_renamed');
    await replace(manifest, places.manifest);
  } catch (error) {
    await putBack(replaced, places.parquet, error);
    throw error;
  }
}

/** @throws LakeError when a file could not be put back: what is published is then of two runs, and must be called so */
async function putBack(replaced: readonly Replaced[], parquet: string, cause: unknown): Promise<void> {
  const lost: string[] = [];
  for (const { place, backup, kept } of [...replaced].reverse()) {
    const back = kept === 'kept' ? restoreFile(backup, place) : rm(place, { force: true });
    await back.catch(() => lost.push(place));
  }
  const [first] = lost;
  if (first === undefined) return;
  throw new LakeError(
    'disk',
    `${first} could not be put back after a file could not be replaced (${messageOf(cause)}): ${parquet} holds files of two publications`,
    'Check the disk, then run `ticketlake export`: it writes every file that is not as it should be.',
  );
}

/** Files of tables that no longer belong: another partition, a month without rows. Nothing else is touched. */
async function removeOrphans(parquet: string, keep: ReadonlySet<string>, names: ReadonlySet<string>): Promise<void> {
  for (const name of names) {
    const whole = `${name}.parquet`;
    if (!keep.has(whole)) await rm(path.join(parquet, whole), { force: true });
    const divided = path.join(parquet, name);
    const parts = await readdir(divided).catch(() => []);
    for (const part of parts.filter((entry) => /^created_(?:month|year)=/.test(entry))) {
      if (keep.has(`${name}/${part}/${name}.parquet`)) continue;
      await rm(path.join(divided, part), { recursive: true, force: true });
    }
    if (parts.length > 0 && (await readdir(divided)).length === 0) await rm(divided, { recursive: true, force: true });
  }
}

/** Tables that are published, or were. */
function namesOf(tables: readonly Table[], before: ReadonlyMap<string, Publication>): Set<string> {
  return new Set([...tables.map(({ name }) => name), ...[...before.values()].map(({ table }) => table)]);
}

function tablesOf(
  tables: readonly Table[],
  planned: readonly PlannedFile[],
  fresh: ReadonlyMap<string, WrittenFile>,
): PublishedTable[] {
  return tables.map(({ name }) => {
    const files = planned.filter(({ table }) => table.name === name);
    const rows = files.reduce((sum, file) => sum + file.rows, 0);
    return { table: name, rows, rewritten: files.some((file) => fresh.has(file.path)) };
  });
}
