/**
 * After a run that found nothing new `ticketlake.duckdb` stays as it is: the Parquet files say what is new of the run,
 * and readers that Ticketlake opens take it from there.
 */
import {
  chmodSync,
  copyFileSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { Manifest } from '../../etl/src/publish/manifest';
import { openPublished } from '../../etl/src/publish/published';
import { takeSnapshot } from '../../etl/src/serve/snapshot/snapshot';
import { statusOf } from '../../etl/src/status/status';
import type { PublishedReader } from '../../etl/src/store/database';
import { readerOf } from '../../etl/src/store/database';
import type { RunRow } from '../../etl/src/base/run-row';
import { closeKilledRuns, saveRunRows } from '../../etl/src/store/runs';
import { verifyLake } from '../../etl/src/verify/verify';
import { runRow } from '../support/run-row';
import { run } from '../support/terminal';
import { page, ticket } from '../support/tiny-vendor';
import { NOON, TestLake } from '../support/working-lake';

const LATER = '2026-03-02T12:00:00.000000Z';
const LATEST = '2026-03-03T12:00:00.000000Z';
/** Statements of a publication after a run that found nothing. */
const STATEMENTS = 29;

let filled: TestLake;
let lake: TestLake;
beforeAll(async () => {
  filled = await TestLake.open();
  lake = filled;
  await lake.load([page('tickets', [ticket({ ticket_id: '1', subject: 'as it is' })])]);
  await addRun('run-1');
  await lake.publish();
});
afterAll(() => rmSync(filled.folder, { recursive: true, force: true }));
beforeEach(async () => {
  lake = await filled.copy();
});
afterEach(() => lake.close());

const addRun = (run_id: string, more: Partial<RunRow> = {}) =>
  saveRunRows(lake.working, [
    runRow({
      run_id,
      vendor: 'synqly',
      started_at: NOON,
      finished_at: NOON,
      rows_read: 1,
      rows_new: 1,
      stored_total: 1,
      ...more,
    }),
  ]);

const rewritten = async (runId: string, now: string) =>
  (await lake.publish(runId, now))
    .filter((table) => table.rewritten)
    .map(({ table }) => table)
    .sort();
const manifest = () => JSON.parse(readFileSync(lake.working.places.manifest, 'utf8')) as Manifest;
const file = () => lake.working.places.published;
/** Tells one file from another that took its place, equal or not. */
const identity = () => `${statSync(file()).ino} ${statSync(file()).mtimeMs} ${readFileSync(file()).toString('base64')}`;
const findings = async () => (await verifyLake(lake.folder)).findings.map(({ message }) => message);

async function told(reader: PublishedReader): Promise<unknown> {
  try {
    const read = (sql: string) => reader.all(sql, undefined, (row) => Object.values(row)[0]);
    return {
      runs: await read('SELECT run_id FROM runs ORDER BY 1'),
      last: await read('SELECT last_run_id FROM sources'),
      tickets: await read('SELECT subject FROM tickets'),
    };
  } finally {
    await reader.close();
  }
}

const ofDatabase = async () => told(await readerOf(file()));
const ofLake = async () => told(await openPublished(lake.folder));
const AT_FIRST = { runs: ['run-1'], last: ['run-1'], tickets: ['as it is'] };
const AFTER_TWO = { runs: ['run-1', 'run-2'], last: ['run-2'], tickets: ['as it is'] };

/** In a copy that takes the place of the file, as the file itself is read-only. */
async function meddle(sql: string): Promise<void> {
  const copy = path.join(lake.folder, 'state', 'copy.duckdb');
  copyFileSync(file(), copy);
  chmodSync(copy, 0o644);
  const instance = await DuckDBInstance.create(copy);
  const connection = await instance.connect();
  await connection.run(sql);
  connection.closeSync();
  instance.closeSync();
  renameSync(copy, file());
}

/** What `npm test` runs. */
export function quick(): void {
  test('the database stays; the manifest names its last run, and readers are told of the others', async () => {
    expect(manifest().database).toEqual({ run_id: 'run-1' });
    const before = identity();
    await addRun('run-2');
    expect(await rewritten('run-2', LATER)).toEqual(['runs', 'sources']);
    expect(identity()).toBe(before);
    expect(manifest()).toMatchObject({ run_id: 'run-2', database: { run_id: 'run-1' } });
    expect(await ofDatabase()).toEqual(AT_FIRST);
    expect(await ofLake()).toEqual(AFTER_TWO);
    expect(await findings()).toEqual([]);
    await addRun('run-3', { mode: 'incremental' });
    expect(await rewritten('run-3', LATEST)).toEqual(['runs', 'sources']);
    expect(identity()).toBe(before);
    expect(await findings()).toEqual([]);
    expect((await statusOf(lake.folder)).runs.map(({ run_id }) => run_id)).toEqual(['run-3', 'run-2', 'run-1']);
  });

  test('the next run that finds something writes it anew', async () => {
    await addRun('run-2');
    await lake.publish('run-2', LATER);
    await lake.load([page('tickets', [ticket({ ticket_id: '1', subject: 'new' })], { receivedAt: LATEST })], 'run-3');
    await addRun('run-3');
    await lake.publish('run-3', LATEST);
    expect(manifest().database).toEqual({ run_id: 'run-3' });
    expect(await ofDatabase()).toEqual({ runs: ['run-1', 'run-2', 'run-3'], last: ['run-3'], tickets: ['new'] });
    expect(await ofLake()).toEqual(await ofDatabase());
  });

  test('a record that could not be read, and one that can be read again, are published though no ticket changed', async () => {
    await lake.working.run(
      `INSERT INTO rejects (source, stream, record_id, severity, reason, key, first_run_id)
       VALUES ('acme', 'tickets', '9', 'record', 'not_a_record', '9', 'run-2')`,
    );
    expect(await rewritten('run-2', LATER)).toEqual(['rejects']);
    await lake.working.run("UPDATE rejects SET reason = 'no_id'");
    expect(await rewritten('run-3', LATEST)).toEqual(['rejects']);
    await lake.working.run('DELETE FROM rejects');
    expect(await rewritten('run-4', LATEST)).toEqual(['rejects']);
    expect(await rewritten('run-5', LATEST)).toEqual([]);
  });

  test('it costs few statements', async () => {
    await addRun('run-2');
    await lake.publish('run-2', LATER);
    await addRun('run-3');
    const statements = jest.spyOn(DuckDBConnection.prototype, 'run');
    await lake.publish('run-3', LATEST);
    const asked = statements.mock.calls.map(([sql]) => sql);
    statements.mockRestore();
    expect({ n: asked.length, asked }).toEqual({ n: Math.min(asked.length, STATEMENTS), asked });
  });
}

/** What takes longer. */
export function slow(): void {
  test('a lake of an earlier version is read as it stands, and goes on', async () => {
    await addRun('run-2');
    await lake.publish('run-2', LATER);
    const { database: _, ...earlier } = manifest();
    writeFileSync(lake.working.places.manifest, JSON.stringify(earlier));
    expect(await ofLake()).toEqual(AT_FIRST);
    await lake.working.run("DELETE FROM meta WHERE key = 'unpublished'");
    await lake.working.run("UPDATE meta SET value = 'schema 15 sha256 0' WHERE key = 'published_file'");
    await addRun('run-3');
    expect(await rewritten('run-3', LATEST)).toEqual(['runs', 'sources']);
    expect(manifest().database).toEqual({ run_id: 'run-3' });
    expect(await findings()).toEqual([]);
  });

  test('a mart that a killed run changed is published by a run that finds nothing', async () => {
    await lake.load([page('tickets', [ticket({ ticket_id: '1', subject: 'new' })], { receivedAt: LATER })], 'run-2');
    await lake.buildAndLose('run-2', LATER);
    expect(await rewritten('run-3', LATEST)).toContain('tickets');
    expect(await ofDatabase()).toMatchObject({ tickets: ['new'] });
    expect(await findings()).toEqual([]);
  });

  test('every connection of a state that serve keeps is told of them, and each table is listed once', async () => {
    await addRun('run-2');
    await lake.publish('run-2', LATER);
    const snapshot = await takeSnapshot(lake.folder, path.join(lake.folder, 'kept'));
    const connection = await (await snapshot.reader()).connect();
    const rows = await connection.runAndReadAll('SELECT rowid, run_id FROM runs ORDER BY rowid');
    expect(rows.getRowsJS().map(([, id]) => id)).toEqual(['run-1', 'run-2']);
    connection.closeSync();
    await snapshot.close();
    const home = mkdtempSync(path.join(tmpdir(), 'ticketlake-home-'));
    writeFileSync(
      path.join(home, 'ticketlake.yaml'),
      `lake: ${lake.folder}\nsources:\n  acme:\n    vendor: notific\n    url: https://notific.example\n    key: abcdefgh12\n`,
    );
    for (const sql of ['SHOW TABLES', '/* which? */ show tables; -- all']) {
      const listed = await run(['query', sql, '--format', 'csv'], { cwd: home });
      expect(listed.stdout.split(/\r?\n/).filter((name) => name === 'runs')).toEqual(['runs']);
    }
    const counted = await run(['query', 'SELECT count(*) AS n FROM runs', '--format', 'csv'], { cwd: home });
    expect(counted.stdout.split(/\r?\n/)[1]).toBe('2');
  });

  test.each([
    ['a run that was killed and is closed', () => closeKilledRuns(lake.working)],
    ['an earlier run that goes', () => lake.working.run("DELETE FROM runs WHERE run_id = 'run-0'")],
    [
      'another zone of the source',
      () => {
        const [source] = lake.config.sources;
        lake.config = { ...lake.config, sources: [{ ...source!, timezone: 'Asia/Tokyo' }] };
        return Promise.resolve();
      },
    ],
  ])('what it says of earlier runs and of sources changes with it: %s', async (_what, change) => {
    await addRun('run-0', { finished_at: null, outcome: 'incomplete' });
    await addRun('run-1');
    await lake.publish('run-1', NOON);
    const before = identity();
    await change();
    await addRun('run-2');
    await lake.publish('run-2', LATER);
    expect(identity()).not.toBe(before);
    expect(manifest().database).toEqual({ run_id: 'run-2' });
    expect(await ofDatabase()).toEqual(await ofLake());
    expect(await findings()).toEqual([]);
  });

  test('files of a publication that was killed before its manifest are not mixed with it', async () => {
    const old = readFileSync(lake.working.places.manifest);
    await addRun('run-2');
    await lake.publish('run-2', LATER);
    const whole = readFileSync(lake.working.places.manifest);
    await addRun('run-3');
    await lake.publish('run-3', LATEST);
    for (const text of [old, whole]) {
      writeFileSync(lake.working.places.manifest, text);
      expect(await ofLake()).toEqual(AT_FIRST);
    }
  });

  test('verify notices a database that is not that of an earlier run', async () => {
    await addRun('run-2');
    await lake.publish('run-2', LATER);
    const good = readFileSync(file());
    for (const [change, finding] of [
      ['UPDATE runs SET requests = 7', 'its rows are not those of the Parquet files'],
      ["INSERT INTO runs SELECT * REPLACE ('run-1b' AS run_id) FROM runs", 'holds 2 rows, the Parquet files 1'],
      ["UPDATE sources SET url = 'https://elsewhere.example'", 'its rows are not those of the Parquet files'],
      ["UPDATE sources SET last_run_id = 'run-0'", 'names another last run of a source than its own runs'],
      ["UPDATE tickets SET subject = 'other'", 'its rows are not those of the Parquet files'],
    ] as const) {
      await meddle(change);
      expect([change, await findings()]).toEqual([change, [finding]]);
      rmSync(file());
      writeFileSync(file(), good);
    }
  });

  test('a file with one bit that flipped, of the same size and time, is written anew', async () => {
    const { atime, mtime } = statSync(file());
    const bytes = readFileSync(file());
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    rmSync(file());
    writeFileSync(file(), bytes);
    utimesSync(file(), atime, mtime);
    await addRun('run-2');
    await lake.publish('run-2', LATER);
    expect(readFileSync(file())).not.toEqual(bytes);
    expect(await ofDatabase()).toEqual(AFTER_TWO);
    expect(await findings()).toEqual([]);
  });

  test('so is a Parquet file', async () => {
    await addRun('run-2');
    const file = path.join(lake.working.places.parquet, 'tickets.parquet');
    const { atime, mtime } = statSync(file);
    const good = readFileSync(file);
    const bytes = Buffer.from(good);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    writeFileSync(file, bytes);
    utimesSync(file, atime, mtime);
    const rewritten = (await lake.publish('run-2', LATER)).filter((table) => table.rewritten).map(({ table }) => table);
    expect(rewritten.sort()).toEqual(['runs', 'sources', 'tickets']);
    // It says which run wrote it; all else is as it was.
    const anew = readFileSync(file, 'latin1').replaceAll('run-2', 'run-1');
    expect(Buffer.from(anew, 'latin1')).toEqual(good);
  });
}
