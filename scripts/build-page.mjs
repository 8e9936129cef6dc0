// Builds the status page into the folder that the built service serves, or into the folder named: its modules and the
// chart library as one file each, its style, and the files that are served as they are.
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const page = join(root, 'etl/src/serve/page');
const target = resolve(process.argv[2] ?? join(root, 'etl/dist/etl/src/serve/page'));

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
const options = {
  outdir: target,
  bundle: true,
  minify: true,
  target: 'es2022',
  logLevel: 'warning',
  // The licence of the chart library asks that its notice goes along.
  legalComments: 'inline',
  // The compiler's settings are of no use to browsers.
  tsconfigRaw: { compilerOptions: { target: 'es2022' } },
};
await build({ ...options, entryPoints: [join(page, 'main.ts'), join(page, 'style.css')], format: 'esm' });
await build({ ...options, entryPoints: [join(page, 'theme.ts')], format: 'iife' });
for (const file of ['index.html', 'icon.svg']) copyFileSync(join(page, file), join(target, file));
copyFileSync(join(root, 'node_modules/uplot/LICENSE'), join(target, 'uPlot.LICENSE.txt'));
