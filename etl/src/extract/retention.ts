/** How long answers as received are kept. */
import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';

/**
 * Removes raw folders of runs that are older than the retention and whose pages are all loaded.
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
    const folder = path.join(rawFolder, source, run);
    if (now - (await stat(folder)).mtimeMs <= keepMs) continue;
    if (!(await isLoaded(rawFolder, `${source}/${run}`, loadedTo))) continue;
    await rm(folder, { recursive: true, force: true });
    removed += 1;
  }
  return removed;
}

async function isLoaded(rawFolder: string, run: string, loadedTo: ReadonlyMap<string, number>): Promise<boolean> {
  for (const name of await readdir(path.join(rawFolder, run))) {
    const { size } = await stat(path.join(rawFolder, run, name));
    if (size > (loadedTo.get(`${run}/${name}`) ?? 0)) return false;
  }
  return true;
}
