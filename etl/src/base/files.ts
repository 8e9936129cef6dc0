/** Files that must survive a power cut: synced, hashed, renamed; and renamed again while a reader holds them. */
import { createHash } from 'node:crypto';
import { chmod, copyFile, link, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { LakeError } from './errors';
import { codeOf } from './system-error';

/** Windows refuses to replace a file that a reader holds open; Power BI lets go within seconds. */
const PATIENCE_MS = 30_000;
const PAUSE_MS = 250;
const READ_BYTES = 1 << 20;
const HELD: ReadonlySet<string> = new Set(['EPERM', 'EACCES', 'EBUSY']);

export async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The rename itself is durable only when its folder is synced. Windows cannot, and needs not. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export async function sizeOf(file: string): Promise<number | null> {
  return stat(file).then(
    ({ size }) => size,
    () => null,
  );
}

/** 64 hex digits. */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  const handle = await open(file, 'r');
  try {
    // One buffer for the whole file: a stream would fill memory with one a piece.
    const piece = Buffer.alloc(READ_BYTES);
    for (;;) {
      const { bytesRead } = await handle.read(piece, 0, READ_BYTES);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(piece.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
}

export interface RenameEnv {
  rename(from: string, to: string): Promise<void>;
  /** Epoch ms. */
  now(): number;
}

const REAL: RenameEnv = { rename, now: () => Date.now() };

/**
 * Puts a file in the place of another.
 * @throws LakeError `held_by_reader` when a reader holds the old one for 30 s, `disk` for anything else
 */
export async function replaceFile(from: string, to: string, env: RenameEnv = REAL): Promise<void> {
  await mkdir(path.dirname(to), { recursive: true });
  const begun = env.now();
  for (;;) {
    const problem = await tried(from, to, env);
    if (problem === null) break;
    if (!HELD.has(problem.code))
      throw new LakeError(
        'disk',
        `${to} cannot be replaced: ${problem.code}`,
        'Check the disk and its rights, then run again.',
      );
    if (env.now() - begun >= PATIENCE_MS) {
      throw new LakeError(
        'held_by_reader',
        `${to} cannot be replaced: another program holds it (${problem.code})`,
        'Close the program that has it open, for example a report in Power BI Desktop, and run again. What was published before is still there.',
      );
    }
    await pause(PAUSE_MS);
  }
  await syncFolder(path.dirname(to));
}

async function tried(from: string, to: string, env: RenameEnv): Promise<{ code: string } | null> {
  try {
    // Windows does not rename over a read-only file.
    if (process.platform === 'win32') await chmod(to, 0o666).catch(() => undefined);
    await env.rename(from, to);
    return null;
  } catch (error) {
    return { code: codeOf(error) || 'unknown' };
  }
}

/** Puts the old file back. That its folder cannot be synced is no reason to leave the new one there. */
export async function restoreFile(backup: string, place: string): Promise<void> {
  if (process.platform === 'win32') await chmod(place, 0o666).catch(() => undefined);
  await rename(backup, place);
  await syncFolder(path.dirname(place)).catch(() => undefined);
}

/** What can be put back: the old file, or that there was none. */
export type BackupState = 'kept' | 'absent';

/** Gives a file a second name, so that it can be put back; a copy where the disk has no second names. */
export async function backUp(file: string, backup: string): Promise<BackupState> {
  if ((await sizeOf(file)) === null) return 'absent';
  await mkdir(path.dirname(backup), { recursive: true });
  await rm(backup, { force: true });
  const isKept = await link(file, backup)
    .catch(() => copyFile(file, backup))
    .then(
      () => true,
      (error: unknown) => codeOf(error) || 'unknown',
    );
  if (isKept === true) return 'kept';
  throw new LakeError(
    'disk',
    `${file} cannot be replaced, as it cannot be kept until all is published: ${isKept}`,
    'Check the disk and its rights, then run again. Nothing was replaced.',
  );
}
