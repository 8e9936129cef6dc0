/** How long answers as received are kept. */
import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { JOURNAL } from './journal';
import { streamIn } from './spool';

/**
 * Removes raw folders of runs whose newest page is older than the retention and whose pages are all loaded. The working
 * database goes on knowing their files, so that a replay knows what raw/ does not hold any more.
 * @param now epoch ms
 * @param loadedTo how far each spool file is loaded, in bytes
 * @returns how many folders were removed
 */
export async function pruneRaw(
  rawFolder: string,
  source: string,
  keepMs: number,
  now: number,
  loadedTo: ReadonlyMap<string, number>,
): Promise<number> {
  let removed = 0;
  for (const run of await readdir(path.join(rawFolder, source)).catch(() => [])) {
    if (!(await isOver(rawFolder, `${source}/${run}`, now - keepMs, loadedTo))) continue;
    await rm(path.join(rawFolder, source, run), { recursive: true, force: true });
    removed += 1;
  }
  return removed;
}

/** @param before epoch ms */
async function isOver(
  rawFolder: string,
  run: string,
  before: number,
  loadedTo: ReadonlyMap<string, number>,
): Promise<boolean> {
  if ((await stat(path.join(rawFolder, run))).mtimeMs >= before) return false;
  for (const name of await readdir(path.join(rawFolder, run))) {
    const file = `${run}/${name}`;
    const { size, mtimeMs } = await stat(path.join(rawFolder, file));
    if (mtimeMs >= before) return false;
    if (streamIn(file) !== JOURNAL && size > (loadedTo.get(file) ?? 0)) return false;
  }
  return true;
}
