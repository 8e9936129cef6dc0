// The status page of `ticketlake serve` in Chromium, on a lake of the sandbox: run `node test/n8n/run.mjs serve.page`,
// or this file alone with `node --test`.
import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { after, describe } from 'node:test';
import { hasBrowser } from './harness/browser.mjs';
import { before, test } from './harness/limits.mjs';
import { startSandbox } from './harness/sandbox.mjs';
import { openLake } from './harness/service-of-lake.mjs';
import { openStatusPage } from './harness/status-page.mjs';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const skip = hasBrowser ? false : 'there is no Chromium: install it, or name it in the variable CHROMIUM';

/** What axe-core finds, as lines that say what to mend. */
async function violations(page) {
  // From the test's own side: the page's policy lets no foreign script in.
  await page.evaluate(await textOf(axe));
  const { violations: found } = await page.evaluate(() =>
    globalThis.axe.run(document, { resultTypes: ['violations'] }),
  );
  return found.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map(({ html, failureSummary }) => html.slice(0, 200) + failureSummary).join(' | ')}`,
  );
}

async function textOf(file) {
  const pieces = [];
  for await (const piece of createReadStream(file, 'utf8')) pieces.push(piece);
  return pieces.join('');
}

/** Cells of the table with this caption. */
async function cellsOf(page, caption) {
  const table = page.locator('table', { has: page.locator('caption', { hasText: caption }) }).first();
  await table.waitFor({ state: 'attached' });
  return await table.evaluate((shown) =>
    [...shown.tBodies[0].rows].map((row) => [...row.cells].map((cell) => cell.textContent.trim())),
  );
}

const number = (text) => Number(text.replaceAll(',', ''));

describe('the status page', { skip }, () => {
  let sandbox, lake, service;
  const opened = [];
  const open = async (options, url = service.url) => {
    const one = await openStatusPage(url, options);
    opened.push(one);
    return one;
  };

  before(async () => {
    sandbox = await startSandbox({ tickets: 150, services: ['sympoq', 'notific'], limits: false, clock: Date.now() });
    lake = await openLake(sandbox.services, { schedule: '30 5 1 1 *' });
    await lake.export();
    service = await lake.serve();
  });
  after(async () => {
    for (const { close } of opened) await close();
    await lake?.close();
    await sandbox?.close();
  });

  test('shows the figures of the lake, and finds nothing to complain about', async () => {
    const { page, complaints } = await open({});
    const figure = async (name) => number(await page.locator(`[data-figure="${name}"]`).innerText());
    const { published_at } = await (await service.ask('/api/status')).json();
    const today = `(TIMESTAMPTZ '${published_at}' AT TIME ZONE 'Europe/Paris')::DATE`;
    const [{ open: openNow, weeks }] = await lake.rows(
      `SELECT count(*) FILTER (is_open)::INTEGER AS open,
         count(*) FILTER (created_date BETWEEN date_trunc('week', ${today}) - INTERVAL 12 WEEK AND ${today})::INTEGER AS weeks
       FROM {tickets} WHERE NOT is_deleted`,
    );
    assert.ok(openNow > 0 && weeks > 0);
    assert.equal(await figure('open'), openNow);
    assert.equal(await figure('created'), weeks);

    const backlog = await cellsOf(page, 'Open tickets at the end of each day');
    const days = await lake.rows(
      `SELECT coalesce(sum(tickets), 0)::INTEGER AS open
       FROM generate_series(${today} - 29, ${today}, INTERVAL 1 DAY) AS days(day) LEFT JOIN {backlog} ON date = day
       GROUP BY day ORDER BY day DESC`,
    );
    assert.deepEqual(
      backlog.slice(0, 30).map(([, open]) => number(open)),
      days.map(({ open }) => open),
    );

    const sources = await cellsOf(page, 'Sources and how fresh');
    const counts = await lake.rows(
      'SELECT source, count(*)::INTEGER AS tickets, count(*) FILTER (is_open)::INTEGER AS open FROM {tickets} WHERE NOT is_deleted GROUP BY source ORDER BY source',
    );
    assert.deepEqual(
      sources.map(([source, , , , tickets, openOnes]) => [source, number(tickets), number(openOnes)]),
      counts.map(({ source, tickets, open }) => [source, tickets, open]),
    );

    const streams = await cellsOf(page, 'The run, stream by stream');
    const stored = await lake.rows(
      "SELECT source || ' · ' || stream AS name, outcome, rows_read::INTEGER AS read, stored_total::INTEGER AS stored FROM {runs} ORDER BY source, stream",
    );
    assert.deepEqual(
      streams.map(([name, outcome, , read]) => [name, outcome.replace(/^. /, ''), number(read)]),
      stored.map(({ name, outcome, read }) => [name, outcome, read]),
    );
    const tables = await cellsOf(page, 'Published tables');
    const [{ comments }] = await lake.rows('SELECT count(*)::INTEGER AS comments FROM {comments}');
    assert.equal(number(tables.find(([name]) => name === 'comments')[1]), comments);

    // The zone of the reports, whatever that of the reader is.
    assert.match(await page.locator('#zone').innerText(), /^Times in Europe\/Paris \(GMT\+[12]\)$/);
    const [begun] = await cellsOf(page, 'Last runs');
    const [{ started }] = await lake.rows(
      "SELECT strftime(min(started_at) AT TIME ZONE 'Europe/Paris', '%-d %b %Y, %H:%M') AS started FROM {runs}",
    );
    assert.equal(begun[0], started);

    assert.deepEqual(await violations(page), []);
    assert.deepEqual(complaints, []);
  });

  test('draws in either colours, and another period and source', async () => {
    const { page, complaints } = await open({ colorScheme: 'dark' });
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await paper();
    assert.deepEqual(await violations(page), []);
    await page.getByLabel('Colours').selectOption('light');
    assert.notEqual(await paper(), dark);
    assert.deepEqual(await violations(page), []);
    await page.reload();
    await page.locator('#key-figures dd').first().waitFor();
    assert.notEqual(await paper(), dark, 'the choice is kept');
    await page.getByLabel('Colours').selectOption('system');
    assert.equal(await paper(), dark);

    await page.locator('#period').selectOption('521');
    await page.locator('#source').selectOption('sympoq');
    const [{ tickets }] = await lake.rows(
      "SELECT count(*)::INTEGER AS tickets FROM {tickets} WHERE source = 'sympoq' AND NOT is_deleted",
    );
    await page.waitForFunction(
      (all) => document.querySelector('[data-figure="created"]').textContent === String(all),
      tickets,
    );
    await page.locator('#figures:not([aria-busy])').waitFor();
    const [{ answered }] = await lake.rows(
      "SELECT count(first_response_minutes) > 0 AS answered FROM {tickets} WHERE source = 'sympoq' AND NOT is_deleted",
    );
    assert.equal(await page.locator('.plot canvas:visible').count(), answered ? 4 : 3);
    const told = await page.locator('#backlog .plot').getAttribute('aria-label');
    assert.match(told, /^Open tickets at the end of each day\. .+ to .+\. Open: first \d+, last \d+, highest \d+\.$/);
    assert.deepEqual(complaints, []);
  });

  test('is readable on a phone and usable by the keyboard alone', async () => {
    const { page, complaints } = await open({ width: 360, height: 740 });
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 360, `the page is ${width} px wide`);
    const cut = await page
      .locator('.frame')
      .evaluateAll((frames) =>
        frames
          .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
          .map((frame) => frame.querySelector('caption').textContent),
      );
    assert.deepEqual(cut, [], 'every table is shown whole');
    assert.deepEqual(await violations(page), []);
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to the content');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'content');
    const order = [];
    for (let at = 0; at < 7; at += 1) {
      await page.keyboard.press('Tab');
      order.push(await page.evaluate(() => document.activeElement.id));
    }
    // Below the choices, the table of each chart.
    assert.deepEqual(order, ['period', 'source', '', '', '', '', 'run-start']);
    assert.deepEqual(complaints, []);
  });

  test('asks in SQL, shows what comes or why not, and downloads it', async () => {
    const { page, complaints } = await open({});
    const box = page.getByLabel(/^Reading SQL/);
    await box.fill('SELECT source, count(*) AS tickets FROM tickets GROUP BY source ORDER BY source');
    await box.press('Control+Enter');
    const rows = await cellsOf(page, 'Result of the query');
    const expected = await lake.rows(
      'SELECT source, count(*)::VARCHAR AS tickets FROM {tickets} GROUP BY source ORDER BY source',
    );
    assert.deepEqual(
      rows,
      expected.map(({ source, tickets }) => [source, tickets]),
    );

    const [download] = await Promise.all([page.waitForEvent('download'), page.getByText('Download CSV').click()]);
    const csv = await textOf(await download.path());
    assert.equal(
      csv,
      `source,tickets\r\n${expected.map(({ source, tickets }) => `${source},${tickets}\r\n`).join('')}`,
    );

    // What a ticket says never becomes markup.
    await box.fill('SELECT \'<img src=x onerror=alert(1)>\' AS "<b>name</b>"');
    await page.getByText('Run the query').click();
    assert.deepEqual(await cellsOf(page, 'Result of the query'), [['<img src=x onerror=alert(1)>']]);
    assert.equal(await page.locator('#query-result img, #query-result b').count(), 0);

    await box.fill('DELETE FROM tickets');
    await page.getByText('Run the query').click();
    await page.getByText('The query was refused', { exact: true }).waitFor();
    assert.deepEqual(await violations(page), []);
    await box.fill('SELECT nothing FROM tickets');
    await page.getByText('Run the query').click();
    await page.locator('#query-result pre', { hasText: '"nothing"' }).waitFor();
    assert.deepEqual(complaints, []);
  });

  test('starts a run, follows it, ends it, and shows what it published', async () => {
    const { page, complaints } = await open({});
    // Slow answers, so that there is something to follow.
    sandbox.faults.add({ service: 'notific', kind: 'slow', times: -1, options: { delayMs: 2500 } });
    await page.getByText('Only some sources, or everything again').click();
    await page.getByLabel('sympoq', { exact: true }).uncheck();
    await page.getByLabel(/^Read everything again/).check();
    await page.locator('#run-start').click();
    await page.getByText('A run is under way since').waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.id), 'run-end', 'the focus goes on');
    await page.locator('#run-progress li', { hasText: 'notific' }).first().waitFor();
    assert.deepEqual(await violations(page), []);
    const { running, runs } = await (await service.ask('/api/runs')).json();
    assert.deepEqual([running, runs[0].asked.sources, runs[0].asked.full], [runs[0].id, ['notific'], true]);
    await page.getByText('End the run').click();
    await page.getByText('The last run was ended before it was through').waitFor();
    sandbox.faults.clear();
    assert.match(await page.getByRole('status').innerText(), /The run has ended: interrupted\.|New figures/);

    await page.getByLabel('sympoq', { exact: true }).check();
    await page.locator('#run-start').click();
    await page.getByText('The last run was ended').waitFor({ state: 'detached', timeout: 60_000 });
    await page.waitForFunction(() => document.querySelector('#run-live').hidden, null, { timeout: 120_000 });
    await page.waitForFunction(() => document.querySelector('#run').options.length === 3, null, { timeout: 30_000 });
    const [newest] = await cellsOf(page, 'Last runs');
    assert.equal(newest[1].replace(/^. /, ''), 'complete');
    assert.deepEqual(complaints, []);
  });

  test('says what to do when nothing is published, when a run fails, and when the service is gone', async () => {
    const empty = await openLake(
      sandbox.services.map((one) => ({ ...one, key: 'a-wrong-key' })),
      {},
    );
    try {
      const served = await empty.serve();
      const { page, complaints } = await open({}, served.url);
      await page.getByText('Start a run below').waitFor();
      assert.equal(await page.locator('#lake').isVisible(), false);
      assert.deepEqual(await violations(page), []);
      await page.locator('#run-start').click();
      await page.getByText('The last run failed').waitFor({ timeout: 60_000 });
      assert.match(await page.locator('#notices').innerText(), /key/i);
      assert.doesNotMatch(await page.content(), /a-wrong-key/);
      assert.deepEqual(complaints, []);
      await served.end();
      await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
      await page.getByText('There is no answer: the service does not answer').waitFor();
    } finally {
      await empty.close();
    }
  });

  test('tells who has no comments why there are no first responses', async () => {
    const bare = await openLake([sandbox.service('notific')], { streams: ['tickets'] });
    try {
      await bare.export();
      const { page, complaints } = await open({}, (await bare.serve()).url);
      const words = await page.locator('#first-response').innerText();
      assert.match(words, /add comments to streams:/);
      assert.deepEqual(await violations(page), []);
      assert.deepEqual(complaints, []);
    } finally {
      await bare.close();
    }
  });
});
