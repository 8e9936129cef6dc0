/** What a Parquet file says of itself, the order of its rows, and when a publication was made. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { asyncBufferFromFile, parquetMetadataAsync } from 'hyparquet';
import { publish } from '../../etl/src/publish/publish';
import { sha256Of } from '../../etl/src/base/files';
import { SCHEMA_VERSION, TABLES } from '../../etl/src/schema/tables';
import { comment, page, ticket, ticketPage, tinyVendor, tinySource } from '../support/tiny-vendor';
import { NOON, TestLake } from '../support/working-lake';
import { quickly, slowly } from '../support/test-profile';

const hour = (at: number) => `2026-03-01T${String(at).padStart(2, '0')}:00:00.000000Z`;

let lake: TestLake;

beforeEach(async () => {
  lake = await TestLake.open({ sources: [tinySource({ vendor: tinyVendor({ keepsHistory: true }) })] });
});
afterEach(() => lake.close());

const parquet = (name: string) => path.join(lake.folder, 'parquet', name);

async function metadataOf(name: string): Promise<Record<string, string | undefined>> {
  const { key_value_metadata: pairs = [] } = await parquetMetadataAsync(await asyncBufferFromFile(parquet(name)));
  return Object.fromEntries(pairs.map(({ key, value }) => [key, value]));
}

quickly('a file names its table, zone, schema version, columns, and the run that wrote it', async () => {
  await lake.load([page('tickets', [ticket({ ticket_id: 'a' })])]);
  lake.config = { ...lake.config, timezone: 'Europe/Berlin' };
  await lake.publish();
  for (const { name, columns } of TABLES) {
    expect(await metadataOf(`${name}.parquet`)).toMatchObject({
      'ticketlake.zone': 'Europe/Berlin',
      'ticketlake.schema_version': String(SCHEMA_VERSION),
      'ticketlake.table': name,
      'ticketlake.run_id': 'run-1',
      ...Object.fromEntries(columns.map((column) => [`ticketlake.column.${column.name}`, column.description])),
    });
  }
});

slowly('a file whose rows did not change keeps the run that wrote it, until the zone is another', async () => {
  await lake.load([page('queues', [{ queue_id: '1' }]), page('tickets', [ticket({ ticket_id: 'a' })])]);
  await lake.publish();
  const before = await sha256Of(parquet('queues.parquet'));
  await lake.load([page('tickets', [ticket({ ticket_id: 'b' })])], 'run-2');
  await lake.publish('run-2', hour(13));
  expect((await metadataOf('tickets.parquet'))['ticketlake.run_id']).toBe('run-2');
  expect(await sha256Of(parquet('queues.parquet'))).toBe(before);
  lake.config = { ...lake.config, timezone: 'Asia/Kolkata' };
  await lake.publish('run-3', hour(14));
  expect(await metadataOf('queues.parquet')).toMatchObject({
    'ticketlake.run_id': 'run-3',
    'ticketlake.zone': 'Asia/Kolkata',
  });
});

for (const partition of ['none', 'month'] as const)
  (partition === 'none' ? quickly : slowly)(
    `rows stand in the order of time, then of keys (partition: ${partition})`,
    async () => {
      lake.config = { ...lake.config, partition };
      const created = [5, 3, null, 9, 3, 1];
      await lake.load([
        page(
          'tickets',
          created.map((at, n) => ticket({ ticket_id: `t${String(9 - n)}`, created_at: at === null ? null : hour(at) })),
        ),
        ticketPage(
          'comments',
          't9',
          [7, null, 2].map((at, n) =>
            comment({ comment_id: String(9 - n), created_at: at === null ? null : hour(at) }),
          ),
        ),
        ticketPage(
          'history',
          't9',
          [8, 6].map((at) => ({ event_id: String(at), changed_at: hour(at), to_group: 'open' })),
        ),
        ticketPage('history', 't4', [{ event_id: 'x', changed_at: hour(7), to_group: 'open' }]),
      ]);
      await lake.publish();
      const files = (table: string) => (partition === 'none' ? `${table}.parquet` : `${table}/*/${table}.parquet`);
      const rows = async (table: string, columns: string) =>
        (
          await lake.rows(
            `SELECT ${columns} AS said FROM read_parquet('${parquet(files(table))}', filename = true, file_row_number = true) ORDER BY filename, file_row_number`,
          )
        ).map((row) => row['said']);
      expect(await rows('tickets', 'ticket_id')).toEqual(['t4', 't5', 't8', 't9', 't6', 't7']);
      expect(await rows('comments', 'comment_id')).toEqual(['7', '9', '8']);
      expect(await rows('status_changes', "ticket_key || ' ' || hour(changed_at)")).toEqual([
        'acme:t9 6',
        'acme:t4 7',
        'acme:t9 8',
      ]);
    },
  );

slowly('published_at is the time at which all was proven', async () => {
  await lake.load([page('tickets', [ticket({ ticket_id: 'a' })])]);
  const present = () => hour(23);
  await publish(lake.working, { config: lake.config, runId: 'run-1', now: NOON, present });
  const manifest = JSON.parse(readFileSync(parquet('_manifest.json'), 'utf8')) as { published_at: string };
  expect(manifest.published_at).toBe(hour(23));
});
