// A fresh clone of the repository: what git would give of the tree as it lies here, in a folder of its own.
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from '../../n8n/harness/pack.mjs';
import { runOrThrow } from '../../n8n/harness/process.mjs';

/** @returns {Promise<string>} the folder */
export async function cloneInto(folder) {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const { stdout } = await runOrThrow('git', args, { cwd: root });
  // A file that was removed and not yet committed is still listed.
  const files = stdout.split('\0').filter((file) => file !== '' && existsSync(join(root, file)));
  for (const file of files) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await cp(join(root, file), join(folder, file));
  }
  return folder;
}

/** @returns {Promise<{folder: string, remove(): Promise<void>}>} */
export async function emptyFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'ticketlake-first-hour-'));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** The clone that `run.mjs` has made and built as the documents say. */
export function builtClone() {
  const folder = process.env.TICKETLAKE_CLONE;
  if (folder === undefined) throw new Error('Run the first hours with: npm run test:first-hour');
  return folder;
}
