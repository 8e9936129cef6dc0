/**
 * A snapshot of a lake in its store: an object for each content, and one that lists the files. Objects stand below the
 * fence of whoever put them (`objects/<fence>/<sha256>`): no two holders write the same name, so that one who collects what
 * nobody names, and was frozen meanwhile, cannot remove what a later holder put.
 */
import { createHash } from 'node:crypto';
import path from 'node:path';
import { z } from 'zod';
import { jsonOf } from '../../base/json-text';
import { LakeError } from '../../base/errors';
import { failpoint } from '../../base/failpoint';
import type { Current, Snapshot } from './current';
import type { HashedFile } from './lake-files';
import { hashedFiles, isNoContent, travels } from './lake-files';
import { inParallel } from './in-parallel';
import type { PatientStore } from './patient-store';

const FENCE_DIGITS = 10;
const SHA256 = /^[0-9a-f]{64}$/;
const OBJECT = /^objects\/\d{10}\/([0-9a-f]{64})$/;

const FILE = z
  .object({
    path: z.string().refine(travels),
    bytes: z.number().int().nonnegative(),
    sha256: z.string().regex(SHA256),
    modified: z.number().int(),
    object: z.string(),
  })
  .refine(({ object, sha256 }) => OBJECT.exec(object)?.[1] === sha256);
const LIST = z.object({ files: z.array(FILE) });

export type SavedFile = z.infer<typeof FILE>;

/** The fence of whoever put an object; null for one that is no part of a snapshot. */
export function fenceOf(object: string): number | null {
  const [, fence] = /^(?:objects|snapshots)\/(\d{10})\/[^/]+$/.exec(object) ?? [];
  return fence === undefined ? null : Number(fence);
}

function folderOf(kind: 'objects' | 'snapshots', fence: number): string {
  return `${kind}/${String(fence).padStart(FENCE_DIGITS, '0')}/`;
}

/** @returns null when the object is not there any more. @throws LakeError when it is not what was written */
export async function readSnapshot(store: PatientStore, { object, sha256 }: Snapshot): Promise<SavedFile[] | null> {
  const found = await store.get(object);
  if (found === null) return null;
  if (hashOf(found.body) !== sha256) throw damaged(store.to, object, 'its bytes are not those that were written');
  const parsed = LIST.safeParse(jsonOf(found.body));
  if (!parsed.success) throw damaged(store.to, object, 'it lists files that no state holds');
  return parsed.data.files;
}

export interface SavedSnapshot {
  snapshot: Snapshot;
  files: SavedFile[];
}

/**
 * Puts what the store does not hold yet. Nothing counts before the lease names the snapshot.
 * @param before files of the snapshot that counts now
 * @returns null when there is nothing to keep: an empty folder never takes the place of a lake
 */
export async function putSnapshot(
  store: PatientStore,
  lake: string,
  { fence, snapshot: counting }: Current,
  before: readonly SavedFile[],
  now: number,
): Promise<SavedSnapshot | null> {
  const held = new Map(before.map(({ sha256, object }) => [sha256, object]));
  const local = await hashedFiles(lake);
  if (local.every(isNoContent)) return null;
  const news = new Map(local.filter(({ sha256 }) => !held.has(sha256)).map((file) => [file.sha256, file]));
  await inParallel([...news.values()], async (file) => {
    const object = `${folderOf('objects', fence)}${file.sha256}`;
    await putFile(store, lake, object, file);
    held.set(file.sha256, object);
    failpoint('state.object_put');
  });
  const files = local.map((file): SavedFile => ({ ...file, object: held.get(file.sha256) ?? '' }));
  const body = Buffer.from(`${JSON.stringify({ files })}\n`);
  const sha256 = hashOf(body);
  if (counting?.sha256 === sha256) return { files, snapshot: counting };
  const object = `${folderOf('snapshots', fence)}${sha256}.json`;
  await putList(store, object, body);
  failpoint('state.list_put');
  const bytes = local.reduce((sum, file) => sum + file.bytes, 0);
  const saved = new Date(now).toISOString();
  return { files, snapshot: { object, sha256, files: files.length, bytes, saved_at: saved } };
}

async function putFile(store: PatientStore, lake: string, object: string, file: HashedFile): Promise<void> {
  const { bytes, sha256 } = file;
  await store.put(object, { place: path.join(lake, file.path), bytes, sha256 });
  if ((await store.sizeOf(object)) === bytes) return;
  throw damaged(store.to, object, `it has not the ${bytes} bytes that were sent`);
}

function putList(store: PatientStore, object: string, body: Buffer): Promise<void> {
  return store.again(async () => {
    let trouble: unknown = null;
    try {
      await store.putIfAbsent(object, body);
    } catch (error) {
      trouble = error;
    }
    // Its answer may have been lost; and the same list may stand there since an earlier save.
    if ((await store.get(object))?.body.equals(body) === true) return;
    throw trouble ?? damaged(store.to, object, 'it is not what was sent');
  });
}

export function damaged(to: string, object: string, what: string): LakeError {
  return new LakeError(
    'state_store',
    `the state in ${to} is damaged: ${object}: ${what}`,
    'Nothing was changed, here or there. Put the object back from an older version of it or from a backup of the store, then run again.',
  );
}

function hashOf(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex');
}
