/**
 * The lake's folder as a copy of what a store holds. A mark says of which state, so that a lake of its own is never taken
 * for a copy and thrown away.
 */
import { chmod, copyFile, mkdir, readdir, rm, utimes } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { jsonOf } from '../../base/json-text';
import { LakeError } from '../../base/errors';
import { replaceFile, sha256Of, sizeOf, syncFile } from '../../base/files';
import { readIfThere, writeWhole } from '../../base/whole-file';
import { lakePaths } from '../../store/database';
import type { KnownCurrent } from './current';
import { inParallel } from './in-parallel';
import type { HashedFile } from './lake-files';
import { hashedFiles, isNoContent, lakeFiles } from './lake-files';
import type { PatientStore } from './patient-store';
import type { SavedFile } from './snapshot';
import { damaged } from './snapshot';

const MARK = z.object({
  /** Id of the state. */
  id: z.string(),
  to: z.string(),
  /** SHA-256 of the list of files that the folder equals; null: a run may have changed it since. */
  snapshot: z.string().nullable(),
  saved_at: z.string().nullable(),
});

export type CopyMark = z.infer<typeof MARK>;

function markFile(lake: string): string {
  return path.join(lakePaths(lake).state, 'copy-of.json');
}

/** @returns null where the folder is no copy. @throws LakeError when the mark cannot be read */
export function readMark(lake: string): CopyMark | null {
  const text = readIfThere(markFile(lake));
  if (text === '') return null;
  const parsed = MARK.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  throw new LakeError(
    'wrong_state',
    `${markFile(lake)} cannot be read: it says of which state this folder is a copy`,
    'If the store holds the state, remove the folder of the lake: the next run fetches it anew.',
  );
}

export function writeMark(lake: string, mark: CopyMark): void {
  writeWhole(markFile(lake), `${JSON.stringify(mark)}\n`, 0o644);
}

/** @throws LakeError where what the folder holds is not of this state, or the state is gone: doubt throws nothing away */
export async function refuseForeign(lake: string, to: string, found: KnownCurrent | null): Promise<void> {
  const mark = readMark(lake);
  if (mark === null) {
    const isOwn = !(await lakeFiles(lake)).every(isNoContent);
    const snapshot = found?.current.snapshot ?? null;
    if (!isOwn || snapshot === null) return;
    throw new LakeError(
      'wrong_state',
      `${lake} holds a lake that does not come from the state in ${to}, which would take its place`,
      'Name an empty folder with lake:, or remove this one if it is not needed.',
    );
  }
  // Another place that is empty yet: the state moves there.
  if (mark.id === found?.current.id || (found === null && mark.to !== to)) return;
  throw new LakeError(
    'wrong_state',
    found === null
      ? `the state in ${to}, of which ${lake} is a copy, is not there any more`
      : `${lake} is a copy of another state than the one in ${to}`,
    'Put the state back from a backup of the store, or name another `state:`. To begin anew from what this folder holds, remove copy-of.json in its folder state.',
  );
}

const TRIES = 3;

/**
 * Makes the folder equal to a snapshot. Everything is fetched and compared before anything is replaced.
 * @param begin called before the first file is replaced
 * @returns false when an object is not there any more
 */
export async function fetchSnapshot(
  store: PatientStore,
  lake: string,
  files: readonly SavedFile[],
  begin: () => void = () => undefined,
): Promise<boolean> {
  const held = await hashedFiles(lake);
  const present = new Map(held.map((file) => [file.path, file.sha256]));
  const differing = files.filter((file) => present.get(file.path) !== file.sha256);
  const scratch = path.join(lakePaths(lake).state, 'fetched');
  await rm(scratch, { recursive: true, force: true });
  await mkdir(scratch, { recursive: true });
  try {
    let isWhole = true;
    await inParallel([...new Map(differing.map((file) => [file.sha256, file])).values()], async (file) => {
      isWhole = (await fetchOne(store, file, path.join(scratch, file.sha256))) && isWhole;
    });
    if (!isWhole) return false;
    begin();
    await removeOthers(lake, held, files);
    await putInPlace(lake, scratch, differing);
    for (const { path: name, modified } of files)
      await utimes(path.join(lake, name), new Date(modified), new Date(modified));
    return true;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function fetchOne(store: PatientStore, { object, bytes, sha256 }: SavedFile, place: string): Promise<boolean> {
  for (let tries = 1; ; tries += 1) {
    if (!(await store.fetch(object, place))) return false;
    if ((await sizeOf(place)) === bytes && (await sha256Of(place)) === sha256) break;
    if (tries === TRIES) throw damaged(store.to, object, 'its bytes are not those that were written (SHA-256)');
  }
  await syncFile(place);
  return true;
}

/** What a run left that did not come to its end: a log beside another database would be read as its own. */
async function removeOthers(lake: string, held: readonly HashedFile[], files: readonly SavedFile[]): Promise<void> {
  const names = new Set(files.map((file) => file.path));
  for (const file of held) if (!names.has(file.path)) await rm(path.join(lake, file.path), { force: true });
  const { state } = lakePaths(lake);
  for (const name of await readdir(state))
    if (name.startsWith('working.') && !names.has(`state/${name}`)) await rm(path.join(state, name), { force: true });
}

/** The manifest last, as when a lake is published. */
async function putInPlace(lake: string, scratch: string, differing: readonly SavedFile[]): Promise<void> {
  const isLast = ({ path: name }: SavedFile): boolean => name === 'parquet/_manifest.json';
  const inOrder = [...differing.filter((file) => !isLast(file)), ...differing.filter(isLast)];
  for (const [at, file] of inOrder.entries()) {
    const fetched = path.join(scratch, file.sha256);
    const isNeededAgain = inOrder.slice(at + 1).some(({ sha256 }) => sha256 === file.sha256);
    const from = isNeededAgain ? path.join(scratch, `${at}.copy`) : fetched;
    if (isNeededAgain) {
      await copyFile(fetched, from);
      await syncFile(from);
    }
    if (file.path === 'erasures.json') await chmod(from, 0o600);
    await replaceFile(from, path.join(lake, file.path));
  }
}
