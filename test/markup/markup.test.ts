/** One reading of markup: what the exporter stores of a comment is what a node puts out. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Json } from '../../vendors/json';
import { deskpro } from '../../vendors/deskpro/vendor';
import { synqly } from '../../vendors/synqly/vendor';
import type { Vendor } from '../../vendors/vendor';
import { plainText } from '../../markup/plain-text';
import { DeskproApi } from '../../credentials/DeskproApi.credentials';
import { SynqlyApi } from '../../credentials/SynqlyApi.credentials';
import { Deskpro } from '../../nodes/Deskpro/Deskpro.node';
import { Synqly } from '../../nodes/Synqly/Synqly.node';
import { benchFor } from '../nodes/support/bench';
import { ticketPage, tinySource } from '../support/tiny-vendor';
import { TestLake } from '../support/working-lake';
import { HTML, MARKDOWN } from './markup.cases';

it.each(HTML)('HTML %j is %j', (markup, text) => {
  expect(plainText.html(markup)).toBe(text);
});

it.each(MARKDOWN)('Markdown %j is %j', (markup, text) => {
  expect(plainText.markdown(markup)).toBe(text);
});

/** Each once more for four times the length: what takes the square of it would take sixteen times as long. */
it.each([
  ['elements in one another', '<div>', '</div>'],
  ['elements that never end', '<b>', '</i>'],
  ['links in one another', '<a href=x>y<div>', ''],
  ['links that end late', '<a href=x>y<div></a>', ''],
  ['tables in one another', '<table><tr><td>a<td>b', '</table>'],
  ['cells', '<tr><td>a<br>b<td>c', ''],
  ['lists in one another', '<ul><li>a', ''],
  ['quotes in one another', '<blockquote>a', ''],
  ['hidden elements', '<template><td>', '</template>'],
  ['comments', '<!--', ''],
  ['styles', '<style>', ''],
  ['blanks', ' \u00a0', 'x'],
  ['ends of names', '</user ', ''],
  ['entities', '&amp', ''],
  ['brackets', '[a](', ''],
  ['stars', '*a ', '**b'],
  ['underscores', '_a', '__'],
  ['marks of quotes', '> ', 'x'],
  ['marks of lists', '- ', 'x'],
  ['heads of tables', '|a|b|\n|-|-|\n> q|c|d\n', ''],
  ['delimiters', '|-', '\n'],
  ['titles', 'a <title> ', ''],
  ['scripts', '<script>\n\n', ''],
  ['ticks', '`a ', ''],
])('takes %s in its stride', (_what, open, close) => {
  for (const read of [plainText.html, plainText.markdown]) {
    const timeOf = (times: number) => {
      const begun = performance.now();
      read(open.repeat(times) + close.repeat(times));
      return performance.now() - begun;
    };
    timeOf(2000);
    const few = timeOf(2000);
    expect(timeOf(8000)).toBeLessThan(12 * few + 400);
  }
});

describe('the exporter and the nodes', () => {
  let answer: Json = null;
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  beforeAll(() => new Promise<void>((done) => server.listen(0, '127.0.0.1', done)));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const id = (at: number) => String(1000 + at);
  const wanted = (cases: typeof HTML) => cases.map(([, text], at) => [id(at), text === '' ? null : text]);

  async function stored(vendor: Vendor, records: Json[]): Promise<unknown[]> {
    const lake = await TestLake.open();
    try {
      await lake.load([ticketPage('comments', '7', records)], 'run-1', tinySource({ vendor }));
      const rows = await lake.rows('SELECT comment_id, body FROM w_comments ORDER BY comment_id');
      return rows.map(({ comment_id, body }) => [comment_id, body]);
    } finally {
      await lake.close();
    }
  }

  const shown = (items: Array<Record<string, unknown>>) =>
    items
      .map(({ comment_id, body }): [string, unknown] => [String(comment_id), body])
      .sort(([a], [b]) => (a < b ? -1 : 1));

  it('read the HTML of a service alike: a comment without text is a row, too', async () => {
    const records = HTML.map(([message], at) => ({
      id: Number(id(at)),
      ticket: 7,
      message,
      message_preview_text: 'x',
    }));
    answer = {
      data: records,
      meta: { pagination: { total: records.length, per_page: 200, current_page: 1, total_pages: 1 } },
      linked: [],
    } as Json;
    const bench = benchFor(new Deskpro(), new DeskproApi(), () => ({
      baseUrl: url(),
      apiKey: '1:KEYOFTHETEST',
      verbs: 'auto',
    }));
    const ticketId = { __rl: true, mode: 'id', value: '7' };
    const items = await bench.json({ resource: 'comment', operation: 'getAll', returnAll: true, ticketId });
    expect(shown(items)).toEqual(wanted(HTML));
    expect(await stored(deskpro, records)).toEqual(wanted(HTML));
  });

  it('read the Markdown of a service alike', async () => {
    const records = MARKDOWN.map(([content], at) => ({ id: id(at), ticket_id: '7', creator: 'a@ex.example', content }));
    answer = { result: records } as Json;
    const data = { region: 'self-hosted', baseUrl: url(), access: 'integration', apiKey: 'a-token-of-the-test' };
    const bench = benchFor(new Synqly(), new SynqlyApi(), () => data);
    const ticketId = { __rl: true, mode: 'id', value: '7' };
    const items = await bench.json({ resource: 'comment', operation: 'getAll', returnAll: true, ticketId });
    expect(shown(items)).toEqual(wanted(MARKDOWN));
    expect(await stored(synqly, records)).toEqual(wanted(MARKDOWN));
  });
});
