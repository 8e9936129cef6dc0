// A node package as its users get it: packed by npm, unpacked where n8n looks for installed packages.
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runOrThrow } from './process.mjs';

/** The repository, which is the pack of all services. */
export const root = fileURLToPath(new URL('../../..', import.meta.url));

/** The pack of all services and every single-service package. @returns {Promise<Array<{name: string, dir: string}>>} */
export async function packages() {
  const singles = join(root, 'packages');
  const names = existsSync(singles) ? await readdir(singles) : [];
  const dirs = [
    root,
    ...names.map((name) => join(singles, name)).filter((dir) => existsSync(join(dir, 'package.json'))),
  ];
  return await Promise.all(dirs.map(async (dir) => ({ dir, name: (await readManifest(dir)).name })));
}

/** Packs `packageDir` and unpacks the result into `target`. @returns {Promise<object>} the package.json that was packed */
export async function packInto(packageDir, target) {
  const scratch = await mkdtemp(join(tmpdir(), 'ticketlake-pack-'));
  try {
    const args = ['pack', '--json', '--ignore-scripts', '--workspaces=false', '--pack-destination', scratch];
    const { stdout } = await runOrThrow('npm', args, { cwd: packageDir });
    const [{ filename }] = Object.values(JSON.parse(stdout));
    await mkdir(target, { recursive: true });
    await runOrThrow('tar', ['-xzf', join(scratch, filename), '-C', target, '--strip-components=1']);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return await readManifest(target);
}

export async function readManifest(packageDir) {
  return JSON.parse(await readFile(join(packageDir, 'package.json'), 'utf8'));
}

/** Installs the package of `packageDir` for the n8n whose home is `userFolder`. */
export async function installPack(packageDir, userFolder) {
  const { name, n8n } = await readManifest(packageDir);
  const target = join(userFolder, '.n8n/nodes/node_modules', name);
  await packInto(packageDir, target);
  const missing = [...n8n.credentials, ...n8n.nodes].filter((file) => !existsSync(join(target, file)));
  if (missing.length > 0) throw new Error(`${name} is not built: its package has no ${missing.join(', ')}`);
}
