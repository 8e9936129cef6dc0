/** Delta tables of a lake in a folder, read back by a reader of the tests' own; races and kills: delta.worlds. */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { TargetConfig } from '../../etl/src/config/config';
import type { TargetResult } from '../../etl/src/base/run-result';
import { publishTargets } from '../../etl/src/targets/publish-targets';
import type { World } from '../support/published-files';
import { PublishedFiles, newFolder, targetAt, ticket } from '../support/published-files';
import { deltaRows, deltaState } from '../support/delta-log';

const COLUMNS = ['ticket_key', 'source', 'subject', 'n', 'run_id'];
const NOW = Date.UTC(2026, 5, 1);
const DAY = 86_400_000;

const WORLD: World = {
  tickets: [
    ticket('acme:1'),
    ticket('acme:2', { created: '2025-12-31 23:59:59.999999', subject: 'é日本 "q" \\n %25', n: null }),
    ticket('beta:1', { created: null, subject: null }),
  ],
  days: ['2025-12-31', '2026-01-01'],
};

async function publish(
  files: PublishedFiles,
  target: TargetConfig,
  { now = NOW, ...changes }: { now?: number; lakeId?: string; timezone?: string } = {},
): Promise<TargetResult> {
  const config = files.config([target], changes);
  const [result] = await publishTargets(config, { listener: () => undefined, now: () => now });
  if (result === undefined) throw new Error('nothing was published');
  return result;
}

const wanted = (tickets: World['tickets']): string[] =>
  tickets.map(({ key, source, subject, n, run }) => JSON.stringify([key, source, subject, n, run])).sort();

describe('a lake that is published as Delta tables', () => {
  test('has every row in every table, divided by source, and says so in current.json', async () => {
    const [files, folder] = [new PublishedFiles(), newFolder()];
    const runId = await files.publish(WORLD);
    const result = await publish(files, targetAt(folder), { lakeId: 'desk' });
    expect(result).toMatchObject({ outcome: 'published', error: null, run_id: runId });
    expect(await deltaRows(path.join(folder, 'tickets'), COLUMNS)).toEqual(wanted(WORLD.tickets));
    expect(readdirSync(path.join(folder, 'tickets')).sort()).toEqual(['_delta_log', 'source=acme', 'source=beta']);
    const current = JSON.parse(readFileSync(path.join(folder, '_ticketlake/desk/current.json'), 'utf8')) as object;
    expect(current).toMatchObject({
      lake_id: 'desk',
      run_id: runId,
      timezone: 'UTC',
      tables: { tickets: { version: 0, rows: 3 }, dates: { version: 0, rows: 2 } },
    });
  });

  test('published again with the same rows, no table is committed to', async () => {
    const [files, folder] = [new PublishedFiles(), newFolder()];
    await files.publish(WORLD);
    await publish(files, targetAt(folder));
    expect(await publish(files, targetAt(folder))).toMatchObject({ changed: [], objects: 0, bytes: 0 });
  });

  test('a run that found nothing commits to runs and sources alone', async () => {
    const [files, folder] = [new PublishedFiles(), newFolder()];
    const tables = { dates: `SELECT DATE '2026-01-01' AS date, 'r' AS run_id` };
    await files.publish({ ...WORLD, tables });
    await publish(files, targetAt(folder));
    await files.publish({ ...WORLD, tables });
    expect((await publish(files, targetAt(folder))).changed.toSorted()).toEqual(['runs', 'sources']);
  });

  test('a changed ticket replaces one file; the version before it can still be read', async () => {
    const [files, folder] = [new PublishedFiles(), newFolder()];
    await files.publish(WORLD);
    await publish(files, targetAt(folder));
    const tickets = WORLD.tickets.map((row) => (row.key === 'acme:1' ? { ...row, subject: 'new', run: 'r2' } : row));
    await files.publish({ ...WORLD, tickets });
    await publish(files, targetAt(folder));
    const table = path.join(folder, 'tickets');
    expect(await deltaRows(table, COLUMNS)).toEqual(wanted(tickets));
    expect(await deltaRows(table, COLUMNS, 0)).toEqual(wanted(WORLD.tickets));
    const lines = readFileSync(path.join(table, '_delta_log/00000000000000000001.json'), 'utf8').trim().split('\n');
    expect(lines.map((line) => Object.keys(JSON.parse(line) as object)[0])).toEqual([
      'commitInfo',
      'txn',
      'remove',
      'add',
    ]);
  });

  test('other bytes of the same rows are no change', async () => {
    const [files, folder] = [new PublishedFiles(), newFolder()];
    await files.publish(WORLD);
    await publish(files, targetAt(folder));
    await files.publish({ ...WORLD, tickets: WORLD.tickets.toReversed() });
    expect((await publish(files, targetAt(folder))).changed).not.toContain('tickets');
  });

  test.each([
    ['utc', 'timestamp', { minReaderVersion: 1, minWriterVersion: 2 }],
    ['ntz', 'timestamp_ntz', { minReaderVersion: 3, minWriterVersion: 7, readerFeatures: ['timestampNtz'] }],
    ['none', undefined, { minReaderVersion: 1, minWriterVersion: 2 }],
  ] as const)('local_times: %s', async (localTimes, type, protocol) => {
    const [files, folder] = [new PublishedFiles(), newFolder()];
    await files.publish(WORLD);
    await publish(files, targetAt(folder, { localTimes }));
    const state = await deltaState(path.join(folder, 'tickets'));
    expect(state?.types['created_local']).toBe(type);
    expect(state?.protocol).toMatchObject(protocol);
    if (type === undefined) return;
    const created = await deltaRows(path.join(folder, 'tickets'), ['ticket_key', 'created_local']);
    expect(created).toContain('["acme:1","2026-01-05T10:00:00.000Z"]');
    // The greatest is rounded up: a reader that skips files by it must not skip the row.
    const stats = [...(state?.files.values() ?? [])].map(
      (add) => JSON.parse(add.stats ?? '{}') as { maxValues: object },
    );
    const zone = type === 'timestamp' ? 'Z' : '';
    expect(stats.map(({ maxValues }) => maxValues)).toContainEqual(
      expect.objectContaining({ created_local: `2026-01-01T00:00:00.000${zone}` }),
    );
  });

  test('the log keeps no text of a row', async () => {
    const [files, folder] = [new PublishedFiles(), newFolder()];
    await files.publish({ ...WORLD, tickets: [ticket('acme:1', { subject: 'Jane Doe' })] });
    await publish(files, targetAt(folder));
    const log = path.join(folder, 'tickets/_delta_log');
    const text = readdirSync(log).map((name) => readFileSync(path.join(log, name), 'utf8'));
    expect(text.join('')).not.toContain('Jane');
  });

  test('a new column is added at the end, and rows that lack it are not written again', async () => {
    const [files, folder] = [new PublishedFiles(), newFolder()];
    await files.publish(WORLD);
    await publish(files, targetAt(folder));
    const more = [['brand', `CASE WHEN key = 'beta:1' THEN 'b' END`]] as const;
    await files.publish({ ...WORLD, more });
    expect(await publish(files, targetAt(folder))).toMatchObject({ outcome: 'published' });
    const state = await deltaState(path.join(folder, 'tickets'));
    expect(state?.columns.at(-1)).toBe('brand');
    expect(await deltaRows(path.join(folder, 'tickets'), ['ticket_key', 'brand'])).toEqual([
      '["acme:1",null]',
      '["acme:2",null]',
      '["beta:1","b"]',
    ]);
    // A program that does not know the column any more drops none.
    await files.publish(WORLD);
    await publish(files, targetAt(folder));
    expect((await deltaState(path.join(folder, 'tickets')))?.columns).toEqual(state?.columns);
    expect(await deltaRows(path.join(folder, 'tickets'), ['ticket_key', 'brand'])).toContain('["beta:1",null]');
  });

  test('a changed type is refused by name, and nothing is written', async () => {
    const [files, folder] = [new PublishedFiles(), newFolder()];
    await files.publish({ ...WORLD, more: [['size', '1::INTEGER']] });
    await publish(files, targetAt(folder));
    await files.publish({ ...WORLD, more: [['size', `'1'`]] });
    const result = await publish(files, targetAt(folder));
    expect(result.outcome).toBe('failed');
    expect(result.error).toMatch(
      /^tickets\.size is integer there and would become string: .*\. Publish into an empty folder/,
    );
    expect((await deltaState(path.join(folder, 'sources')))?.version).toBe(0);
  });

  test('what was replaced stays for as long as keep says, then its files go, and no others', async () => {
    const [files, folder] = [new PublishedFiles(), newFolder()];
    const target = targetAt(folder, { keepMs: 2 * DAY });
    const dataFiles = (): number => readdirSync(path.join(folder, 'tickets/source=acme')).length;
    await files.publish({ ...WORLD, tickets: [ticket('acme:1')] });
    await publish(files, target, { now: NOW });
    await files.publish({ ...WORLD, tickets: [ticket('acme:1', { run: 'r2' })] });
    await publish(files, target, { now: NOW + DAY });
    await publish(files, target, { now: NOW + 2 * DAY + DAY / 2 });
    expect(dataFiles()).toBe(2);
    await publish(files, target, { now: NOW + 4 * DAY });
    expect(dataFiles()).toBe(1);
    expect(await deltaRows(path.join(folder, 'tickets'), COLUMNS)).toEqual(wanted([ticket('acme:1', { run: 'r2' })]));
  });
});
