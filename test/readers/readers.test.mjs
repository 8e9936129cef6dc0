// Each reader against the manifest's rows, and against the first ticket as hyparquet reads it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { rowsIn } from '../first-hour/harness/parquet.mjs';
import { freePort, run, start } from '../n8n/harness/process.mjs';

const bin = fileURLToPath(new URL('../../etl/bin/ticketlake.js', import.meta.url));
const script = fileURLToPath(new URL('read_lake.py', import.meta.url));
const { folderOf, pythonIn } = createRequire(import.meta.url)('../../scripts/python-packages.js');
const [today, superset, oldest] = ['readers', 'superset', 'oldest-duckdb'].map((name) => pythonIn(folderOf(name)));
const env = { ...process.env, TZ: 'America/New_York' };

let folder, lake, config, rows, first;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ticketlake-readers-'));
  lake = join(folder, 'lake');
  config = join(lake, 'ticketlake.yaml');
  await ticketlake('demo', '--lake', lake, '--tickets', '60', '--quiet');
  const { files } = JSON.parse(readFileSync(join(lake, 'parquet/_manifest.json'), 'utf8'));
  rows = Object.fromEntries(files.map((file) => [file.table, file.rows]));
  const tickets = await rowsIn(join(lake, 'parquet'), 'tickets');
  first = tickets.sort((a, b) => (a.ticket_key < b.ticket_key ? -1 : 1))[0];
});
after(() => rmSync(folder, { recursive: true, force: true }));

async function ticketlake(...args) {
  const { code, stderr } = await run(process.execPath, [bin, ...args], { env });
  assert.equal(code, 0, stderr);
}

async function read(python, ...args) {
  const { code, stdout, stderr } = await run(python, [script, ...args], { env });
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

/** The first ticket as a reader should see it: instants in microseconds, the wall clock as text. */
function seen() {
  const wall = first.created_local
    .toISOString()
    .replace('T', ' ')
    .replace(/\.?0*Z$/, '');
  return [first.ticket_key, first.created_at.getTime() * 1000, wall, first.is_open];
}

for (const [name, python, reader] of [
  ['DuckDB of today, the database', today, 'duckdb_file'],
  ['DuckDB of today, Parquet', today, 'duckdb_parquet'],
  ['DuckDB 1.0, the database', oldest, 'duckdb_file'],
  ['DuckDB 1.0, Parquet', oldest, 'duckdb_parquet'],
  ['pandas, Parquet', today, 'pandas_parquet'],
  ['Polars, Parquet', today, 'polars_parquet'],
  ['pyarrow, Parquet', today, 'pyarrow_parquet'],
]) {
  test(`${name}: every row of every table, and times as they are`, async () => {
    const answer = await read(python, reader, lake);
    assert.deepEqual(answer.rows, rows, answer.version);
    assert.deepEqual(answer.first, seen(), answer.version);
  });
}

test('the whole folder as one table: pandas stops at its README, Polars at a column that other tables lack', async () => {
  assert.equal((await read(today, 'pandas_parquet', lake)).folder, 'refused');
  assert.equal((await read(today, 'polars_parquet', lake)).folder, 'refused');
});

test('Superset’s driver lists the tables, their columns, and draws by week', async () => {
  const answer = await read(superset, 'superset', lake);
  assert.deepEqual(answer.rows, rows);
  assert.equal(answer.weeks, rows.tickets);
  assert.deepEqual(answer.columns, { ticket_key: 'VARCHAR', created_local: 'TIMESTAMP', is_open: 'BOOLEAN' });
});

test('the service: JSON as Grafana asks, CSV, an Arrow stream, a file', async () => {
  const port = await freePort();
  const service = start(process.execPath, [bin, 'serve', '--config', config, '--port', String(port)], { env });
  try {
    for (let waited = 0; ; waited += 1) {
      const isUp = await fetch(`http://127.0.0.1:${port}/health`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (isUp) break;
      assert.ok(waited < 300 && !service.hasEnded(), service.output.stderr);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const answer = await read(today, 'service', lake, `http://127.0.0.1:${port}`);
    const { tickets } = rows;
    assert.deepEqual(answer.created, { json: tickets, csv: tickets, arrow: tickets, file: tickets });
    assert.deepEqual(answer.types, { csv: 'datetime64', arrow: 'date32[day]' });
  } finally {
    await service.end();
  }
});

test('who keeps the database open stays on the old rows until it is attached again', async () => {
  const child = spawn(today, [script, 'stays_open', lake], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { before: old } = JSON.parse((await lines.next()).value);
  // Another reporting zone changes every wall-clock time, without asking a service.
  writeFileSync(config, readFileSync(config, 'utf8').replace('timezone: UTC', 'timezone: Asia/Tokyo'));
  await ticketlake('replay', '--config', config, '--quiet');
  child.stdin.end('\n');
  const { still, again } = JSON.parse((await lines.next()).value);
  assert.equal(still, old);
  assert.notEqual(again, old);
});
