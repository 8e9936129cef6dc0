// A reader in a process of its own, as Power BI is one: opens what is published, again and again, and checks that each
// state is whole: every ticket of it was written by the same run, in DuckDB as in each Parquet file.
import { DuckDBInstance } from '@duckdb/node-api';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

const lake = process.argv[2];
let rounds = 0;
let stopped = false;
process.on('message', () => {
  stopped = true;
});

async function subjects(file, sql) {
  const instance = await DuckDBInstance.create(file, file === ':memory:' ? {} : { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  const rows = (await connection.runAndReadAll(sql)).getRowObjectsJS();
  connection.closeSync();
  instance.closeSync();
  return rows;
}

const COUNTS = 'SELECT subject, count(*)::INTEGER AS tickets FROM';

function problemOf(rows) {
  if (rows.length === 0) return undefined;
  const [{ subject, tickets }] = rows;
  if (rows.length > 1) return `two runs in one state: ${JSON.stringify(rows)}`;
  return tickets === 50 * Number(subject.slice(4)) ? undefined : `${tickets} tickets of ${subject}`;
}

while (!stopped) {
  let problem;
  try {
    // DuckDB opens a Parquet file once for its columns and again for its rows: it gets a copy, read in one go.
    const parquet = path.join(lake, 'copy.parquet');
    await writeFile(parquet, await readFile(path.join(lake, 'parquet', 'tickets.parquet')));
    problem =
      problemOf(await subjects(path.join(lake, 'ticketlake.duckdb'), `${COUNTS} tickets GROUP BY subject`)) ??
      problemOf(await subjects(':memory:', `${COUNTS} read_parquet('${parquet}') GROUP BY subject`));
  } catch (error) {
    problem = String(error);
  }
  rounds += 1;
  process.send({ rounds, problem });
  await new Promise((resolve) => setTimeout(resolve, 5));
}
process.disconnect();
