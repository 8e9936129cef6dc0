// Delta tables that a lake publishes, read by DuckDB, delta-rs and Polars of today and of earlier versions, and by
// ClickHouse and Spark where they are installed: every table, every way of local times, the version before and the one
// after, with and without partitions, after a change of columns, and after others put files together or changed rows.
// TICKETLAKE_READERS_FIGURES names a file to which what was compared is written, as a table for the documents.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { run } from '../n8n/harness/process.mjs';

const bin = fileURLToPath(new URL('../../etl/bin/ticketlake.js', import.meta.url));
const pathOf = (name) => fileURLToPath(new URL(name, import.meta.url));
const { folderOf, pythonIn } = createRequire(import.meta.url)('../../scripts/python-packages.js');
/** Large ones, which are installed by hand: `npm run python:setup clickhouse spark`. */
const LARGE = ['clickhouse', 'spark'].filter((name) => {
  const isThere = existsSync(pythonIn(folderOf(name)));
  if (!isThere) console.error(`SKIPPED: ${name} read no table; npm run python:setup ${name} installs it`);
  return isThere;
});
/** What reads, and which packages it is of. */
const READERS = [
  ...['duckdb', 'delta-rs', 'polars'].flatMap((reader) => ['delta', 'earlier-delta'].map((of) => ({ reader, of }))),
  ...LARGE.map((reader) => ({ reader, of: reader })),
];
/** Who else writes into the tables. */
const WRITERS = ['delta-rs', ...LARGE.filter((name) => name === 'spark')];
const NOW = 'delta';
/** They read some ways alone: each reading of Spark takes a minute. */
const FEW = new Set(['spark', 'earlier-delta']);
const figures = [];
const env = { ...process.env, TZ: 'America/New_York' };
const WAYS = [
  ['utc', 'source'],
  ['ntz', 'source'],
  ['none', 'source'],
  ['utc', 'none'],
  ['ntz', 'none'],
];

let folder, lake, first, config;
const versions = {};

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ticketlake-delta-'));
  lake = join(folder, 'lake');
  await ticketlake('demo', '--lake', lake, '--tickets', '60', '--quiet');
  config = join(lake, 'ticketlake.yaml');
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
after(() => {
  rmSync(folder, { recursive: true, force: true });
  const file = process.env.TICKETLAKE_READERS_FIGURES;
  if (file !== undefined) writeFileSync(file, figures.map((cells) => `| ${cells.join(' | ')} |\n`).join(''));
});

async function ticketlake(...args) {
  const { code, stdout, stderr } = await run(process.execPath, [bin, ...args], { env });
  assert.equal(code, 0, stderr);
  return stdout;
}

/** Of one look of a reader at all tables: Spark takes a minute for it on a free processor. */
const LIMIT_S = 900;

async function python(of, file, ...args) {
  const { code, stdout, stderr } = await run(pythonIn(folderOf(of)), [pathOf(file), ...args], {
    env,
    seconds: LIMIT_S,
  });
  assert.equal(code, 0, stderr);
  return stdout.trim().split('\n').at(-1);
}

/** Every row and value is what the lake's Parquet files hold. */
async function reads({ reader, of }, what, parquet, name, at) {
  const [localTimes] = name.split('-');
  const more = at === undefined ? [] : [JSON.stringify(at)];
  const found = JSON.parse(await python(of, 'read_delta.py', parquet, join(folder, name), localTimes, reader, ...more));
  assert.deepEqual(found.rows, rowsIn(parquet));
  const counts = Object.values(found.rows);
  const rows = counts.reduce((sum, count) => sum + count, 0);
  figures.push([`${reader} ${found.version}`, name.replace('-', ', '), what, counts.length, rows, `\`${found.hash}\``]);
}

function rowsIn(parquet) {
  const { files } = JSON.parse(readFileSync(join(parquet, '_manifest.json'), 'utf8'));
  const rows = {};
  for (const { table, rows: more } of files) rows[table] = (rows[table] ?? 0) + more;
  return rows;
}

/** DuckDB of that time reads the last version alone. */
const readsBefore = ({ reader, of }) => !(reader === 'duckdb' && of === 'earlier-delta');
const nameOf = ({ reader, of }) => `${of === 'earlier-delta' ? 'an earlier ' : ''}${reader}`;

for (const each of READERS)
  for (const [localTimes, by] of FEW.has(each.of) ? WAYS.slice(0, 2) : WAYS) {
    const name = `${localTimes}-${by}`;
    test(`${nameOf(each)} reads every table as the lake has it, local_times: ${localTimes}, partition_by: ${by}`, async () => {
      const present = join(lake, 'parquet');
      await reads(each, 'the last version', present, name);
      if (readsBefore(each)) await reads(each, 'the version before', first, name, versions[name]);
    });
  }

async function allRead(what, name) {
  for (const each of READERS) await reads(each, what, join(lake, 'parquet'), name);
}

test('after an erasing, which leaves no old version, all read the lake as it is', async () => {
  const sql = 'SELECT email FROM people WHERE email IS NOT NULL ORDER BY email LIMIT 1';
  const [{ email }] = JSON.parse(await ticketlake('query', '--config', config, '--format', 'json', sql));
  await ticketlake('erase', email, '--yes', '--config', config);
  await allRead('after an erasing', 'utc-source');
});

test('after a change of columns, with files that lack the new one', async () => {
  const { DuckDBInstance } = createRequire(bin)('@duckdb/node-api');
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const place = join(lake, 'parquet/_manifest.json');
  const manifest = JSON.parse(readFileSync(place, 'utf8'));
  for (const entry of manifest.files.filter(({ table }) => table === 'tickets')) {
    const file = join(lake, 'parquet', entry.path);
    await connection.run(
      `COPY (SELECT *, CASE WHEN source = (SELECT min(source) FROM '${file}') THEN 'b' END AS brand FROM '${file}')
       TO '${file}.new' (FORMAT parquet)`,
    );
    cpSync(`${file}.new`, file);
    rmSync(`${file}.new`);
    entry.bytes = statSync(file).size;
    entry.sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
  }
  connection.closeSync();
  manifest.published_at = new Date(Date.parse(manifest.published_at) + 1000).toISOString().replace('Z', '000Z');
  writeFileSync(place, JSON.stringify(manifest));
  await ticketlake('publish', '--config', config);
  for (const name of ['utc-source', 'ntz-none']) await allRead('a column more', name);
});

const tableOf = (name) => join(folder, name, 'tickets');
const count = async (where, at) => Number(await python(NOW, 'count_delta.py', tableOf('utc-source'), where, ...at));

for (const writer of WRITERS) {
  const others = (what) =>
    python(writer === 'spark' ? 'spark' : NOW, 'change_delta.py', writer, tableOf('utc-source'), what);

  test(`${writer} puts files together: all read the same rows, before and after the next publication`, async () => {
    const before = await count('version', []);
    await others('compact');
    assert.ok((await count('version', [])) > before);
    await allRead(`files put together by ${writer}`, 'utc-source');
    await ticketlake('publish', '--config', config);
    await allRead(`the next publication after ${writer}`, 'utc-source');
  });

  test(`${writer} changes and adds rows: verify names the table, and the next publication keeps what is not the lake's`, async () => {
    const before = await count('true', []);
    await others('change');
    await others('add');
    const changed = await count("subject = 'changed by others'", []);
    assert.ok(changed > 0);
    const at = await count('version', []);
    const verified = await run(process.execPath, [bin, 'verify', '--target', 'utc-source', '--config', config], {
      env,
    });
    assert.notEqual(verified.code, 0);
    assert.match(verified.stdout + verified.stderr, /tickets.*has other rows than the lake/);
    await ticketlake('publish', '--config', config);
    await ticketlake('verify', '--target', 'utc-source', '--config', config);
    assert.equal(await count("subject = 'changed by others'", []), 0);
    assert.equal(await count('true', []), before + 1);
    assert.equal(await count("source = 'theirs'", []), 1);
    // What was changed can still be read in the version in which it was.
    assert.equal(await count("subject = 'changed by others'", [String(at)]), changed);
    await python(NOW, 'change_delta.py', 'delta-rs', tableOf('utc-source'), 'remove');
    await allRead(`the next publication after ${writer} changed rows`, 'utc-source');
  });
}
