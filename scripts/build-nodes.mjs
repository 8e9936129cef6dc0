// Builds the node pack into dist/: the compiled nodes, credentials and vendors, with their icons and JSON beside them.
// Types are checked by `npm run typecheck`.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { putInPlace } from './put-in-place.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
// Built aside and put in place at once: who tests the pack meanwhile finds the old one or the new one, whole.
const aside = join(root, 'node_modules/.cache', `node-pack-${process.pid}`);
const former = `${aside}-former`;

if (compile()) {
  for (const file of readdirSync(join(root, 'icons'))) copy(join('icons', file));
  for (const file of readdirSync(join(root, 'nodes'), { recursive: true }).filter(isAsset)) copy(join('nodes', file));
  putInPlace(aside, join(root, 'dist'), former);
}
for (const left of [aside, former]) rmSync(left, { recursive: true, force: true });

function compile() {
  mkdirSync(aside, { recursive: true });
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const options = ['--outDir', aside, '--noCheck', '--declaration', 'false', '--sourceMap', 'false'];
  const { status } = spawnSync(process.execPath, [tsc, '-p', root, ...options], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
  return status === 0;
}

/** Icons, codex files and output schemas: what n8n reads beside the compiled files. */
function isAsset(file) {
  return /\.svg$|\.node\.json$|__schema__[\\/].*\.json$/.test(file);
}

function copy(file) {
  cpSync(join(root, file), join(aside, file), { recursive: true });
}
