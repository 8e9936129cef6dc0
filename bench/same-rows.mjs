// node bench/same-rows.mjs BEFORE [AFTER]: whether two builds make the same rows of the same raw pages. The demo of the
// build BEFORE exports the five simulators; then both builds replay its pages, and every stored row and value and every
// published one is compared. Says what differs, and ends with 1 where anything does.
import { fork } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';

const require = createRequire(path.join(import.meta.dirname, '../etl/package.json'));
const { DuckDBInstance } = require('@duckdb/node-api');

const [before, after = path.join(import.meta.dirname, '../etl/dist')] = process.argv
  .slice(2)
  .map((dir) => path.resolve(dir));
if (before === undefined) {
  process.stderr.write('usage: node bench/same-rows.mjs BEFORE [AFTER], two builds of the exporter\n');
  process.exit(2);
}
const TICKETS = process.env.TICKETS ?? '200';
/** What names the run or the program, and not what a page says. */
const OWN = new Set(['hash', 'run_id', 'extracted_at', 'first_run_id', 'last_run_id', 'last_run_at']);
/** Bookkeeping of runs and publications, and what is published, which is compared in its own file. */
const NOT_STORED =
  /^(?:[km]_.*|mart_columns|unpublished_tickets|runs|publications|meta|dirty|quota_spent|known_people|open_days)$/;

function ticketlake(dist, folder, ...args) {
  return new Promise((resolve, reject) => {
    const child = fork(path.join(dist, 'etl/src/cli/main.js'), args, { cwd: folder, silent: true });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (said += piece));
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${args.join(' ')} ended with ${code}: ${said}`));
    });
  });
}

/** Rows that only one of the two has, of each table. */
async function differencesOf(fileBefore, fileAfter, isCompared) {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const rows = async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJson();
  for (const [name, file] of Object.entries({ a: fileBefore, b: fileAfter }))
    await connection.run(`ATTACH '${file}' AS ${name} (READ_ONLY)`);
  const columnsOf = async (database) => {
    const found = await rows(
      `SELECT table_name AS t, column_name AS c FROM duckdb_columns() WHERE database_name = '${database}' AND NOT internal ORDER BY ALL`,
    );
    const tables = new Map();
    for (const { t, c } of found) tables.set(t, [...(tables.get(t) ?? []), ...(OWN.has(c) ? [] : [c])]);
    return tables;
  };
  const [tables, others] = [await columnsOf('a'), await columnsOf('b')];
  const found = [];
  let compared = 0;
  for (const table of new Set([...tables.keys(), ...others.keys()])) {
    if (!isCompared(table)) continue;
    const columns = (tables.get(table) ?? []).map((column) => `"${column}"`).join(', ');
    if (columns !== (others.get(table) ?? []).map((column) => `"${column}"`).join(', ')) {
      found.push(`${table}: other columns`);
      continue;
    }
    const all = (database) => `SELECT ${columns} FROM ${database}."${table}"`;
    const only = (one, other) => rows(`${all(one)} EXCEPT ALL ${all(other)}`);
    const [lost, added, [{ n }]] = [
      await only('a', 'b'),
      await only('b', 'a'),
      await rows(`SELECT count(*)::INTEGER AS n FROM a."${table}"`),
    ];
    compared += n;
    if (lost.length + added.length > 0)
      found.push(
        `${table}: ${lost.length} only before, as ${JSON.stringify(lost[0])}; ${added.length} only after, as ${JSON.stringify(added[0])}`,
      );
  }
  connection.closeSync();
  instance.closeSync();
  return { found, compared };
}

const folder = mkdtempSync(path.join(tmpdir(), 'same-rows-'));
const [a, b] = [path.join(folder, 'before'), path.join(folder, 'after')];
try {
  await ticketlake(before, folder, 'demo', '--lake', a, '--tickets', TICKETS, '--no-progress');
  cpSync(a, b, { recursive: true });
  await ticketlake(before, a, 'replay', '--no-progress');
  await ticketlake(after, b, 'replay', '--no-progress');
  const inLake = (lake, file) => path.join(lake, file);
  const stored = await differencesOf(
    inLake(a, 'state/working.duckdb'),
    inLake(b, 'state/working.duckdb'),
    (table) => !NOT_STORED.test(table),
  );
  const published = await differencesOf(
    inLake(a, 'ticketlake.duckdb'),
    inLake(b, 'ticketlake.duckdb'),
    (table) => table !== 'runs',
  );
  for (const [what, { found, compared }] of Object.entries({ stored, published })) {
    process.stdout.write(`${what}: ${compared} rows, ${found.length === 0 ? 'no difference' : 'different'}\n`);
    for (const difference of found) process.stdout.write(`  ${difference}\n`);
  }
  process.exitCode = stored.found.length + published.found.length > 0 ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true });
}
