// Builds the node pack into dist/: the compiled nodes, credentials and vendors, with their icons and JSON beside them.
// The readers of markup are bundled: see docs/explanation/decisions.md. Types are checked by `npm run typecheck`.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { putInPlace } from './put-in-place.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
// Built aside and put in place at once: who tests the pack meanwhile finds the old one or the new one, whole.
const aside = join(root, 'node_modules/.cache', `node-pack-${process.pid}`);
const former = `${aside}-former`;

if (compile()) {
  await bundleMarkup();
  for (const file of readdirSync(join(root, 'icons'))) copy(join('icons', file));
  for (const file of readdirSync(join(root, 'nodes'), { recursive: true }).filter(isAsset)) copy(join('nodes', file));
  completeSchemas();
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

/** A pack of nodes may have no dependency: the readers of markup are built into one file, with their licences. */
async function bundleMarkup() {
  const folder = join(aside, 'markup');
  rmSync(folder, { recursive: true });
  const { metafile, outputFiles } = await build({
    entryPoints: [join(root, 'markup/plain-text.ts')],
    outfile: join(folder, 'plain-text.js'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    metafile: true,
    write: false,
    absWorkingDir: root,
  });
  const licences = bundledPackages(metafile).map(licenceOf);
  mkdirSync(folder);
  writeFileSync(join(folder, 'plain-text.js'), `/*\n${licences.join('\n')}*/\n${outputFiles[0].text}`);
}

/** @returns folders of the packages of which something is in the bundle */
function bundledPackages({ outputs }) {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  const used = inputs.filter(([file, { bytesInOutput }]) => bytesInOutput > 0 && file.includes('node_modules/'));
  return [...new Set(used.map(([file]) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)[0]))].sort();
}

function licenceOf(folder) {
  const { name, version } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  const file = readdirSync(join(root, folder)).find((each) => /^licen[cs]e/i.test(each));
  if (!file) throw new Error(`${folder} has no licence beside it, which the bundle has to repeat`);
  return `${name} ${version}\n\n${readFileSync(join(root, folder, file), 'utf8')
    .replaceAll('*/', '* /')
    .trim()}\n`;
}

/** Icons, codex files and output schemas: what n8n reads beside the compiled files. */
function isAsset(file) {
  return /\.svg$|\.node\.json$|__schema__[\\/].*\.json$/.test(file);
}

/** n8n looks for the schema of the very version: where the output of version 2 is that of version 1, so is its schema. */
function completeSchemas() {
  const folders = readdirSync(join(aside, 'nodes')).map((node) => join(aside, 'nodes', node, '__schema__'));
  for (const folder of folders.filter((each) => existsSync(join(each, 'v2.0.0'))))
    cpSync(join(folder, 'v1.0.0'), join(folder, 'v2.0.0'), { recursive: true, force: false });
}

function copy(file) {
  cpSync(join(root, file), join(aside, file), { recursive: true });
}
