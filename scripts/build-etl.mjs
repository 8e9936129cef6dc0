// Builds the exporter into etl/dist: everything that is published of it, and nothing that an earlier build left. With
// --unchecked, as `npm test` wants it, nobody looks at types: `npm run check` and `npm run build` do.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileEtl } from './compile-etl.js';
import { putInPlace } from './put-in-place.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
// Built aside and put in place at once: who runs the exporter meanwhile finds the old one or the new one, whole.
const aside = join(root, 'node_modules/.cache', `etl-${process.pid}`);
const former = `${aside}-former`;

const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const isCompiled = process.argv.includes('--unchecked')
  ? await compileEtl(aside).then(() => true)
  : succeeded([tsc, '-p', join(root, 'etl/tsconfig.json'), '--outDir', aside]);
const isBuilt = isCompiled && succeeded([join(root, 'scripts/build-page.mjs'), join(aside, 'etl/src/serve/page')]);
if (isBuilt) putInPlace(aside, join(root, 'etl/dist'), former);
for (const left of [aside, former]) rmSync(left, { recursive: true, force: true });
process.exitCode = isBuilt ? 0 : 1;

function succeeded(args) {
  return spawnSync(process.execPath, args, { stdio: 'inherit' }).status === 0;
}
