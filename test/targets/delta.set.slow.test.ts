/** Delta tables that others write, too: other lakes, programs that compact, tables that are not ours; and what is erased. */
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Config, TargetConfig } from '../../etl/src/config/config';
import type { TargetResult } from '../../etl/src/base/run-result';
import { notePurge, publishTargets } from '../../etl/src/targets/publish-targets';
import { verifyTarget } from '../../etl/src/targets/verify-target';
import { deltaRows, deltaState } from '../support/delta-log';
import type { World } from '../support/published-files';
import { PublishedFiles, duckdb, newFolder, targetAt, ticket } from '../support/published-files';

const NOW = Date.UTC(2026, 5, 1);
const DAYS = ['2026-01-01'];
const KEYS = ['ticket_key', 'run_id'];

const worldOf = (...tickets: World['tickets']): World => ({ tickets, days: DAYS });

async function publish(
  files: PublishedFiles,
  target: TargetConfig,
  changes: Partial<Config> = {},
): Promise<TargetResult> {
  const config = files.config([target], { lakeId: 'desk', ...changes });
  const [result] = await publishTargets(config, { listener: () => undefined, now: () => NOW });
  if (result === undefined) throw new Error('nothing was published');
  return result;
}

async function published(world: World, target: TargetConfig, changes: Partial<Config> = {}): Promise<PublishedFiles> {
  const files = new PublishedFiles();
  await files.publish(world);
  expect(await publish(files, target, changes)).toMatchObject({ outcome: 'published', error: null });
  return files;
}

const tickets = (folder: string) => deltaRows(path.join(folder, 'tickets'), KEYS);

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

describe('several lakes in one set', () => {
  const refused: ReadonlyArray<readonly [string, World, Partial<TargetConfig>, Partial<Config>, RegExp]> = [
    [
      'a source of another lake',
      worldOf(ticket('acme:9')),
      {},
      {},
      /^the source acme is published there by the lake desk, and this one is other\. Give the source another name/,
    ],
    [
      'another time zone',
      worldOf(ticket('beta:1')),
      {},
      { timezone: 'Asia/Tokyo' },
      /^the lake desk publishes there in the time zone UTC, and this one in Asia\/Tokyo/,
    ],
    [
      'other local times',
      worldOf(ticket('beta:1')),
      { localTimes: 'none' },
      {},
      /with local_times: utc, and this one with none/,
    ],
    [
      'no partitions',
      worldOf(ticket('beta:1')),
      { partitionBy: 'none' },
      {},
      /tables that lakes share have partition_by: source/,
    ],
  ];

  test.each(refused)(
    '%s is refused before anything is written, and nothing is claimed',
    async (_, world, options, changes, says) => {
      const folder = newFolder();
      await published(worldOf(ticket('acme:1')), targetAt(folder));
      const before = filesBelow(folder).sort();
      const files = new PublishedFiles();
      await files.publish(world);
      const result = await publish(files, targetAt(folder, options), { lakeId: 'other', ...changes });
      expect(result).toMatchObject({ outcome: 'failed', run_id: null });
      expect(result.error).toMatch(says);
      expect(filesBelow(folder).sort()).toEqual(before);
    },
  );

  test('a lake that renames a source takes its rows along, and the old name is free for another', async () => {
    const folder = newFolder();
    const files = await published(worldOf(ticket('acme:1')), targetAt(folder));
    await published(worldOf(ticket('beta:1')), targetAt(folder), { lakeId: 'other' });
    await files.publish(worldOf(ticket('new:1')));
    expect(await publish(files, targetAt(folder))).toMatchObject({ outcome: 'published' });
    expect(await tickets(folder)).toEqual(['["beta:1","r1"]', '["new:1","r1"]']);
    expect(readdirSync(path.join(folder, '_ticketlake/sources')).sort()).toEqual(['beta.json', 'new.json']);
    await published(worldOf(ticket('acme:7')), targetAt(folder), { lakeId: 'third' });
    expect(await tickets(folder)).toEqual(['["acme:7","r1"]', '["beta:1","r1"]', '["new:1","r1"]']);
  });

  test('days only grow; a lake alone has the days that it has', async () => {
    const folder = newFolder();
    const dates = () => deltaRows(path.join(folder, 'dates'), ['year', 'date']);
    const files = await published(
      { tickets: [ticket('acme:1')], days: ['2025-12-31', '2026-01-01'] },
      targetAt(folder),
    );
    await files.publish({ tickets: [ticket('acme:1')], days: ['2026-01-01'] });
    await publish(files, targetAt(folder));
    expect(await dates()).toHaveLength(1);
    const other = await published(
      { tickets: [ticket('beta:1')], days: ['2026-01-01', '2026-01-02'] },
      targetAt(folder),
      { lakeId: 'other' },
    );
    await other.publish({ tickets: [ticket('beta:1')], days: ['2026-01-03'] });
    await publish(other, targetAt(folder), { lakeId: 'other' });
    expect(await dates()).toHaveLength(3);
    await files.publish({ tickets: [ticket('acme:1')], days: ['2026-01-01'] });
    await publish(files, targetAt(folder));
    expect(await dates()).toHaveLength(3);
  });

  test('a column of one lake is empty in the rows of another', async () => {
    const folder = newFolder();
    const files = await published(worldOf(ticket('acme:1')), targetAt(folder));
    await published({ ...worldOf(ticket('beta:1')), more: [['brand', `'b'`]] }, targetAt(folder), { lakeId: 'other' });
    await files.publish(worldOf(ticket('acme:1', { run: 'r2' })));
    await publish(files, targetAt(folder));
    expect(await deltaRows(path.join(folder, 'tickets'), ['ticket_key', 'brand'])).toEqual([
      '["acme:1",null]',
      '["beta:1","b"]',
    ]);
  });
});

test('tables without the column source that belong to one source are its lake’s alone', async () => {
  const folder = newFolder();
  const wide = (value: string) => ({
    ticket_fields_acme: `SELECT 'acme:1' AS ticket_key, '${value}' AS size, 'r' AS run_id`,
  });
  const files = await published({ ...worldOf(ticket('acme:1')), tables: wide('small') }, targetAt(folder));
  await published(worldOf(ticket('beta:1')), targetAt(folder), { lakeId: 'other' });
  await files.publish({ ...worldOf(ticket('acme:1')), tables: wide('large') });
  await publish(files, targetAt(folder));
  expect(await deltaRows(path.join(folder, 'ticket_fields_acme'), ['size'])).toEqual(['["large"]']);
  await files.publish(worldOf(ticket('acme:1')));
  await publish(files, targetAt(folder));
  expect(await deltaRows(path.join(folder, 'ticket_fields_acme'), ['size'])).toEqual([]);
});

/** Puts the files of a partition together, as OPTIMIZE of other programs does: names, tags and partitions are theirs. */
async function compact(table: string, source: string): Promise<void> {
  const state = await deltaState(table);
  const own = [...(state?.files.values() ?? [])].filter(({ partitionValues }) => partitionValues['source'] === source);
  const places = own.map(({ path: name }) => `'${path.join(table, name)}'`).join(', ');
  const name = `source=${source}/part-00000-c000.snappy.parquet`;
  await (
    await duckdb()
  ).run(
    `COPY (SELECT * FROM read_parquet([${places}], hive_partitioning = false)) TO '${path.join(table, name)}' (FORMAT parquet)`,
  );
  const add = {
    path: name,
    partitionValues: { source },
    size: statSync(path.join(table, name)).size,
    modificationTime: NOW,
    dataChange: false,
  };
  const actions = [
    ...own.map((each) => ({ remove: { path: each.path, deletionTimestamp: NOW, dataChange: false } })),
    { add },
  ];
  const version = String((state?.version ?? 0) + 1).padStart(20, '0');
  writeFileSync(
    path.join(table, `_delta_log/${version}.json`),
    actions.map((action) => JSON.stringify(action)).join('\n'),
  );
}

test('rows do not double after another program has put files together', async () => {
  const folder = newFolder();
  const table = path.join(folder, 'tickets');
  const old = ticket('acme:2', { created: '2020-01-01 00:00:00' });
  const files = await published(worldOf(ticket('acme:1'), old, ticket('beta:1')), targetAt(folder));
  await compact(table, 'acme');
  expect(await tickets(folder)).toHaveLength(3);
  // Nothing changed in the lake: its rows are there.
  expect(await publish(files, targetAt(folder))).toMatchObject({ outcome: 'published' });
  expect(await tickets(folder)).toEqual(['["acme:1","r1"]', '["acme:2","r1"]', '["beta:1","r1"]']);
  await files.publish(worldOf(ticket('acme:1', { run: 'r2' }), old, ticket('beta:1')));
  await compact(table, 'acme');
  await publish(files, targetAt(folder));
  expect(await tickets(folder)).toEqual(['["acme:1","r2"]', '["acme:2","r1"]', '["beta:1","r1"]']);
});

describe('what stands there already', () => {
  const LOG = 'tickets/_delta_log/00000000000000000000.json';
  const foreign = (actions: readonly object[]) => actions.map((action) => JSON.stringify(action)).join('\n');
  const META = {
    metaData: {
      id: 'x',
      format: { provider: 'parquet', options: {} },
      schemaString: '{"type":"struct","fields":[]}',
      partitionColumns: ['source'],
      configuration: {},
    },
  };
  const PLAIN = { protocol: { minReaderVersion: 1, minWriterVersion: 2 } };
  const OURS = { txn: { appId: 'ticketlake:desk', version: 1 } };
  const cases: ReadonlyArray<readonly [string, readonly object[], RegExp]> = [
    [
      'a Delta table of others',
      [PLAIN, META],
      /^tickets is a Delta table that Ticketlake did not write\. Publish into an empty folder/,
    ],
    [
      'a feature that is not known here',
      [
        {
          protocol: {
            minReaderVersion: 3,
            minWriterVersion: 7,
            readerFeatures: ['deletionVectors'],
            writerFeatures: ['deletionVectors'],
          },
        },
        META,
        OURS,
      ],
      /^tickets asks its writers for the feature deletionVectors/,
    ],
    [
      'a later writer version',
      [{ protocol: { minReaderVersion: 1, minWriterVersion: 4 } }, META, OURS],
      /for writer version 4/,
    ],
    [
      'other partitions',
      [PLAIN, { metaData: { ...META.metaData, partitionColumns: ['day'] } }, OURS],
      /^tickets is divided by day there/,
    ],
    [
      'a table that only takes rows',
      [PLAIN, { metaData: { ...META.metaData, configuration: { 'delta.appendOnly': 'true' } } }, OURS],
      /delta\.appendOnly/,
    ],
    [
      'a later publication of this lake',
      [PLAIN, META, { txn: { appId: 'ticketlake:desk', version: 9e15 } }],
      /^tickets holds a later publication of this lake/,
    ],
  ];

  test.each(cases)('%s is refused, and no table is written', async (_, actions, says) => {
    const folder = newFolder();
    mkdirSync(path.join(folder, path.dirname(LOG)), { recursive: true });
    writeFileSync(path.join(folder, LOG), foreign(actions));
    const files = new PublishedFiles();
    await files.publish(worldOf(ticket('acme:1')));
    const result = await publish(files, targetAt(folder));
    expect(result.error).toMatch(says);
    expect(readdirSync(path.join(folder, 'tickets/_delta_log'))).toEqual([path.basename(LOG)]);
    expect(existsSync(path.join(folder, 'runs'))).toBe(false);
  });

  test('a commit that was cut is named with a remedy', async () => {
    const folder = newFolder();
    const files = await published(worldOf(ticket('acme:1')), targetAt(folder));
    writeFileSync(path.join(folder, 'tickets/_delta_log/00000000000000000001.json'), '{"commitInfo":{"timest');
    expect((await publish(files, targetAt(folder))).error).toMatch(
      /^tickets\/_delta_log\/0+1\.json cannot be read: it was cut .*\. If it is the last commit of its folder, remove it/,
    );
  });
});

test('what is erased is in no version and no file any more, once a target was reached', async () => {
  const folder = newFolder();
  const target = targetAt(folder);
  const files = await published(worldOf(ticket('acme:1', { subject: 'Jane Doe' }), ticket('acme:2')), target);
  const holders = () => filesBelow(folder).filter((file) => readFileSync(file).includes('Jane Doe'));
  expect(holders()).toHaveLength(1);
  const config = files.config([target], { lakeId: 'desk' });
  notePurge(config);
  await files.publish(worldOf(ticket('acme:1', { subject: 'erased', run: 'r2' }), ticket('acme:2')));
  rmSync(path.join(folder, 'dates/_delta_log/00000000000000000000.json'));
  writeFileSync(path.join(folder, 'dates/_delta_log/00000000000000000000.json'), 'broken');
  expect(await publish(files, target)).toMatchObject({ outcome: 'failed' });
  expect(holders()).toHaveLength(1);
  rmSync(path.join(folder, 'dates'), { recursive: true });
  expect(await publish(files, target)).toMatchObject({ outcome: 'published' });
  expect(holders()).toEqual([]);
  expect(await tickets(folder)).toEqual(['["acme:1","r2"]', '["acme:2","r1"]']);
});

describe('verify --target', () => {
  async function findings(files: PublishedFiles, target: TargetConfig): Promise<string[]> {
    const found = await verifyTarget(files.config([target], { lakeId: 'desk' }), target, () => NOW);
    expect(found.ok).toBe(found.findings.length === 0);
    return found.findings.map(({ table, message }) => `${table ?? ''}: ${message}`);
  }

  test.each(['delta', 'parquet'] as const)('%s: finds nothing where all is as the lake is', async (format) => {
    const target = targetAt(newFolder(), { format });
    const files = await published(worldOf(ticket('acme:1'), ticket('beta:1', { created: null })), target);
    expect(await findings(files, target)).toEqual([]);
  });

  test.each(['delta', 'parquet'] as const)('%s: names what is missing, changed or behind', async (format) => {
    const folder = newFolder();
    const target = targetAt(folder, { format });
    const files = await published(worldOf(ticket('acme:1')), target);
    const data = filesBelow(folder).find((file) => /tickets.*[0-9a-f]{64}\.parquet$/.test(file)) ?? '';
    const body = readFileSync(data);
    const flipped = Buffer.from(body);
    flipped[8] = (flipped[8] ?? 0) ^ 1;
    writeFileSync(data, flipped);
    expect(await findings(files, target)).toEqual(['tickets: its bytes are not those that were published']);
    rmSync(data);
    expect(await findings(files, target)).toEqual(['tickets: is not there']);
    writeFileSync(data, body);
    await files.publish(worldOf(ticket('acme:1', { n: 7, run: 'r2' })));
    expect((await findings(files, target)).join('\n')).toMatch(
      format === 'delta' ? /tickets: has other rows than the lake/ : /holds run run-0001, and the lake run run-0002/,
    );
  });
});

test('after many commits a checkpoint says what they say', async () => {
  const folder = newFolder();
  const files = new PublishedFiles();
  for (let n = 0; n < 12; n += 1) {
    await files.publish(worldOf(ticket('acme:1', { n, run: `r${n}` })));
    await publish(files, targetAt(folder));
  }
  const log = path.join(folder, 'tickets/_delta_log');
  expect(existsSync(path.join(log, '00000000000000000010.checkpoint.parquet'))).toBe(true);
  expect(JSON.parse(readFileSync(path.join(log, '_last_checkpoint'), 'utf8'))).toMatchObject({ version: 10 });
  expect(await deltaRows(path.join(folder, 'tickets'), ['n'])).toEqual(['[11]']);
  // The commits before it are gone: a reader has the checkpoint alone.
  for (const name of readdirSync(log))
    if (/^0+\d?\.json$/.test(name) && Number(name.slice(0, 20)) <= 10) rmSync(path.join(log, name));
  expect(await deltaRows(path.join(folder, 'tickets'), ['n'])).toEqual(['[11]']);
  await files.publish(worldOf(ticket('acme:1', { n: 99, run: 'r99' })));
  expect(await publish(files, targetAt(folder))).toMatchObject({ outcome: 'published', error: null });
  expect(await deltaRows(path.join(folder, 'tickets'), ['n'])).toEqual(['[99]']);
});
