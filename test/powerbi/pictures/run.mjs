// Draws the pages of the Power BI report into docs/pictures/power-bi, from the files of the project and a lake of the
// demo: `node test/powerbi/pictures/run.mjs [FOLDER [LAKE]]`, into a FOLDER also the hidden pages. It is a sketch of the layout with real figures, not what Power BI draws.
// Needs the built exporter, Chromium, and `npm ci --prefix test/powerbi`.
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { root } from '../microsoft/project.mjs';
import { pageHtml } from './draw.mjs';
import { shownIn } from './visual-data.mjs';

const require = createRequire(join(root, 'package.json'));
const [folder, lakeFolder] = process.argv.slice(2);
const target = folder ?? join(root, 'docs/pictures/power-bi');

const work = await mkdtemp(join(tmpdir(), 'ticketlake-pictures-'));
const lake = lakeFolder ?? join(work, 'lake');
try {
  if (lakeFolder === undefined) {
    const demo = ['demo', '--lake', lake, '--tickets', '500', '--no-progress', '--quiet'];
    execFileSync(process.execPath, [join(root, 'etl/bin/ticketlake.js'), ...demo], { stdio: 'ignore' });
  }
  const { openLake, formatOf } = figuresOf(work);
  const open = await openLake(join(lake, 'parquet'));
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking'],
  });
  try {
    await mkdir(target, { recursive: true });
    const period = await open.lastDays(90);
    for (const { page, visuals } of await pagesOf(join(root, 'powerbi/Ticketlake.Report/definition/pages'))) {
      if (folder === undefined && page.visibility === 'HiddenInViewMode') continue;
      const drawn = [];
      for (const visual of visuals) drawn.push(await shownIn(visual, { lake: open, period, formatOf }));
      const tab = await browser.newPage({ viewport: { width: page.width, height: page.height } });
      await tab.setContent(pageHtml(page, drawn));
      const file = join(target, `${page.displayName.toLowerCase().replaceAll(' ', '-')}.png`);
      await tab.screenshot({ path: file });
      await tab.close();
      console.log(file);
    }
  } finally {
    await browser.close();
    open.close();
  }
} finally {
  await rm(work, { recursive: true });
}

/** The figures are asked for by what the tests of the project ask with. */
function figuresOf(place) {
  const outfile = join(place, 'figures.cjs');
  require('esbuild').buildSync({
    entryPoints: [join(root, 'test/powerbi/pictures/figures.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile,
    alias: { '@duckdb/node-api': require.resolve('@duckdb/node-api') },
    external: ['*.node', '@duckdb/node-bindings*', require.resolve('@duckdb/node-api')],
  });
  return require(outfile);
}

async function pagesOf(place) {
  const json = async (...path) => JSON.parse(await readFile(join(place, ...path), 'utf8'));
  const { pageOrder } = await json('pages.json');
  const pages = [];
  for (const name of pageOrder) {
    const visuals = [];
    for (const visual of await readdir(join(place, name, 'visuals'))) {
      visuals.push(await json(name, 'visuals', visual, 'visual.json'));
    }
    visuals.sort((a, b) => a.position.tabOrder - b.position.tabOrder);
    pages.push({ page: await json(name, 'page.json'), visuals });
  }
  return pages;
}
