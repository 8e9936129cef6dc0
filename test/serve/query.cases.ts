/** SQL over HTTP, in processes that can be killed: what reads is answered, what writes, reaches out or never ends is not. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { tableFromIPC } from 'apache-arrow';
import { parquetReadObjects } from 'hyparquet';
import type { Config } from '../../etl/src/config/config';
import type { QueryAnswer } from '../../etl/src/serve/answers';
import type { PoolOptions } from '../../etl/src/serve/query/pool';
import { compiledFile, useCompiledExporter } from '../support/child-run';
import { configOf, exportOnce, newLake } from '../support/lake';
import { ScriptedService } from '../support/scripted-service';
import { TOKEN, openService, serve } from '../support/service';
import type { Answer, RunningService } from '../support/service';
import { ticket } from '../support/tiny-vendor';
import { quickly, slowly } from '../support/test-profile';

useCompiledExporter();
const scripted = new ScriptedService();
let config: Config;
let service: RunningService;

beforeAll(async () => {
  await scripted.start();
  scripted.serve(
    Array.from({ length: 25 }, (_, at) =>
      ticket({ ticket_id: String(at), subject: `s${at}`, created_at: '2026-01-01T00:00:00.000001Z' }),
    ),
  );
  config = configOf(newLake(), [scripted.source()]);
  await exportOnce(config);
  service = await openService(config, { query: { script: SCRIPT } });
});
afterAll(async () => {
  await service.close();
  await scripted.stop();
});

const SCRIPT = compiledFile('etl/src/serve/query/process.ts');

const newService = (query: PoolOptions): Promise<RunningService> =>
  serve(config, { query: { script: SCRIPT, ...query } });

const post = (service: RunningService, body: object, accept?: string): Promise<Answer> =>
  service.ask('/api/query', { method: 'POST', body, ...(accept === undefined ? {} : { headers: { accept } }) });

const errorOf = (answer: Answer) => answer.json<{ error: { code: string; message: string } }>().error;

quickly.each([
  'FROM enable_logging()',
  'SELECT * FROM CHECKPOINT()',
  'WITH x AS (FROM force_checkpoint()) FROM x',
  "FROM query('FROM enable_logging()')",
  'SELECT (SELECT count(*) FROM duckdb_settings())',
  'EXPLAIN ANALYZE FROM disable_logging()',
  '/* EXPLAIN */ EXPLAIN (FORMAT json) FROM enable_profiling()',
  'SUMMARIZE (FROM truncate_duckdb_logs())',
  "FROM tickets, LATERAL (FROM json_execute_serialized_sql('{}'))",
  'FROM pragma_database_list',
  'FROM pg_catalog.pg_settings',
  "SELECT current_setting('allowed_directories')",
])('what tells of the machine or changes something is refused: %s', async (sql) => {
  const answer = await post(service, { sql });
  expect(answer.status).toBe(400);
  expect(errorOf(answer).message).toMatch(/cannot be (?:called|checked|read)/);
});

quickly.each([
  'FROM range(3)',
  'DESCRIBE tickets',
  'SUMMARIZE tickets',
  'SHOW TABLES',
  'EXPLAIN FROM tickets',
  'FROM duckdb_columns()',
])('what only reads is answered: %s', async (sql) => {
  expect((await post(service, { sql })).status).toBe(200);
});

quickly('rows as JSON, with columns, types, and whether there were more', async () => {
  const answer = await post(service, {
    sql: 'SELECT ticket_id, created_at, is_open FROM tickets WHERE subject = $subject AND comment_count = $none; -- one',
    params: { subject: 's7', none: 0 },
  });
  expect(answer.json<QueryAnswer>()).toEqual({
    columns: [
      { name: 'ticket_id', type: 'VARCHAR' },
      { name: 'created_at', type: 'TIMESTAMP WITH TIME ZONE' },
      { name: 'is_open', type: 'BOOLEAN' },
    ],
    rows: [{ ticket_id: '7', created_at: '2026-01-01T00:00:00.000001Z', is_open: true }],
    row_count: 1,
    truncated: false,
    limit: 10_000,
  });
  const cut = (await post(service, { sql: 'FROM tickets', limit: 10 })).json<QueryAnswer>();
  expect([cut.rows.length, cut.row_count, cut.truncated, cut.limit]).toEqual([10, 10, true, 10]);
  const exact = (await post(service, { sql: 'FROM tickets', limit: 25 })).json<QueryAnswer>();
  expect([exact.row_count, exact.truncated]).toEqual([25, false]);
  const none = (await post(service, { sql: 'FROM tickets WHERE false' })).json<QueryAnswer>();
  expect([none.rows, none.row_count]).toEqual([[], 0]);
  const positions = await post(service, {
    sql: 'SELECT ? + 1 AS n, ? AS t, ? AS f, ? AS x',
    params: [9007199254740991, 'a', true, null],
  });
  expect(positions.json<QueryAnswer>().rows).toEqual([{ n: '9007199254740992', t: 'a', f: true, x: null }]);
  for (const sql of ['DESCRIBE tickets', 'SHOW TABLES', 'SUMMARIZE tickets', 'EXPLAIN SELECT 1'])
    expect([sql, (await post(service, { sql })).status]).toEqual([sql, 200]);
});

quickly('every format, as asked for or as accepted, with the figures in headers', async () => {
  const sql = 'SELECT ticket_id FROM tickets ORDER BY ticket_id::INTEGER';
  const figures = { 'ticketlake-rows': '3', 'ticketlake-truncated': 'true', 'ticketlake-limit': '3' };
  const csv = await post(service, { sql, format: 'csv', limit: 3 });
  expect([csv.text, csv.headers]).toEqual(['ticket_id\r\n0\r\n1\r\n2\r\n', expect.objectContaining(figures)]);
  const ndjson = await post(service, { sql, limit: 3 }, 'application/x-ndjson');
  expect([ndjson.text, ndjson.headers]).toEqual([
    '{"ticket_id":"0"}\n{"ticket_id":"1"}\n{"ticket_id":"2"}\n',
    expect.objectContaining(figures),
  ]);
  const arrow = await post(service, { sql, limit: 3 }, 'application/vnd.apache.arrow.stream');
  expect(arrow.headers).toMatchObject({ ...figures, 'content-type': 'application/vnd.apache.arrow.stream' });
  expect(
    tableFromIPC(arrow.bytes)
      .toArray()
      .map((row: { ticket_id: string }) => row.ticket_id),
  ).toEqual(['0', '1', '2']);
  for (const params of [undefined, ['2']]) {
    const where = params === undefined ? '' : ' WHERE ticket_id >= ?';
    const body = {
      sql: `SELECT ticket_id FROM tickets${where} ORDER BY ticket_id`,
      format: 'parquet',
      limit: 3,
      ...(params && { params }),
    };
    const parquet = await post(service, body);
    expect(parquet.headers).toMatchObject(figures);
    const { buffer, byteOffset, length } = parquet.bytes;
    const file = buffer.slice(byteOffset, byteOffset + length) as ArrayBuffer;
    expect(await parquetReadObjects({ file })).toEqual(
      (params === undefined ? ['0', '1', '10'] : ['2', '20', '21']).map((ticket_id) => ({ ticket_id })),
    );
  }
});

quickly('rows as spreadsheets read them', async () => {
  const sql = "SELECT '+49 30' AS phone, '@x' AS \"-name\", TIMESTAMPTZ '2026-03-01 09:00:00.5Z' AS at, -3 AS number";
  const asked = (query: string, body: object) => service.ask(`/api/query?${query}`, { method: 'POST', body });
  const sheet = await asked('spreadsheet=true', { sql });
  expect(sheet.headers).toMatchObject({ 'content-type': expect.stringContaining('text/csv'), 'ticketlake-rows': '1' });
  expect(sheet.bytes.toString('utf8')).toBe("\uFEFFphone,'-name,at,number\r\n'+49 30,'@x,2026-03-01 09:00:00,-3\r\n");
  expect((await asked('spreadsheet=false', { sql, format: 'csv' })).text).toContain('2026-03-01T09:00:00.500000Z');
  expect((await asked('spreadsheet=true', { sql, format: 'arrow' })).status).toBe(400);
});

quickly.each(['=', '+', '-', '@', '\t', '＝', '＋', '－', '＠'])(
  'a cell that begins with %j is no formula',
  async (sign) => {
    const body = { sql: 'SELECT $cell AS x', params: { cell: `${sign}1+1` } };
    const sheet = await service.ask('/api/query?spreadsheet=true', { method: 'POST', body });
    expect(sheet.text).toContain(`'${sign}1+1`);
  },
);

quickly.each([
  ['INSERT INTO tickets SELECT * FROM tickets', 'would change something'],
  ["UPDATE tickets SET subject = 'x'", 'would change something'],
  ['DELETE FROM tickets', 'would change something'],
  ['DROP TABLE tickets', 'would change something'],
  ['CREATE TEMP TABLE t AS SELECT 1', 'would change something'],
  ['SELECT 1; SELECT 2', '2 statements were given'],
  ["COPY tickets TO '/tmp/stolen.csv'", 'disabled'],
  ["SELECT * FROM read_csv('/etc/passwd')", 'cannot be called here'],
  ["SELECT * FROM read_text('/etc/passwd')", 'cannot be called here'],
  ["SELECT * FROM glob('/etc/*')", 'cannot be called here'],
  ["FROM '/etc/passwd'", '/etc/passwd'],
  ["FROM 'https://example.invalid/x.parquet'", 'disabled'],
  ["ATTACH '/tmp/x.duckdb'", 'would change something'],
  ['INSTALL httpfs', 'would change something'],
  ['LOAD httpfs', 'would change something'],
  ['SET threads = 64', 'would change something'],
  ['RESET lock_configuration', 'would change something'],
  ["EXPORT DATABASE '/tmp/x'", 'disabled'],
  ['CALL pragma_version()', 'would change something'],
  ["EXPLAIN ANALYZE COPY tickets TO '/tmp/stolen.csv'", ''],
  ['SELECT nosuch FROM tickets', 'nosuch'],
  ['SELEC 1', 'syntax error'],
  ['-- nothing', 'there is no SQL to run'],
])('%s is refused', async (sql, message) => {
  const answer = await post(service, { sql });
  expect([answer.status, errorOf(answer).message.includes(message) ? message : errorOf(answer).message]).toEqual([
    400,
    message,
  ]);
  expect(existsSync('/tmp/stolen.csv')).toBe(false);
});

quickly('keys of the environment are out of reach', async () => {
  process.env['TICKETLAKE_SERVE_TEST_KEY'] = 'canary-of-the-environment';
  try {
    const fresh = await newService({});
    for (const sql of [
      "SELECT getenv('TICKETLAKE_SERVE_TEST_KEY') AS x",
      'FROM duckdb_settings()',
      'FROM duckdb_secrets()',
    ])
      expect((await post(fresh, { sql })).text).not.toContain('canary-of-the-environment');
  } finally {
    delete process.env['TICKETLAKE_SERVE_TEST_KEY'];
  }
});

quickly.each([
  [{}, 'sql: '],
  [{ sql: '' }, 'sql: '],
  [{ sql: 'SELECT 1', limit: 0 }, 'limit: '],
  [{ sql: 'SELECT 1', limit: 2_000_000 }, 'limit: '],
  [{ sql: 'SELECT 1', format: 'xml' }, 'format: '],
  [{ sql: 'SELECT 1', params: [{}] }, 'params'],
  [{ sql: 'SELECT 1', more: 1 }, 'more'],
  [{ sql: 'SELECT ?' }, 'the SQL has 1 parameters, 0 were given'],
  [{ sql: 'SELECT 1', params: [1] }, 'the SQL has 0 parameters, 1 were given'],
])('%j is refused', async (body, message) => {
  const answer = await post(service, body);
  expect([answer.status, errorOf(answer).message]).toEqual([400, expect.stringContaining(message)]);
});

quickly('what never ends is ended, and the next query is answered', async () => {
  const narrow = await newService({ timeoutMs: 300, processes: 1 });
  const endless = await post(narrow, { sql: 'SELECT count(*) FROM range(1000000000000) a, range(1000000) b' });
  expect([endless.status, errorOf(endless)]).toEqual([
    504,
    expect.objectContaining({ code: 'timeout', message: 'the query was ended after 0.3 s' }),
  ]);
  expect((await post(narrow, { sql: 'SELECT 42 AS n' })).json<QueryAnswer>().rows).toEqual([{ n: 42 }]);
  const folder = path.join(config.lake, 'state/serve');
  const left = (): string[] =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      path.basename(name).startsWith('result'),
    );
  while (left().length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
});

slowly('what cannot be interrupted, or takes all memory, ends with its process', async () => {
  const narrow = await newService({ timeoutMs: 20_000, processes: 1, memoryBytes: 250_000_000 });
  const greedy = await post(narrow, { sql: "SELECT length(repeat('x', 2000000000)) AS n" });
  expect([greedy.status, errorOf(greedy).code]).toEqual([413, 'too_much']);
  const more = await post(narrow, { sql: 'SELECT list(a.ticket_id || b.range) FROM tickets a, range(100000000) b' });
  expect([413, 400]).toContain(more.status);
  expect((await post(narrow, { sql: 'SELECT 42 AS n' })).json<QueryAnswer>().rows).toEqual([{ n: 42 }]);
});

quickly('more queries than there are processes wait their turn, and too many are sent away', async () => {
  const narrow = await newService({ processes: 1, queue: 2, timeoutMs: 30_000 });
  const sql = 'SELECT count(*) AS n FROM range(4000000) WHERE range % 7 = 3';
  const answers = await Promise.all(Array.from({ length: 6 }, () => post(narrow, { sql })));
  const statuses = answers.map(({ status }) => status).sort();
  expect(statuses).toEqual([200, 200, 200, 503, 503, 503]);
  expect(answers.find(({ status }) => status === 503)?.headers['retry-after']).toBe('5');
});

quickly('a request whose reader left before the end is logged and counted too', async () => {
  const requests = 3;
  const logged = () => service.logged.filter((line) => line.includes('"route":"/api/query"')).length;
  const counted = async () => {
    const name = 'ticketlake_http_request_duration_seconds_count';
    const labels = 'method="POST",route="/api/query",status="200"';
    const { text } = await service.ask('/metrics');
    return Number(text.split(`${name}{${labels}} `)[1]?.split('\n')[0] ?? 0);
  };
  const before = { logged: logged(), counted: await counted() };
  for (let request = 0; request < requests; request++) await leaveAfterTheHead(service);
  for (let look = 0; logged() < before.logged + requests && look < 200; look++) await sleep(20);
  expect(logged()).toBe(before.logged + requests);
  expect(await counted()).toBe(before.counted + requests);
});

/** Asks for more than a socket keeps by itself, and goes when the answer begins. */
async function leaveAfterTheHead({ url }: RunningService): Promise<void> {
  const leaving = new AbortController();
  await fetch(`${url}/api/query`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ sql: "SELECT repeat('x', 100000) FROM range(500)" }),
    signal: leaving.signal,
  });
  leaving.abort();
}
