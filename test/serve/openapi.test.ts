/** docs/reference/openapi.yaml and the service agree: the routes, what each takes, what each answers. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import type { FastifyInstance } from 'fastify';
import { parse } from 'yaml';
import type { Config } from '../../etl/src/config/config';
import type { RunAnswer, RunsAnswer } from '../../etl/src/serve/answers';
import type { RunEnd } from '../../etl/src/serve/runs/record';
import { compiledFile, useCompiledExporter } from '../support/child-run';
import type { StartExport } from '../../etl/src/serve/runs/start';
import { configOf, exportOnce, newLake, quickWorld } from '../support/lake';
import { useScriptedService } from '../support/scripted-service';
import type { Answer, Asking, RunningService } from '../support/service';
import { serve } from '../support/service';
import { ticket } from '../support/tiny-vendor';

interface Schema {
  $ref?: string;
}
interface Body {
  content?: Record<string, { schema: Schema }>;
}
interface Response extends Body {
  $ref?: string;
  headers?: Record<string, object>;
}
interface Parameter {
  $ref?: string;
  name?: string;
  in?: string;
}
interface Operation {
  operationId: string;
  security?: object[];
  parameters?: Parameter[];
  requestBody?: Body;
  responses: Record<string, Response>;
}
type Method = 'get' | 'post' | 'delete';
interface Page {
  openapi: string;
  info: { version: string };
  paths: Record<string, Partial<Record<Method, Operation>>>;
  components: {
    parameters: Record<string, Parameter>;
    responses: Record<string, Response>;
    schemas: Record<string, Schema>;
  };
}

const ROOT = path.join(__dirname, '../..');
const page = parse(readFileSync(path.join(ROOT, 'docs/reference/openapi.yaml'), 'utf8')) as Page;
const METHODS = ['get', 'post', 'delete'] as const;

const operations = Object.entries(page.paths).flatMap(([url, item]) =>
  METHODS.flatMap((method) => {
    const operation = item[method];
    return operation === undefined ? [] : [{ url, method, operation }];
  }),
);

const ajv = new Ajv2020({ strict: false });
ajv.addSchema({ $id: 'openapi', components: page.components });

const compiled = new Map<string, ValidateFunction>();

/** References lead into the page. */
function validator(schema: Schema): ValidateFunction {
  const text = JSON.stringify(schema).replaceAll('"#/components', '"openapi#/components');
  const isValid = compiled.get(text) ?? ajv.compile(JSON.parse(text) as object);
  compiled.set(text, isValid);
  return isValid;
}

const responseOf = ({ $ref, ...response }: Response): Response =>
  $ref === undefined ? response : (page.components.responses[$ref.split('/').at(-1) ?? ''] ?? {});

useCompiledExporter();
const scripted = useScriptedService();
const QUERIES = { query: { script: compiledFile('etl/src/serve/query/process.ts') } };
const INTERRUPTED: RunEnd = { outcome: 'interrupted', exit_code: 130, result: null, error: null };

async function published(changes: Partial<Config> = {}): Promise<Config> {
  const config = configOf(newLake(), [scripted().source()], changes);
  scripted().serve([1, 2, 3].map((id) => ticket({ ticket_id: String(id), created_at: '2026-02-01T00:00:00.000000Z' })));
  expect((await exportOnce(config, { full: true }, quickWorld())).exit_code).toBe(0);
  return config;
}

const namesOfMetrics = (text: string, each: RegExp) => [...text.matchAll(each)].map(([, name]) => name).sort();

/** Asks, and holds the answer against what the page says of the operation. */
async function held(
  service: RunningService,
  operationId: string,
  at: string,
  expected: number,
  asking: Asking = {},
): Promise<Answer> {
  const found = operations.find(({ operation }) => operation.operationId === operationId);
  if (found === undefined) throw new Error(`openapi.yaml has no ${operationId}`);
  const answer = await service.ask(at, { ...asking, method: found.method.toUpperCase() as 'GET' | 'POST' | 'DELETE' });
  const documented = found.operation.responses[String(answer.status)];
  expect({ operationId, status: answer.status, documented: documented !== undefined }).toEqual({
    operationId,
    status: expected,
    documented: true,
  });
  const { content, headers = {} } = responseOf(documented ?? {});
  for (const name of Object.keys(headers).filter((each) => each !== 'Idempotent-Replayed'))
    expect(answer.headers).toHaveProperty(name.toLowerCase());
  if (content === undefined) return answer;
  const type = String(answer.headers['content-type']).split(';')[0] ?? '';
  const schema = content[type]?.schema;
  expect({ operationId, type, documented: schema !== undefined }).toEqual({ operationId, type, documented: true });
  if (type === 'application/json' && schema !== undefined) {
    const isValid = validator(schema);
    isValid(JSON.parse(answer.text));
    expect({ operationId, errors: isValid.errors ?? [] }).toEqual({ operationId, errors: [] });
  }
  return answer;
}

it('the version is that of the packages', () => {
  const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { version: string };
  expect([page.openapi, page.info.version]).toEqual(['3.1.0', version]);
});

it('names each operation once', () => {
  const names = operations.map(({ operation }) => operation.operationId);
  expect(new Set(names).size).toBe(names.length);
});

it('every parameter of a path is described', () => {
  const resolved = ({ $ref, ...parameter }: Parameter): Parameter =>
    $ref === undefined ? parameter : (page.components.parameters[$ref.split('/').at(-1) ?? ''] ?? {});
  for (const { url, operation } of operations) {
    const shared = Object.values(page.paths[url] ?? {}).flatMap((item) => (Array.isArray(item) ? item : []));
    const described = [...(operation.parameters ?? []), ...(shared as Parameter[])]
      .map(resolved)
      .filter(({ in: where }) => where === 'path')
      .map(({ name }) => name);
    expect([url, described.sort()]).toEqual([url, [...url.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort()]);
  }
});

it('has every route that the service has, and no other', async () => {
  const routes = new Set<string>();
  const watch = (message: unknown): void => {
    const { fastify } = message as { fastify: FastifyInstance };
    fastify.addHook('onRoute', ({ method, url }) => {
      for (const each of [method].flat()) if (each !== 'HEAD') routes.add(`${each.toLowerCase()} ${url}`);
    });
  };
  const pageFolder = mkdtempSync(path.join(tmpdir(), 'ticketlake-page-'));
  writeFileSync(path.join(pageFolder, 'index.html'), '<!doctype html><title>x</title>');
  subscribe('fastify.initialization', watch);
  try {
    await serve(configOf(newLake(), [scripted().source()]), { pageFolder, serve: { mcp: true } });
  } finally {
    unsubscribe('fastify.initialization', watch);
  }
  // A path with slashes is one parameter of Fastify, an entity set has a name of its own there.
  const asRoute = (url: string): string =>
    /^\/parquet\/\{/.test(url)
      ? '/parquet/*'
      : url
          .replace('/odata/{table}/{path}', '/odata/:set/*')
          .replace('/odata/{table}', '/odata/:set')
          .replace(/\{(\w+)\}/g, ':$1');
  const documented = new Set(operations.map(({ url, method }) => `${method} ${asRoute(url)}`));
  routes.delete('get /index.html');
  // The protocol has one method where each request stands alone; the others are refused by it.
  for (const method of ['get', 'delete']) routes.delete(`${method} /mcp`);
  // The feed and its sets answer to their addresses with the slash and without.
  if (routes.delete('get /odata')) routes.add('get /odata/');
  if (routes.has('get /odata/:set')) routes.delete('get /odata/:set/');
  expect([...routes].sort()).toEqual([...documented].sort());
});

it('only /health needs no token', async () => {
  const service = await serve(configOf(newLake(), [scripted().source()]), { serve: { mcp: true } });
  for (const { url, method, operation } of operations) {
    const at = url.replace(/\{\w+\}/g, 'x');
    const { status, text } = await service.ask(at, {
      method: method.toUpperCase() as 'GET' | 'POST' | 'DELETE',
      authorization: null,
    });
    const isOpen = operation.security !== undefined;
    expect([url, method, status]).toEqual([url, method, isOpen ? 200 : 401]);
    if (isOpen) continue;
    expect(Object.keys(operation.responses)).toContain('401');
    const { content = {} } = responseOf(operation.responses['401'] ?? {});
    expect([url, validator(content['application/json']?.schema ?? {})(JSON.parse(text))]).toEqual([url, true]);
  }
});

it('answers have the members that the page names, and no others', async () => {
  const service = await serve(await published(), { ...QUERIES, serve: { mcp: true } });
  await held(service, 'getHealth', '/health', 200);
  const metrics = await held(service, 'getMetrics', '/metrics', 200);
  expect([...new Set(namesOfMetrics(metrics.text, /^# TYPE (ticketlake_\w+)/gm))]).toEqual(
    namesOfMetrics(readFileSync(path.join(ROOT, 'docs/how-to/monitor.md'), 'utf8'), /^\| `(ticketlake_\w+)`/gm),
  );
  await held(service, 'getService', '/api/service', 200);
  await held(service, 'getStatus', '/api/status', 200);
  await held(service, 'listSources', '/api/sources', 200);
  await held(service, 'listTables', '/api/tables', 200);
  for (const format of ['json', 'ndjson', 'csv', 'arrow', 'parquet'])
    await held(service, 'getTable', `/api/tables/tickets?format=${format}`, 200);
  await held(service, 'getTable', '/api/tables/tickets?format=xlsx', 400);
  await held(service, 'getTable', '/api/tables/ticket', 404);
  await held(service, 'getManifest', '/parquet/_manifest.json', 200);
  const { headers } = await held(service, 'getParquet', '/parquet/tickets.parquet', 200);
  await held(service, 'getParquet', '/parquet/tickets.parquet', 206, { headers: { range: 'bytes=0-3' } });
  await held(service, 'getParquet', '/parquet/tickets.parquet', 416, { headers: { range: 'bytes=99999999-' } });
  await held(service, 'getParquet', '/parquet/tickets.parquet', 412, { headers: { 'if-match': '"other"' } });
  const etag = String(headers['etag']);
  await held(service, 'getParquet', '/parquet/tickets.parquet', 304, { headers: { 'if-none-match': etag } });
  await held(service, 'getParquet', '/parquet/ticket.parquet', 404);
  await held(service, 'getODataServiceDocument', '/odata/', 200);
  await held(service, 'getODataMetadata', '/odata/$metadata', 200);
  await held(service, 'getODataRows', '/odata/tickets?$count=true&$filter=is_open eq true', 200, {
    headers: { prefer: 'odata.maxpagesize=1' },
  });
  await held(service, 'getODataRows', '/odata/tickets?$filter=is_opn eq true', 400);
  await held(service, 'getODataRows', '/odata/tickets?$expand=people', 501);
  await held(service, 'getODataRows', '/odata/ticket', 404);
  await held(service, 'getODataCount', '/odata/tickets/$count', 200);
  await held(service, 'getODataCount', '/odata/tickets/$count?$filter=1', 400);
  await held(service, 'getODataRows', '/odata/tickets?$apply=groupby((queue),aggregate($count as n))', 200);
  await held(service, 'getODataPath', '/odata/tickets/x', 501);
  await held(service, 'postODataBatch', '/odata/$batch', 501, { body: {} });
  await held(service, 'getTable', '/api/tables/tickets?spreadsheet=true', 200);
  await held(service, 'getTable', '/api/tables/tickets?spreadsheet=true&format=json', 400);
  await held(service, 'postMcp', '/mcp', 200, {
    body: { jsonrpc: '2.0', id: 1, method: 'tools/list' },
    headers: { accept: 'application/json, text/event-stream' },
  });
  const sql = 'SELECT ticket_key, created_at FROM tickets';
  for (const format of ['json', 'ndjson', 'csv', 'arrow', 'parquet'])
    await held(service, 'query', '/api/query', 200, { body: { sql, format, limit: 1 } });
  await held(service, 'query', '/api/query', 400, { body: { sql: 'SELECT 1 FROM nothing' } });
  await held(service, 'query', '/api/query', 415, {
    raw: 'sql=SELECT 1',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  await held(service, 'query', '/api/query', 413, { body: { sql: ' '.repeat(1_100_000) } });
});

it('of partitions, and where nothing is published', async () => {
  const partitioned = await serve(await published({ partition: 'month' }));
  await held(partitioned, 'getParquet', '/parquet/tickets.parquet', 200);
  const parts = '/parquet/tickets/created_month=2026-02/tickets.parquet';
  await held(partitioned, 'getParquetPartition', parts, 200);
  await held(partitioned, 'getParquetPartition', parts.replace('02/', '03/'), 404);
  await held(partitioned, 'listTables', '/api/tables', 200);
  const empty = await serve(configOf(newLake(), [scripted().source()]));
  await held(empty, 'getStatus', '/api/status', 503);
  await held(empty, 'listSources', '/api/sources', 503);
  await held(empty, 'listTables', '/api/tables', 503);
  await held(empty, 'getTable', '/api/tables/tickets', 503);
  await held(empty, 'getManifest', '/parquet/_manifest.json', 503);
  await held(empty, 'getParquet', '/parquet/tickets.parquet', 503);
  await held(empty, 'getParquetPartition', parts, 503);
  await held(empty, 'getODataRows', '/odata/tickets', 503);
  await held(empty, 'getODataCount', '/odata/tickets/$count', 503);
  await held(empty, 'query', '/api/query', 503, { body: { sql: 'SELECT 1' } });
  await held(empty, 'getService', '/api/service', 200);
});

/** With a clock that waits for nothing. */
const exportQuickly: StartExport = (config, _options, listener) => ({
  ended: exportOnce(config, { listener }).then(({ events: _events, ...result }) => ({
    outcome: result.outcome,
    exit_code: result.exit_code,
    result,
    error: null,
  })),
  end: () => undefined,
  kill: () => undefined,
});

it('a run is as the page says from its start to its end, and so is a refusal', async () => {
  const config = configOf(newLake(), [scripted().source()]);
  scripted().serve([ticket({ ticket_id: '1' })]);
  const service = await serve(config, { startExport: exportQuickly });
  const headers = { 'idempotency-key': 'key' };
  const { id } = (await held(service, 'startRun', '/api/runs', 202, { headers })).json<RunAnswer>();
  const again = await held(service, 'startRun', '/api/runs', 202, { headers });
  expect([again.json<RunAnswer>().id, again.headers['idempotent-replayed']]).toEqual([id, 'true']);
  for (;;) {
    const run = (await held(service, 'getRun', `/api/runs/${id}`, 200)).json<RunAnswer>();
    if (run.state === 'finished') break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await held(service, 'listRuns', '/api/runs', 200);
  await held(service, 'cancelRun', `/api/runs/${id}`, 200);
  await held(service, 'cancelRun', '/api/runs/none', 404);
  await held(service, 'getRun', '/api/runs/none', 404);
  await held(service, 'startRun', '/api/runs', 415, { raw: 'full', headers: { 'content-type': 'text/plain' } });
  await held(service, 'startRun', '/api/runs', 400, { headers: { 'idempotency-key': ' ' } });

  const ending = new EventEmitter();
  const end = (): void => void ending.emit('end');
  const ended = once(ending, 'end').then(() => INTERRUPTED);
  const untilEnded: StartExport = (_config, _options, listener) => {
    listener({ type: 'run_started', run_id: 'run-1', sources: ['acme'] });
    return { ended, end: () => undefined, kill: end };
  };
  const endless = await serve(configOf(newLake(), [scripted().source()]), { startExport: untilEnded });
  const started = (await held(endless, 'startRun', '/api/runs', 202)).json<RunAnswer>();
  await held(endless, 'startRun', '/api/runs', 409);
  await held(endless, 'cancelRun', `/api/runs/${started.id}`, 202);
  end();

  const scheduled = await serve(
    { ...configOf(newLake(), [scripted().source()]), schedule: { cron: '0 6 1 1 *', timezone: 'UTC' } },
    { startExport: () => ({ ended: Promise.resolve(INTERRUPTED), end, kill: end }) },
  );
  const list = (await held(scheduled, 'listRuns', '/api/runs', 200)).json<RunsAnswer>();
  expect(list.schedule).not.toBeNull();
});

describe('a body is taken where the page allows it, and refused where it does not', () => {
  const bodies: Record<string, unknown[]> = {
    startRun: [
      {},
      { sources: ['acme'] },
      { sources: [] },
      { sources: 'acme' },
      { streams: ['tickets'] },
      { streams: ['ticket'] },
      { streams: [] },
      { full: true },
      { full: 'yes' },
      { since: '2026-01-01' },
      { since: 'yesterday' },
      { since: 20260101 },
      { source: 'acme' },
      [],
    ],
    query: [
      {},
      { sql: 'SELECT 1' },
      { sql: '' },
      { sql: 1 },
      { sql: 'SELECT ?', params: [1] },
      { sql: 'SELECT ?', params: ['a'] },
      { sql: 'SELECT ?', params: [null] },
      { sql: 'SELECT $a', params: { a: true } },
      { sql: 'SELECT $a', params: { a: [1] } },
      { sql: 'SELECT ?', params: [{}] },
      { sql: 'SELECT 1', params: 'a' },
      { sql: 'SELECT 1', format: 'xlsx' },
      { sql: 'SELECT 1', limit: 0 },
      { sql: 'SELECT 1', limit: 1.5 },
      { sql: 'SELECT 1', limit: 1_000_000 },
      { sql: 'SELECT 1', limit: 1_000_001 },
      { sql: 'SELECT 1', limits: 1 },
    ],
  };

  it.each(Object.keys(bodies))('%s', async (operationId) => {
    const done = { outcome: 'complete', exit_code: 0, result: null, error: null } as const;
    const service = await serve(await published(), {
      ...QUERIES,
      startExport: () => ({ ended: Promise.resolve(done), end: () => undefined, kill: () => undefined }),
    });
    const found = operations.find(({ operation }) => operation.operationId === operationId);
    const isValid = validator(found?.operation.requestBody?.content?.['application/json']?.schema ?? {});
    const judged: unknown[] = [];
    for (const body of bodies[operationId] ?? []) {
      const { status } = await service.ask(found?.url ?? '', { method: 'POST', body });
      judged.push([body, status === 202 || status === 200, status === 400]);
    }
    expect(judged).toEqual((bodies[operationId] ?? []).map((body) => [body, isValid(body), !isValid(body)]));
  });
});
