/** The service's folder below state/: names of published files, results on their way out. Gone when the service ends. */
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { lakePaths } from './database';
import { presentIn, showPresence } from './lock';
import type { LockHolder } from './lock';

export interface ServicePresence {
  folder: string;
  /** A path that nobody else uses. */
  newPath(stem: string): string;
  close(): Promise<void>;
}

export async function openServicePresence(lake: string): Promise<ServicePresence> {
  await removeLeft(lake);
  const all = homesIn(lake);
  await mkdir(all, { recursive: true });
  const folder = path.join(all, randomBytes(6).toString('hex'));
  // Before the folder: without it, a service that begins at the same time would take the folder for one that was left.
  const presence = showPresence(lockOf(folder));
  await mkdir(folder);
  return {
    folder,
    newPath: (stem) => path.join(folder, `${stem}-${randomBytes(8).toString('hex')}`),
    close: async () => {
      await rm(folder, { recursive: true, force: true });
      presence.release();
    },
  };
}

/** The services that live and keep what is published in a lake. */
export async function livingServices(lake: string): Promise<LockHolder[]> {
  const all = homesIn(lake);
  const folders = await foldersIn(all);
  return folders.flatMap((folder) => presentIn(lockOf(folder)) ?? []);
}

/** Removes what services that were killed left. */
export async function removeLeft(lake: string): Promise<void> {
  for (const folder of await foldersIn(homesIn(lake))) {
    if (presentIn(lockOf(folder)) !== undefined) continue;
    await rm(folder, { recursive: true, force: true });
    await rm(lockOf(folder), { force: true });
  }
}

function homesIn(lake: string): string {
  return path.join(lakePaths(lake).state, 'serve');
}

function lockOf(folder: string): string {
  return `${folder}.lock`;
}

/** Also those of which only the lock is there. */
async function foldersIn(all: string): Promise<string[]> {
  const names = await readdir(all).catch(() => []);
  return [...new Set(names.map((name) => path.join(all, path.parse(name).name)))];
}
