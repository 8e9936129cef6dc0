// Delta tables that a lake publishes, read by DuckDB, delta-rs and Polars, and by ClickHouse and Spark where they are
// installed: every table, every way of local times, the version before and the one after, with and without partitions.
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { run } from '../n8n/harness/process.mjs';

const bin = fileURLToPath(new URL('../../etl/bin/ticketlake.js', import.meta.url));
const script = fileURLToPath(new URL('read_delta.py', import.meta.url));
const { folderOf, pythonIn } = createRequire(import.meta.url)('../../scripts/python-packages.js');
/** Large ones, which are installed by hand: `npm run python:setup clickhouse spark`. */
const LARGE = ['clickhouse', 'spark'].filter((name) => {
  const isThere = existsSync(pythonIn(folderOf(name)));
  if (!isThere) console.error(`SKIPPED: ${name} read no table; npm run python:setup ${name} installs it`);
  return isThere;
});
const pythonOf = (reader) => pythonIn(folderOf(LARGE.includes(reader) ? reader : 'delta'));
const env = { ...process.env, TZ: 'America/New_York' };
const WAYS = [
  ['utc', 'source'],
  ['ntz', 'source'],
  ['none', 'source'],
  ['utc', 'none'],
  ['ntz', 'none'],
];

let folder, lake, first;
const versions = {};

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ticketlake-delta-'));
  lake = join(folder, 'lake');
  await ticketlake('demo', '--lake', lake, '--tickets', '60', '--quiet');
  const config = join(lake, 'ticketlake.yaml');
  const targets = WAYS.map(
    ([localTimes, by]) =>
      `  - { to: ../${localTimes}-${by}, name: ${localTimes}-${by}, format: delta, local_times: ${localTimes}, partition_by: ${by} }\n`,
  );
  const text = readFileSync(config, 'utf8');
  writeFileSync(config, `${text.trimEnd()}\nlake_id: demo\npublish:\n${targets.join('')}`);
  await ticketlake('publish', '--config', config);
  first = join(folder, 'first');
  cpSync(join(lake, 'parquet'), first, { recursive: true });
  for (const [localTimes, by] of WAYS) {
    const current = JSON.parse(readFileSync(join(folder, `${localTimes}-${by}/_ticketlake/demo/current.json`), 'utf8'));
    const tables = Object.entries(current.tables).map(([name, { version }]) => [name, version]);
    versions[`${localTimes}-${by}`] = Object.fromEntries(tables);
  }
  // Every local time changes, and no service is asked.
  const changed = readFileSync(config, 'utf8').replace(/^timezone: .*\n/m, '');
  writeFileSync(config, `${changed}timezone: Asia/Tokyo\n`);
  await ticketlake('replay', '--config', config);
});
after(() => rmSync(folder, { recursive: true, force: true }));

async function ticketlake(...args) {
  const { code, stderr } = await run(process.execPath, [bin, ...args], { env });
  assert.equal(code, 0, stderr);
}

async function read(parquet, name, reader, at) {
  const [localTimes] = name.split('-');
  const args = [
    script,
    parquet,
    join(folder, name),
    localTimes,
    reader,
    ...(at === undefined ? [] : [JSON.stringify(at)]),
  ];
  const { code, stdout, stderr } = await run(pythonOf(reader), args, { env });
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

function rowsIn(parquet) {
  const { files } = JSON.parse(readFileSync(join(parquet, '_manifest.json'), 'utf8'));
  const rows = {};
  for (const { table, rows: more } of files) rows[table] = (rows[table] ?? 0) + more;
  return rows;
}

const READERS = ['duckdb', 'delta-rs', 'polars', ...LARGE];

for (const reader of READERS)
  for (const [localTimes, by] of reader === 'spark' ? WAYS.slice(0, 2) : WAYS) {
    const name = `${localTimes}-${by}`;
    test(`${reader} reads every table as the lake has it, local_times: ${localTimes}, partition_by: ${by}`, async () => {
      const present = join(lake, 'parquet');
      assert.deepEqual(await read(present, name, reader), rowsIn(present));
      assert.deepEqual(await read(first, name, reader, versions[name]), rowsIn(first));
    });
  }

test('after an erasing, which leaves no old version, all read the lake as it is', async () => {
  const { code, stdout, stderr } = await run(
    process.execPath,
    [
      bin,
      'query',
      '--config',
      join(lake, 'ticketlake.yaml'),
      '--format',
      'json',
      'SELECT email FROM people WHERE email IS NOT NULL ORDER BY email LIMIT 1',
    ],
    { env },
  );
  assert.equal(code, 0, stderr);
  const [{ email }] = JSON.parse(stdout);
  await ticketlake('erase', email, '--yes', '--config', join(lake, 'ticketlake.yaml'));
  const present = join(lake, 'parquet');
  for (const reader of READERS) assert.deepEqual(await read(present, 'utc-source', reader), rowsIn(present));
});
