// Takes the picture of `npm run demo` into docs/pictures: run `node test/n8n/demo-picture.mjs` after the demo's words
// changed. Needs the built exporter, Chromium, and `script` (util-linux), which lends the demo a terminal.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { launchBrowser } from './harness/browser.mjs';
import { root } from './harness/pack.mjs';

const COLUMNS = 80;
/** The last lines: some of what was read, and all that the demo shows in the end. */
const LINES = 40;
const COLORS = { 32: '#6fcf7c', 33: '#e6c35c', 36: '#62cbd9' };

const demo = `stty cols ${COLUMNS} rows 50; npm run --silent ticketlake -- demo --no-progress`;
const told = execFileSync('script', ['-qec', demo, '/dev/null'], {
  cwd: root,
  encoding: 'utf8',
  env: { ...process.env, TERM: 'xterm-256color' },
});
const shown = ['\u001b[1m$ npm run demo\u001b[22m', '…', ...told.trimEnd().split(/\r?\n/).slice(-LINES)];

const browser = await launchBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 760, height: 400 } });
  await page.setContent(`<meta charset="utf-8"><style>
    body { margin: 0 }
    pre { margin: 0; padding: 18px 20px; width: max-content; background: #10151c; color: #d6dde6;
      font: 14px/1.164 'DejaVu Sans Mono', monospace }
  </style><pre>${html(shown.join('\n'))}</pre>`);
  const file = join(root, 'docs/pictures/demo.png');
  const { length } = await page.locator('pre').screenshot({ path: file });
  console.log(`${file}: ${Math.round(length / 1024)} kB`);
} finally {
  await browser.close();
}

/** Colours and bold type as HTML; the demo uses no other escape sequences when there are no bars. */
function html(text) {
  const plain = text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
  return plain.replace(/\u001b\[(\d+)m/g, (_, code) => {
    if (code === '1') return '<b>';
    if (code === '22') return '</b>';
    return COLORS[code] === undefined ? '</span>' : `<span style="color: ${COLORS[code]}">`;
  });
}
