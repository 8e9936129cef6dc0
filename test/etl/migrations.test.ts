/** A lake of another version: an older one is brought up to date as a whole or not at all, others are left alone. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { lakePaths, openWorkingDatabase } from '../../etl/src/store/database';
import type { WorkingDatabase } from '../../etl/src/store/database';
import { STATE_VERSION, metaValue, prepareTables, stateVersion } from '../../etl/src/store/ddl';
import type { Migration } from '../../etl/src/store/migrations';
import { textIn } from '../../etl/src/store/row';
import { AS_VERSION_1, AS_VERSION_2, AS_VERSION_3, AS_VERSION_4 } from '../support/older-state';
import { run } from '../support/terminal';
import { page, ticket } from '../support/tiny-vendor';
import { TestLake } from '../support/working-lake';

let lake: string;
beforeEach(() => {
  lake = mkdtempSync(path.join(tmpdir(), 'ticketlake-migrations-'));
});
afterEach(() => {
  rmSync(lake, { recursive: true, force: true });
});

const working = () => lakePaths(lake).working;

/** A lake whose working database is what these statements make of a new one. */
async function lakeOf(...statements: string[]): Promise<void> {
  const made = await openWorkingDatabase(lake);
  for (const statement of statements) await made.run(statement);
  await made.close();
}

async function inLake<T>(look: (opened: WorkingDatabase) => Promise<T>): Promise<T> {
  const opened = await openWorkingDatabase(lake);
  try {
    return await look(opened);
  } finally {
    await opened.close();
  }
}

const columnsOf = (opened: WorkingDatabase, table: string) =>
  opened.all(`DESCRIBE ${table}`, undefined, (row) => textIn(row, 'column_name'));
const tablesOf = (opened: WorkingDatabase) => opened.all('SHOW TABLES', undefined, (row) => textIn(row, 'name'));

/** Versions of the future: each step makes a table. */
const step = (from: number): Migration => ({
  from,
  apply: (session) => session.run(`CREATE TABLE made_from_${from}(i INTEGER)`),
});

test('a new lake is of the present version', async () => {
  expect(await inLake((opened) => metaValue(opened, 'state_version'))).toBe(String(STATE_VERSION));
});

test('a lake of version 1 is brought up to date when it is opened, and keeps its rows', async () => {
  await lakeOf(
    ...AS_VERSION_1,
    "INSERT INTO stream_state (source, stream, since) VALUES ('acme', 'tickets', '2020-01-01')",
  );
  for (let times = 0; times < 2; times += 1) {
    await inLake(async (opened) => {
      expect(await stateVersion(opened)).toBe(STATE_VERSION);
      expect(await columnsOf(opened, 'stream_state')).toContain('projects');
      expect(
        await opened.all('SELECT source, stream, since, projects FROM stream_state', undefined, (row) => row),
      ).toEqual([{ source: 'acme', stream: 'tickets', since: '2020-01-01', projects: null }]);
    });
  }
});

test('a lake of version 2 keeps its custom values: those written as days become days', async () => {
  await lakeOf(
    ...AS_VERSION_2,
    `INSERT INTO w_custom_values (field_id, value_text, value_at) VALUES ('day', '2026-03-04', '2026-03-04 00:00:00Z'),
       ('time', '2026-03-04T10:00:00Z', '2026-03-04 10:00:00Z'), ('text', '2026-03-04', NULL)`,
  );
  await inLake(async (opened) => {
    const values = await opened.all(
      'SELECT field_id, value_at::VARCHAR AS at, value_date::VARCHAR AS date FROM w_custom_values ORDER BY field_id',
      undefined,
      (row) => row,
    );
    expect(values).toEqual([
      { field_id: 'day', at: null, date: '2026-03-04' },
      { field_id: 'text', at: null, date: null },
      { field_id: 'time', at: '2026-03-04 10:00:00+00', date: null },
    ]);
  });
});

test('tickets of version 4 say nothing of who entered them, and do not count as changed for it', async () => {
  const older = await TestLake.open();
  lake = older.folder;
  try {
    const pages = [
      page('tickets', [ticket({ ticket_id: '1', creator_id: '7', creator_name: 'Ana' }), ticket({ ticket_id: '2' })]),
    ];
    await older.load(pages);
    for (const statement of AS_VERSION_4) await older.working.run(statement);
    await older.reopen();
    const creators = () =>
      older.working.all('SELECT ticket_id, creator_name FROM w_tickets ORDER BY ALL', undefined, (row) => row);
    expect(await creators()).toEqual([
      { ticket_id: '1', creator_name: null },
      { ticket_id: '2', creator_name: null },
    ]);
    expect((await older.load(pages)).get('tickets')).toMatchObject({ rows_changed: 1, rows_unchanged: 1 });
    expect(await creators()).toEqual([
      { ticket_id: '1', creator_name: 'Ana' },
      { ticket_id: '2', creator_name: null },
    ]);
  } finally {
    await older.close();
  }
});

const kept = (version: number) => path.join(path.dirname(working()), `working.v${version}.duckdb`);

test('what an older version wrote is kept as it was until something is published', async () => {
  const older = await TestLake.open();
  lake = older.folder;
  try {
    await older.load([page('tickets', [ticket({ ticket_id: '1' })])]);
    for (const statement of AS_VERSION_3) await older.working.run(statement);
    for (let times = 0; times < 2; times += 1) {
      await older.reopen();
      expect(existsSync(kept(3))).toBe(true);
    }
    // What an older program would open in its place.
    const instance = await DuckDBInstance.create(kept(3), { access_mode: 'READ_ONLY' });
    const connection = await instance.connect();
    const reader = await connection.runAndReadAll(
      "SELECT value, (SELECT count(*)::INTEGER FROM w_tickets) AS n FROM meta WHERE key = 'state_version'",
    );
    expect(reader.getRowObjectsJS()).toEqual([{ value: '3', n: 1 }]);
    connection.closeSync();
    instance.closeSync();
    await older.publish();
    expect(readdirSync(path.dirname(working())).filter((name) => name.startsWith('working.v'))).toEqual([]);
  } finally {
    await older.close();
  }
});

test('steps are taken in the order of the versions, each once, and only those that are needed', async () => {
  await inLake(async (opened) => {
    const taken: number[] = [];
    const counted = [STATE_VERSION + 2, STATE_VERSION, STATE_VERSION + 1, STATE_VERSION - 1].map((from) => ({
      from,
      apply: async (): Promise<void> => {
        taken.push(from);
      },
    }));
    const prepare = (version: number) => opened.transaction((session) => prepareTables(session, version, counted));
    await prepare(STATE_VERSION + 2);
    expect(taken).toEqual([STATE_VERSION, STATE_VERSION + 1]);
    await prepare(STATE_VERSION + 2);
    expect(taken).toHaveLength(2);
    await prepare(STATE_VERSION + 3);
    expect(taken).toEqual([STATE_VERSION, STATE_VERSION + 1, STATE_VERSION + 2]);
    expect(await stateVersion(opened)).toBe(STATE_VERSION + 3);
  });
});

test('a step that fails takes those before it back', async () => {
  await inLake(async (opened) => {
    const failing: Migration = { from: STATE_VERSION + 1, apply: () => Promise.reject(new Error('no')) };
    const prepare = opened.transaction((session) =>
      prepareTables(session, STATE_VERSION + 2, [step(STATE_VERSION), failing]),
    );
    await expect(prepare).rejects.toThrow('no');
    expect(await tablesOf(opened)).not.toContain(`made_from_${STATE_VERSION}`);
    expect(await stateVersion(opened)).toBe(STATE_VERSION);
  });
});

test('a run that is killed between two steps leaves the lake as it was', async () => {
  const copy = path.join(lake, 'as-killed.duckdb');
  await inLake(async (opened) => {
    /** What stands on the disk at this moment is what a kill would leave. */
    const killed: Migration = {
      from: STATE_VERSION + 1,
      apply: async () => {
        copyFileSync(working(), copy);
        if (existsSync(`${working()}.wal`)) copyFileSync(`${working()}.wal`, `${copy}.wal`);
      },
    };
    await opened.transaction((session) => prepareTables(session, STATE_VERSION + 2, [step(STATE_VERSION), killed]));
    expect(await stateVersion(opened)).toBe(STATE_VERSION + 2);
  });
  rmSync(path.dirname(working()), { recursive: true });
  mkdirSync(path.dirname(working()));
  copyFileSync(copy, working());
  if (existsSync(`${copy}.wal`)) copyFileSync(`${copy}.wal`, `${working()}.wal`);
  await inLake(async (opened) => {
    expect(await stateVersion(opened)).toBe(STATE_VERSION);
    expect(await tablesOf(opened)).not.toContain(`made_from_${STATE_VERSION}`);
  });
});

test.each([
  [
    'a newer one',
    "UPDATE meta SET value = '99' WHERE key = 'state_version'",
    'newer_schema',
    /newer Ticketlake \(state version 99/,
  ],
  [
    'one that does not say its version',
    "DELETE FROM meta WHERE key = 'state_version'",
    'unknown_schema',
    /does not say/,
  ],
  [
    'one whose version is no number',
    "UPDATE meta SET value = 'two' WHERE key = 'state_version'",
    'unknown_schema',
    /does not say/,
  ],
  ['one that is none of ours', 'DROP TABLE meta', 'unknown_schema', /does not say/],
])('%s is refused, and no byte of it is changed', async (_what, statement, code, message) => {
  await lakeOf(statement);
  const before = readFileSync(working());
  await expect(openWorkingDatabase(lake)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  expect(readFileSync(working()).equals(before)).toBe(true);
});

test('a version that no step leads on from is refused', async () => {
  await inLake(async (opened) => {
    const prepare = opened.transaction((session) => prepareTables(session, STATE_VERSION + 1, []));
    await expect(prepare).rejects.toMatchObject({ code: 'unknown_schema' });
  });
});

test('an export into a newer lake says what to do, and exits with 2', async () => {
  await lakeOf("UPDATE meta SET value = '99' WHERE key = 'state_version'");
  writeFileSync(
    path.join(lake, 'ticketlake.yaml'),
    'lake: .\nsources: { acme: { vendor: notific, url: "http://127.0.0.1:9", key: k } }\n',
  );
  const { exitCode, stderr } = await run(['export', '--no-progress'], { cwd: lake });
  expect(exitCode).toBe(2);
  expect(stderr).toContain('error: the working database was written by a newer Ticketlake');
  expect(stderr).toContain('Use the newer version, or another lake folder. Nothing was changed.');
});

test('a file that is no database is refused as unreadable', async () => {
  mkdirSync(path.dirname(working()), { recursive: true });
  writeFileSync(working(), 'x'.repeat(5000));
  await expect(openWorkingDatabase(lake)).rejects.toMatchObject({ code: 'unreadable' });
});
