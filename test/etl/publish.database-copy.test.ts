/** After a run that found nothing new the published database is copied, and says what is new of the run alone. */
import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readerOf } from '../../etl/src/store/database';
import { saveRunRows } from '../../etl/src/store/runs';
import { page, ticket } from '../support/tiny-vendor';
import { NOON, TestLake } from '../support/working-lake';

const LATER = '2026-03-02T12:00:00.000000Z';

let lake: TestLake;
beforeEach(async () => {
  lake = await TestLake.open();
  await lake.load([page('tickets', [ticket({ ticket_id: '1', subject: 'as it is' })])]);
  await addRun('run-1');
  await lake.publish();
  await addRun('run-2');
});
afterEach(() => lake.close());

const addRun = (run_id: string) =>
  saveRunRows(lake.working, [
    {
      run_id,
      source: 'acme',
      vendor: 'synqly',
      stream: 'tickets',
      started_at: NOON,
      finished_at: NOON,
      mode: 'full',
      outcome: 'complete',
      requests: 1,
      retries: 0,
      rate_limited: 0,
      seconds_waited: 0,
      pages: 1,
      rows_read: 1,
      rows_new: 1,
      rows_changed: 0,
      rows_unchanged: 0,
      rows_deleted: 0,
      rows_rejected: 0,
      vendor_total: null,
      stored_total: 1,
      cursor_from: null,
      cursor_to: null,
      error: null,
    },
  ]);

async function published(): Promise<unknown> {
  const reader = await readerOf(lake.working.places.published);
  try {
    const read = (sql: string) => reader.all(sql, undefined, (row) => Object.values(row)[0]);
    return {
      runs: await read('SELECT run_id FROM runs ORDER BY 1'),
      tickets: await read('SELECT subject FROM tickets'),
    };
  } finally {
    await reader.close();
  }
}

test('it has the new run and the old tickets', async () => {
  const rewritten = (await lake.publish('run-2', LATER)).filter((table) => table.rewritten).map(({ table }) => table);
  expect(rewritten.sort()).toEqual(['runs', 'sources']);
  expect(await published()).toEqual({ runs: ['run-1', 'run-2'], tickets: ['as it is'] });
});

test('a file with one bit that flipped, of the same size and time, is written anew', async () => {
  const { published: file } = lake.working.places;
  const { atime, mtime } = statSync(file);
  const bytes = readFileSync(file);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  rmSync(file);
  writeFileSync(file, bytes);
  utimesSync(file, atime, mtime);
  await lake.working.run("UPDATE m_tickets SET subject = 'of the mart'");
  await lake.publish('run-2', LATER);
  expect(await published()).toEqual({ runs: ['run-1', 'run-2'], tickets: ['of the mart'] });
});

test('so is a Parquet file', async () => {
  const file = path.join(lake.working.places.parquet, 'tickets.parquet');
  const { atime, mtime } = statSync(file);
  const good = readFileSync(file);
  const bytes = Buffer.from(good);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  writeFileSync(file, bytes);
  utimesSync(file, atime, mtime);
  const rewritten = (await lake.publish('run-2', LATER)).filter((table) => table.rewritten).map(({ table }) => table);
  expect(rewritten.sort()).toEqual(['runs', 'sources', 'tickets']);
  expect(readFileSync(file)).toEqual(good);
});
