/** The manifest against what stands on the disk: every file there, none besides, bytes and hashes as written. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { sha256Of, sizeOf } from '../base/files';
import { COMPANIONS } from '../publish/companions';
import type { Manifest, ManifestEntry } from '../publish/manifest';
import type { Table } from '../schema/column';
import type { LakePaths } from '../store/database';
import type { Finding } from './finding';
import { DATABASE, PARQUET, finding } from './finding';

export interface FilesOnDisk {
  findings: Finding[];
  /** Those that can be looked into. */
  present: ManifestEntry[];
}

const MANIFEST = '_manifest.json';

export async function verifyFiles(
  places: LakePaths,
  manifest: Manifest,
  schema: readonly Table[],
): Promise<FilesOnDisk> {
  const findings = [...missingTables(manifest, schema), ...(await strangers(places, manifest))];
  const present: ManifestEntry[] = [];
  for (const entry of manifest.files) {
    const found = isInside(entry.path) ? await verifyFile(places, entry) : [outside(entry)];
    for (const each of found) findings.push(each);
    if (!found.some(({ check }) => check === 'missing' || check === 'manifest')) present.push(entry);
  }
  return { findings, present };
}

function missingTables({ files }: Manifest, schema: readonly Table[]): Finding[] {
  const named = new Set(files.map(({ table }) => table));
  const known = new Set(schema.map(({ name }) => name));
  const where = { file: `${PARQUET}/${MANIFEST}` };
  return [
    ...[...known]
      .filter((name) => !named.has(name))
      .map((table) => finding('manifest', `names no file of the table ${table}`, { ...where, table })),
    ...[...named]
      .filter((name) => !known.has(name))
      .map((table) => finding('manifest', `names a table ${table} that does not exist`, where)),
    ...files
      .filter(({ path: name }, at) => files.findIndex((other) => other.path === name) !== at)
      .map(({ path: name }) => finding('manifest', `names ${name} twice`, where)),
  ];
}

function isInside(name: string): boolean {
  return !path.posix.isAbsolute(name) && !path.posix.normalize(name).startsWith('..');
}

function outside({ path: name, table }: ManifestEntry): Finding {
  return finding('manifest', `names ${name}, which lies outside of the folder`, {
    table,
    file: `${PARQUET}/${MANIFEST}`,
  });
}

async function verifyFile(places: LakePaths, { path: name, table, bytes, sha256 }: ManifestEntry): Promise<Finding[]> {
  const file = path.join(places.parquet, name);
  const where = { table, file: `${PARQUET}/${name}` };
  const size = await sizeOf(file);
  if (size === null) return [finding('missing', 'is not there', where)];
  if (size !== bytes) return [finding('bytes', `has ${size} bytes, the manifest says ${bytes}`, where)];
  const hash = await sha256Of(file);
  if (hash === sha256) return [];
  return [
    finding(
      'sha256',
      `its bytes are not those that were published: sha256 ${short(hash)} instead of ${short(sha256)}`,
      where,
    ),
  ];
}

function short(hash: string): string {
  return `${hash.slice(0, 12)}…`;
}

/** Power BI and others read a folder as a whole. A log beside the database would be replayed into it by its next reader. */
async function strangers(places: LakePaths, { files }: Manifest): Promise<Finding[]> {
  const known = new Set([MANIFEST, ...COMPANIONS, ...files.map(({ path: name }) => path.posix.normalize(name))]);
  const found = (await filesBelow(places.parquet)).filter((name) => !known.has(name));
  const log = `${DATABASE}.wal`;
  const isThere = (await sizeOf(`${places.published}.wal`)) !== null;
  return [
    ...found.map((name) => finding('stranger', 'is not in the manifest', { file: `${PARQUET}/${name}` })),
    ...(isThere ? [finding('stranger', 'was left by a program that wrote to the database', { file: log })] : []),
  ];
}

async function filesBelow(folder: string, prefix = ''): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const below = await Promise.all(
    entries.map((entry) =>
      entry.isDirectory()
        ? filesBelow(path.join(folder, entry.name), `${prefix}${entry.name}/`)
        : [`${prefix}${entry.name}`],
    ),
  );
  return below.flat().sort();
}
