/** The service's folder below state/: names of published files, results on their way out. Gone when the service ends. */
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { placesIn } from '../../state/database';

/** A service shows that it lives by touching its folder: what was not touched for long was left by one that was killed. */
const HEARTBEAT_MS = 60_000;
const SILENT_MS = 10 * 60_000;

export interface Home {
  folder: string;
  /** A path that nobody else uses. */
  newPath(stem: string): string;
  close(): Promise<void>;
}

export async function openHome(lake: string): Promise<Home> {
  const all = path.join(placesIn(lake).state, 'serve');
  await removeLeft(all);
  const folder = path.join(all, randomBytes(6).toString('hex'));
  await mkdir(folder, { recursive: true });
  const heartbeat = setInterval(() => {
    const now = new Date();
    void utimes(folder, now, now).catch(() => undefined);
  }, HEARTBEAT_MS);
  heartbeat.unref();
  return {
    folder,
    newPath: (stem) => path.join(folder, `${stem}-${randomBytes(8).toString('hex')}`),
    close: async () => {
      clearInterval(heartbeat);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function removeLeft(all: string): Promise<void> {
  for (const name of await readdir(all).catch(() => [])) {
    const folder = path.join(all, name);
    const touched = await stat(folder).then(
      ({ mtimeMs }) => mtimeMs,
      () => Date.now(),
    );
    if (Date.now() - touched > SILENT_MS) await rm(folder, { recursive: true, force: true });
  }
}
