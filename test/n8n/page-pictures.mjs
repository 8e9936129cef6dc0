// Takes the pictures of the status page into docs/pictures: run `node test/n8n/page-pictures.mjs` after the page
// changed. Needs the built exporter and Chromium.
import { join } from 'node:path';
import { root } from './harness/pack.mjs';
import { startSandbox } from './harness/sandbox.mjs';
import { openLake } from './harness/service-of-lake.mjs';
import { openStatusPage } from './harness/status-page.mjs';

const folder = process.argv[2] ?? join(root, 'docs/pictures');
const PICTURES = [
  { name: 'light', colorScheme: 'light', width: 1280, height: 1240 },
  { name: 'dark', colorScheme: 'dark', width: 1280, height: 1240 },
  { name: 'phone', colorScheme: 'light', width: 390, height: 1240 },
];

const sandbox = await startSandbox({ tickets: 400, limits: false, clock: Date.now() });
const lake = await openLake(sandbox.services, {
  schedule: '30 5 * * *',
  businessHours: { week: { 'mon-fri': '08:00-18:00' } },
});
try {
  await lake.export();
  const { url } = await lake.serve();
  for (const { name, ...options } of PICTURES) {
    const { page, complaints, close } = await openStatusPage(url, options);
    await page.waitForTimeout(300);
    const file = join(folder, `status-page.${name}.png`);
    const { length } = await page.screenshot({ path: file, animations: 'disabled' });
    console.log(`${file}: ${Math.round(length / 1024)} kB`, complaints);
    if (process.argv[2] !== undefined)
      await page.screenshot({ path: file.replace('.png', '.whole.png'), fullPage: true });
    await close();
  }
} finally {
  await lake.close();
  await sandbox.close();
}
