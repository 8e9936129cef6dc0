/**
 * Proves a publication as its readers see it, without the exporter's own state, and that the pages in raw/ can be
 * read; nothing is written into the lake.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Manifest } from '../publish/manifest';
import { parseManifest, wantedTables } from '../publish/manifest';
import { sizeOf } from '../base/files';
import type { Table } from '../schema/column';
import { SCHEMA_VERSION, TABLES } from '../schema/tables';
import type { LakePaths } from '../store/database';
import { lakePaths } from '../store/database';
import { textIn } from '../store/row';
import { LakeError } from '../base/errors';
import { lockHolder } from '../store/lock';
import { verifyCompanions } from './companions';
import { verifyContents } from './contents';
import { verifyFiles } from './files';
import type { Finding } from './finding';
import { PARQUET, finding } from './finding';
import type { Reader } from '../store/reader';
import { openReader } from '../store/reader';
import type { SpoolFileFacts } from './raw';
import { verifyRaw } from './raw';
import { verifyTables } from './tables';

export interface VerifiedTable {
  table: string;
  /** As the manifest says. */
  rows: number;
  files: number;
  bytes: number;
  ok: boolean;
}

export interface Verification {
  lake: string;
  ok: boolean;
  /** null: there is no manifest that says so. */
  run_id: string | null;
  published_at: string | null;
  schema_version: number | null;
  /** No tickets were read yet: only the tables about runs are published, and must be. */
  awaits_tickets: boolean;
  tables: VerifiedTable[];
  findings: Finding[];
}

/** A run that is publishing has its files in place before its manifest: they are looked at again a little later. */
const PUBLISHING_MS = 3000;
const TRIES = 8;

/**
 * Checks every file of the last publication and what stands in it. A publication that is replaced meanwhile is looked
 * at anew.
 * @param pause waits so many ms; tests hand in their own
 * @throws LakeError when there is no lake, a newer version wrote it, or it does not hold still
 */
export async function verifyLake(lake: string, pause: (ms: number) => Promise<unknown> = sleep): Promise<Verification> {
  const places = lakePaths(lake);
  let last = '';
  for (let tries = 0; tries < TRIES; tries += 1) {
    const before = await manifestText(places);
    if (before === null && !(await isLake(places))) throw noLake(lake);
    const found = await verifyOnce(lake, places, before);
    if ((await manifestText(places)) !== before) continue;
    const fingerprint = JSON.stringify([before, found.findings]);
    if (found.ok || fingerprint === last || lockHolder(lake) === undefined) return found;
    last = fingerprint;
    await pause(PUBLISHING_MS);
  }
  throw new LakeError(
    'unproven',
    `${lake} was published anew ${TRIES} times while it was verified`,
    'Verify it again when no export runs.',
  );
}

async function verifyOnce(lake: string, places: LakePaths, text: string | null): Promise<Verification> {
  const manifest = text === null ? null : parseManifest(text, places.manifest);
  if (manifest === null) {
    const says = text === null ? 'is not there' : 'is not a manifest of Ticketlake';
    return report(lake, null, TABLES, [finding('manifest', says, { file: `${PARQUET}/_manifest.json` })]);
  }
  const schema = wantedTables(manifest);
  const files = await verifyFiles(places, manifest, schema);
  const companions = await verifyCompanions(places, manifest, schema);
  const reader = await openReader();
  try {
    const tables = await verifyTables(reader, places, files.present, { manifest, tables: schema });
    const contents = await verifyContents(reader, tables.readable, schema);
    const rawFiles = tables.readable.has('runs') ? await writtenFiles(reader) : [];
    const raw = await verifyRaw(path.join(lake, 'raw'), rawFiles);
    return report(lake, manifest, schema, [
      ...versionOf(manifest),
      ...files.findings,
      ...companions,
      ...tables.findings,
      ...contents,
      ...raw,
    ]);
  } finally {
    await reader.close();
  }
}

function versionOf({ schema_version: version }: Manifest): Finding[] {
  if (version === SCHEMA_VERSION) return [];
  const says = `was written by an older Ticketlake (schema version ${version}, this one writes ${SCHEMA_VERSION})`;
  return [finding('manifest', says, { file: `${PARQUET}/_manifest.json` })];
}

/** Files of raw/ by what runs say: a stream that was read to its end wrote its file to its end. */
function writtenFiles(reader: Reader): Promise<SpoolFileFacts[]> {
  return reader.all(
    `SELECT source || '/' || run_id || '/' || stream || '.ndjson.gz' AS file, bool_or(outcome = 'complete') AS is_complete
     FROM runs WHERE pages > 0 AND requests > 0 GROUP BY file ORDER BY file`,
    undefined,
    (row) => ({ file: textIn(row, 'file'), isComplete: row['is_complete'] === true }),
  );
}

function report(lake: string, manifest: Manifest | null, schema: readonly Table[], findings: Finding[]): Verification {
  const tables = schema.map(({ name }) => {
    const files = manifest?.files.filter(({ table }) => table === name) ?? [];
    return {
      table: name,
      rows: files.reduce((sum, { rows }) => sum + rows, 0),
      files: files.length,
      bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
      ok: manifest !== null && !findings.some(({ table }) => table === name),
    };
  });
  return {
    lake,
    ok: findings.length === 0,
    run_id: manifest?.run_id ?? null,
    published_at: manifest?.published_at ?? null,
    schema_version: manifest?.schema_version ?? null,
    awaits_tickets: manifest?.awaits_tickets ?? false,
    tables,
    findings,
  };
}

function manifestText({ manifest }: LakePaths): Promise<string | null> {
  return readFile(manifest, 'utf8').catch(() => null);
}

/** A folder that has been published into, whatever is left of it. */
async function isLake(places: LakePaths): Promise<boolean> {
  return (await sizeOf(places.parquet)) !== null || (await sizeOf(places.published)) !== null;
}

function noLake(lake: string): LakeError {
  return new LakeError('not_published', `there is nothing published in ${lake}`, 'Run `ticketlake export` first.');
}
