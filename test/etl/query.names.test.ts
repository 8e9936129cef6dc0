/** What SQL may name: over all that the running DuckDB brings along, nothing tells paths, settings or variables. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { DuckDBInstance } from '@duckdb/node-api';
import type { PublishedReader } from '../../etl/src/store/database';
import { readerOf } from '../../etl/src/store/database';
import { REFUSED_FUNCTIONS } from '../../etl/src/query/allowed-names';
import { runStatement } from '../../etl/src/query/statement';
import { newLake } from '../support/lake';

const CANARY = 'folder-of-the-canary';
/** Of 333 MB, as DuckDB writes it. */
const MEMORY = '317.5 MiB';
const FUNCTION_LIST = path.join(__dirname, 'query.names.functions.txt');

let reader: PublishedReader;
let connection: DuckDBConnection;

beforeAll(async () => {
  const file = path.join(newLake(), 'ticketlake.duckdb');
  const instance = await DuckDBInstance.create(file);
  const writing = await instance.connect();
  await writing.run('CREATE TABLE tickets (subject VARCHAR)');
  writing.closeSync();
  instance.closeSync();
  reader = await readerOf(file, { memoryLimit: '333MB', mayWrite: path.join(newLake(), CANARY, 'result.part') });
  ({ connection } = reader);
});
afterAll(() => reader.close());

/** The rows as text, or null where the statement is refused or fails. */
async function answerTo(sql: string): Promise<string | null> {
  try {
    const result = await runStatement(connection, sql);
    return String(JSON.stringify(await result.getRowsJson()));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    expect(error.message).not.toContain(CANARY);
    return null;
  }
}

async function columnOf(sql: string): Promise<string[]> {
  const read = await connection.runAndReadAll(sql);
  return read.getRowsJS().map(([name]) => String(name));
}

const tells = (text: string | null): boolean =>
  text !== null && (text.includes(CANARY) || text.includes(MEMORY) || text.includes('ticketlake.duckdb'));

test('the oracle sees what an unguarded connection tells', async () => {
  const [paths] = await columnOf("SELECT current_setting('allowed_paths')::VARCHAR");
  const files = await columnOf('SELECT path FROM duckdb_databases()');
  expect([tells(String(paths)), files.some(tells)]).toEqual([true, true]);
});

test('no view that DuckDB brings along tells of the machine, in any spelling', async () => {
  const views = await columnOf(`SELECT schema_name || '.' || view_name FROM duckdb_views() WHERE internal`);
  expect(views.length).toBeGreaterThan(40);
  for (const view of views) {
    const name = view.slice(view.indexOf('.') + 1);
    for (const sql of [`FROM ${view}`, `FROM system.${view}`, `TABLE "${name.toUpperCase()}"`, `SUMMARIZE ${view}`])
      expect([sql, tells(await answerTo(sql))]).toEqual([sql, false]);
  }
});

test('no table function tells of the machine', async () => {
  const names = await columnOf(
    "SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type IN ('table', 'table_macro', 'pragma')",
  );
  expect(names.length).toBeGreaterThan(100);
  for (const name of names)
    for (const sql of [`FROM ${name}()`, `FROM ${name}('pg_settings')`, `PRAGMA ${name}`, `FROM ${name}`])
      expect([sql, tells(await answerTo(sql))]).toEqual([sql, false]);
});

test('no function of values tells of the machine', async () => {
  const calls = await columnOf(`
    SELECT DISTINCT '"' || function_name || '"(' ||
      array_to_string(list_transform(parameter_types, lambda t: '''allowed_paths'''), ', ') || ')'
    FROM duckdb_functions()
    WHERE function_type IN ('scalar', 'macro') AND len(parameters) <= 2 AND NOT starts_with(function_name, 'icu_')
      AND len(list_filter(parameter_types, lambda t: coalesce(t, 'ANY') NOT IN ('VARCHAR', 'ANY', 'T', 'JSON'))) = 0`);
  expect(calls).toContain(`"current_setting"('allowed_paths')`);
  for (const call of calls)
    expect([call, tells(await answerTo(`SELECT ${call}::VARCHAR AS x`))]).toEqual([call, false]);
});

/** A new version of DuckDB brings new functions: look at each, refuse it or write it on the list. */
test('each function of values was judged', async () => {
  const known = readFileSync(FUNCTION_LIST, 'utf8').trim().split('\n');
  const present = await columnOf(`
    SELECT DISTINCT function_name FROM duckdb_functions()
    WHERE function_type IN ('scalar', 'macro', 'aggregate') AND NOT starts_with(function_name, 'icu_collate_')`);
  const judged = new Set([...known, ...REFUSED_FUNCTIONS]);
  expect(present.filter((name) => !judged.has(name))).toEqual([]);
});

test.each([
  'FROM pragma_database_list',
  'FROM pg_catalog.pg_settings',
  'FROM "PG_Settings"',
  'SELECT (SELECT count(*) FROM pg_settings)',
  'WITH x AS (FROM duckdb_databases) FROM x',
  "FROM query_table('pg_settings')",
  "FROM query_table(['tickets', 'duckdb_databases'])",
  "SELECT current_setting('allowed_directories')",
  "SELECT system.main.CURRENT_SETTING('allowed_paths')",
  "SELECT ('allowed_paths').current_setting()",
  "SELECT list_transform(['allowed_paths'], lambda s: current_setting(s))",
  "SELECT * REPLACE (current_setting('memory_limit') AS subject) FROM tickets",
  "SELECT 1 ORDER BY current_setting('memory_limit')",
  "SELECT 1 LIMIT (SELECT length(current_setting('memory_limit')))",
  "FROM tickets QUALIFY max(current_setting('memory_limit')) OVER () = ''",
  "EXPLAIN SELECT current_setting('memory_limit')",
  "SELECT json_serialize_plan('SELECT current_setting(''memory_limit'')', optimize := true)",
  "SELECT getvariable('x')",
  'SELECT current_query()',
  'SHOW DATABASES',
  'DESCRIBE pg_settings',
])('%s is refused', async (sql) => {
  await expect(runStatement(connection, sql)).rejects.toThrow(/cannot be (?:called|read|run|checked)/);
});

test.each([
  'FROM tickets',
  'SHOW TABLES',
  'SHOW ALL TABLES',
  'FROM information_schema.columns',
  'FROM duckdb_tables()',
  'SELECT version(), now(), random(), current_date',
  'WITH names AS (SELECT 1) FROM names',
])('%s is answered', async (sql) => {
  expect(await answerTo(sql)).not.toBeNull();
});

test('a name that is not there is said in the words of DuckDB, with the nearest one', async () => {
  await expect(runStatement(connection, 'FROM tickts')).rejects.toThrow(/Did you mean "tickets"/);
});
