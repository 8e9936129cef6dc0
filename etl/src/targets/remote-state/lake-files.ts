/**
 * The files of a lake that its state is made of. What belongs to one machine stays there: the lock, scratch, what a service
 * keeps for its readers; and whatever else lies in the folder, as a configuration with its keys.
 */
import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { LakeError } from '../../base/errors';
import { sha256Of } from '../../base/files';
import { codeOf } from '../../base/system-error';

export interface LakeFile {
  /** Below the lake, with `/`. */
  path: string;
  bytes: number;
  /** Epoch ms. The age of a file of raw/ decides how long it is kept. */
  modified: number;
}

export interface HashedFile extends LakeFile {
  sha256: string;
}

const TREES = ['raw', 'parquet'] as const;
const FILES = [
  'ticketlake.duckdb',
  'erasures.json',
  'state/lake_id',
  'state/targets.json',
  'state/working.duckdb',
  'state/working.duckdb.wal',
] as const;
/** No name begins with a dot, and none leads out of the lake. */
const NAME = /^[^./\\:\p{Cc}][^/\\:\p{Cc}]*$/u;
const UNFINISHED = /\.part$/;

/** Whether a path is one that the state of a lake may hold. */
export function travels(file: string): boolean {
  if (FILES.some((name) => name === file)) return true;
  const [tree, ...names] = file.split('/');
  return TREES.some((name) => name === tree) && names.length > 0 && names.every(isName);
}

function isName(name: string): boolean {
  return NAME.test(name) && !UNFINISHED.test(name);
}

/** What every folder may have before anything was exported. */
export function isNoContent({ path: file }: LakeFile): boolean {
  return file === 'state/lake_id' || file === 'state/targets.json';
}

/** @throws LakeError for a link: what it leads to may be anything */
export async function lakeFiles(lake: string): Promise<LakeFile[]> {
  const found: LakeFile[] = [];
  for (const name of FILES) {
    const file = await fileAt(lake, name);
    if (file !== null) found.push(file);
  }
  for (const tree of TREES) for (const file of await filesBelow(lake, tree)) found.push(file);
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function filesBelow(lake: string, folder: string): Promise<LakeFile[]> {
  const found: LakeFile[] = [];
  await refuseLink(lake, folder);
  const entries = await readdir(path.join(lake, folder), { withFileTypes: true }).catch(orNone([]));
  for (const entry of entries.filter(({ name }) => isName(name))) {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) for (const file of await filesBelow(lake, name)) found.push(file);
    else {
      const file = await fileAt(lake, name);
      if (file !== null) found.push(file);
    }
  }
  return found;
}

async function fileAt(lake: string, name: string): Promise<LakeFile | null> {
  await refuseLink(lake, name);
  const seen = await lstat(path.join(lake, name)).catch(orNone(null));
  return seen?.isFile() === true ? { path: name, bytes: seen.size, modified: Math.floor(seen.mtimeMs) } : null;
}

async function refuseLink(lake: string, name: string): Promise<void> {
  const place = path.join(lake, name);
  const seen = await lstat(place).catch(orNone(null));
  if (seen?.isSymbolicLink() !== true) return;
  throw new LakeError(
    'wrong_state',
    `${place} is a link, and state: keeps no links`,
    'Put the files themselves into the lake, or remove state: from the configuration.',
  );
}

function orNone<T>(none: T): (error: unknown) => T {
  return (error) => {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return none;
    throw error;
  };
}

export async function hashedFiles(lake: string): Promise<HashedFile[]> {
  const files: HashedFile[] = [];
  for (const file of await lakeFiles(lake)) files.push({ ...file, sha256: await sha256Of(path.join(lake, file.path)) });
  return files;
}
