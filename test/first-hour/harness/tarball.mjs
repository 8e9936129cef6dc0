// What npm publishes of a package.
import { mkdir, mkdtemp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runOrThrow } from '../../n8n/harness/process.mjs';

/**
 * Packs the package in `dir` into a new folder of `target`, as it lies there.
 * @returns {Promise<{file: string, manifest: object, contents: Map<string, Buffer>}>} `contents` by path in the package
 */
export async function packed(dir, target) {
  const folder = await mkdtemp(join(target, 'pack-'));
  const args = ['pack', '--json', '--ignore-scripts', '--workspaces=false', '--pack-destination', folder];
  const { stdout } = await runOrThrow('npm', args, { cwd: dir, env: process.env });
  const [{ filename }] = Object.values(JSON.parse(stdout));
  const unpacked = join(folder, 'unpacked');
  await mkdir(unpacked);
  await runOrThrow('tar', ['-xzf', join(folder, filename), '-C', unpacked, '--strip-components=1'], {});
  const contents = new Map();
  for (const entry of await readdir(unpacked, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    contents.set(path.slice(unpacked.length + 1), await readFile(path));
  }
  return { file: join(folder, filename), manifest: JSON.parse(contents.get('package.json')), contents };
}
