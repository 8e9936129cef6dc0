/** What is sent of a run to OpenLineage and OpenTelemetry, and where: runs that are no exports, a collector that is one. */
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { LakeError } from '../../etl/src/base/errors';
import type { Listener } from '../../etl/src/base/events';
import type { ExportResult } from '../../etl/src/base/run-result';
import { EXIT_CODES } from '../../etl/src/base/run-result';
import { checkTelemetry } from '../../etl/src/check/telemetry';
import type { Config } from '../../etl/src/config/config';
import { readConfig } from '../../etl/src/config/load';
import { describeProblem } from '../../etl/src/config/problem';
import { observed } from '../../etl/src/telemetry/observed';
import { useWebhook } from '../support/webhook';
import { eventsOf, metricsOf, typesOf } from './collector';
import { lineageProblems } from './openlineage';
import { otlpProblems, pointsOf } from './otlp';

const collector = useWebhook();
const base = () => collector().url('');
const lineage = () => ({ OPENLINEAGE_URL: base() });
const otlp = () => ({ OTEL_EXPORTER_OTLP_ENDPOINT: base() });
const both = () => ({ ...lineage(), ...otlp() });

const RUN = '20261122T103000123Z-9f3a';
const KEY = 'canary-of-the-service-5';
const TOKEN = 'canary-of-the-collector-7';
const SOURCES = 'sources: { desk: { vendor: notific, url: https://desk.example/api, key: "${KEY}" } }\n';

function configWith(env: Record<string, string>, more = ''): Config {
  const loaded = readConfig(`${more}${SOURCES}`, '/lakes/emea/ticketlake.yaml', { KEY, ...env });
  if (!loaded.ok) throw new Error(loaded.problems[0]?.message);
  return loaded.config;
}

/** A run that begins, and ends so or throws. */
function begun(outcome: ExportResult['outcome'], error?: Error) {
  return async (listener: Listener): Promise<ExportResult> => {
    listener({ type: 'run_started', run_id: RUN, sources: ['desk'] });
    if (error) throw error;
    return { run_id: RUN, outcome, exit_code: EXIT_CODES[outcome], sources: [] };
  };
}

/** @returns the warnings, and what was thrown */
async function observe(
  env: Record<string, string>,
  work = begun('complete'),
  ending = new AbortController(),
  config = configWith(env),
): Promise<{ warnings: string[]; thrown: unknown }> {
  const warnings: string[] = [];
  const listener: Listener = (event) => {
    if (event.type === 'note' && event.level === 'warning') warnings.push(event.message);
  };
  const options = { config, signal: ending.signal, listener, now: Date.now, exitCodeOf: () => 2 };
  const thrown = await observed(options, work).then(
    () => null,
    (error: unknown) => error,
  );
  return { warnings, thrown };
}

const received = () =>
  collector()
    .got.map(({ text }) => text)
    .join('');

test.each([
  ['nothing is configured', () => ({}), 0],
  ['OpenLineage is disabled', () => ({ ...lineage(), OPENLINEAGE_DISABLED: 'True' }), 0],
  ['the SDK is disabled', () => ({ ...otlp(), OTEL_SDK_DISABLED: 'true' }), 0],
  ['metrics go nowhere', () => ({ ...otlp(), OTEL_METRICS_EXPORTER: 'none' }), 0],
  ['only traces are wanted', () => ({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${base()}/v1/traces` }), 0],
  ['gRPC is asked for', () => ({ ...otlp(), OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }), 1],
  ['no URL is given', () => ({ OPENLINEAGE_URL: '127.0.0.1:5000', OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317' }), 2],
  ['variables are empty', () => ({ OPENLINEAGE_URL: '', OTEL_EXPORTER_OTLP_ENDPOINT: ' ' }), 0],
])('nothing is sent where %s', async (_, env, warnings) => {
  expect((await observe(env())).warnings).toHaveLength(warnings);
  expect(collector().got).toEqual([]);
});

test.each([
  ['complete', 'COMPLETE', 0],
  ['incomplete', 'FAIL', 3],
  ['failed', 'FAIL', 1],
  ['interrupted', 'ABORT', 130],
] as const)('a run that is %s is a START and a %s, and its exit code is a metric', async (outcome, type, exitCode) => {
  expect(await observe(both(), begun(outcome))).toEqual({ warnings: [], thrown: null });
  expect([...eventsOf(collector()).flatMap(lineageProblems), ...metricsOf(collector()).flatMap(otlpProblems)]).toEqual(
    [],
  );
  expect(typesOf(collector())).toEqual(['START', type]);
  const [start, end] = eventsOf(collector());
  expect(end).toMatchObject({
    run: { facets: { ticketlake_run: { run_id: RUN, outcome, exit_code: exitCode } } },
    job: { namespace: 'ticketlake', name: 'export.lake' },
    inputs: [{ namespace: 'https://desk.example', name: 'desk' }],
    outputs: [],
  });
  expect(end?.run.facets.errorMessage !== undefined).toBe(outcome !== 'complete');
  // Version 7 has the time of the run in it: 2026-11-22T10:30:00.123Z.
  expect(start?.run.runId).toMatch(/^019aaafa-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab]|^01[0-9a-f]{6}-[0-9a-f]{4}-7/);
  expect(Number.parseInt(String(start?.run.runId.replace('-', '')).slice(0, 12), 16)).toBe(1795343400123);
  expect(end?.run.runId).toBe(start?.run.runId);
  const [message] = metricsOf(collector());
  expect(message && pointsOf(message, 'ticketlake.run.exit_code')).toEqual([
    { value: exitCode, attributes: { outcome } },
  ]);
});

test('a run that throws is thrown on, and reported with the exit code of its command', async () => {
  const error = new LakeError('disk', 'the disk is full', 'Free some space.');
  expect(await observe(both(), begun('failed', error))).toEqual({ warnings: [], thrown: error });
  expect(typesOf(collector())).toEqual(['START', 'FAIL']);
  expect(eventsOf(collector())[1]?.run.facets).toMatchObject({
    errorMessage: { message: 'the disk is full' },
    ticketlake_run: { outcome: 'failed', exit_code: 2 },
  });
});

test('a run that throws once it was ended is an ABORT', async () => {
  const ending = new AbortController();
  ending.abort();
  await observe(lineage(), begun('failed', new Error('ended')), ending);
  expect(typesOf(collector())).toEqual(['START', 'ABORT']);
});

test('a run that finds the lake held is none', async () => {
  const held = new LakeError('locked', 'the lake is locked by another run', 'Wait.');
  expect(await observe(both(), () => Promise.reject(held))).toEqual({ warnings: [], thrown: held });
  expect(collector().got).toEqual([]);
});

test('one that fails before it has an id is measured, and is no event', async () => {
  await observe(both(), () => Promise.reject(new LakeError('unreadable', 'state/ cannot be read', 'Mend it.')));
  expect([typesOf(collector()), metricsOf(collector()).length]).toEqual([[], 1]);
});

test('namespace, path and headers come from the environment', async () => {
  await observe({
    ...both(),
    OPENLINEAGE_API_KEY: TOKEN,
    OPENLINEAGE_ENDPOINT: '/own/lineage',
    OPENLINEAGE_NAMESPACE: 'emea',
    OTEL_EXPORTER_OTLP_ENDPOINT: `${base()}/otel/`,
    OTEL_EXPORTER_OTLP_HEADERS: 'X-Key=a%20b,c=d=e',
    OTEL_SERVICE_NAME: 'desk',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment=test,service.name=other',
  });
  const got = collector().got.map(({ url, headers }) => [url, headers.authorization, headers['x-key'], headers['c']]);
  expect(got).toContainEqual(['/own/lineage', `Bearer ${TOKEN}`, undefined, undefined]);
  expect(got).toContainEqual(['/otel/v1/metrics', undefined, 'a b', 'd=e']);
  expect(eventsOf(collector()).map(({ job }) => job.namespace)).toEqual(['emea', 'emea']);
  const [message] = metricsOf(collector());
  const attributes = message?.resourceMetrics[0]?.resource.attributes.map(({ key, value }) => [key, value.stringValue]);
  expect(Object.fromEntries(attributes ?? [])).toMatchObject({
    'service.name': 'desk',
    'deployment.environment': 'test',
    'ticketlake.lake': 'lake',
  });
});

test('an endpoint for metrics alone, and its headers, win and are used as they are', async () => {
  await observe({
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
    OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `${base()}/own/metrics`,
    OTEL_EXPORTER_OTLP_HEADERS: 'a=1',
    OTEL_EXPORTER_OTLP_METRICS_HEADERS: 'b=2',
  });
  expect(collector().got.map(({ url, headers }) => [url, headers['a'], headers['b']])).toEqual([
    ['/own/metrics', undefined, '2'],
  ]);
});

test('the file wins over the environment', async () => {
  const { telemetry } = configWith(
    both(),
    'telemetry: { openlineage: "https://l.example", otlp: "https://m.example/x" }\n',
  );
  expect([telemetry.lineage?.url, telemetry.metrics?.url]).toEqual([
    'https://l.example/api/v1/lineage',
    'https://m.example/x/v1/metrics',
  ]);
});

test('no report holds a key, also where an error repeats it; no warning holds one of the collector', async () => {
  const url = base().replace('http://', 'http://user:word-of-the-url@');
  collector().statuses = [500, 500, 500];
  const env = { OPENLINEAGE_URL: url, OTEL_EXPORTER_OTLP_ENDPOINT: base(), OTEL_EXPORTER_OTLP_HEADERS: `k=${TOKEN}` };
  const error = new Error(`refused ${KEY} ${TOKEN} word-of-the-url`);
  const { warnings } = await observe(env, begun('failed', error));
  expect(collector().got).toHaveLength(3);
  for (const secret of [KEY, TOKEN, 'word-of-the-url'])
    expect([secret, `${received()}${warnings.join('')}`.includes(secret)]).toEqual([secret, false]);
  expect(received()).toContain('refused ***');
});

test.each([500, 404, 302, 429])('a receiver that answers %s is one warning each', async (status) => {
  collector().statuses = [status, status, status];
  const { warnings, thrown } = await observe(both());
  expect(thrown).toBe(null);
  expect(warnings.sort()).toEqual([
    expect.stringMatching(`^OpenLineage: the report of the run could not be sent: it answered ${status}`),
    expect.stringMatching(`^OpenTelemetry: the report of the run could not be sent: it answered ${status}`),
  ]);
  expect(collector().got).toHaveLength(3);
});

test('a receiver that never answers holds the end of a run no longer than its time', async () => {
  const open = new Set<Socket>();
  const silent = createServer((socket) => open.add(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`,
    OTEL_EXPORTER_OTLP_TIMEOUT: '300',
  };
  const begunAt = Date.now();
  const { warnings } = await observe(env);
  expect(Date.now() - begunAt).toBeLessThan(5000);
  expect(warnings).toEqual(['OpenTelemetry: the report of the run could not be sent: its host did not answer in time']);
  for (const socket of open) socket.destroy();
  silent.close();
});

test.each([200, 202, 204])('an answer %s without a body is an answer', async (status) => {
  const server = createHttpServer((request, response) => {
    request.resume();
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  expect(await observe({ OTEL_EXPORTER_OTLP_ENDPOINT: url })).toEqual({ warnings: [], thrown: null });
  server.close();
});

/** A receiver that answers 200 and goes on sending. @param everyMs pause between two pieces of its body */
async function endless(piece: string, everyMs: number): Promise<{ url: string; stop(): void }> {
  const timers = new Set<NodeJS.Timeout>();
  const server = createHttpServer((request, response) => {
    request.resume();
    response.writeHead(200);
    timers.add(setInterval(() => response.write(piece), everyMs));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = () => {
    for (const timer of timers) clearInterval(timer);
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop };
}

test.each([
  ['slowly', '.', 20],
  ['as fast as it can', 'x'.repeat(100_000), 1],
])('a receiver whose answer never ends (%s) costs two seconds and one line each', async (_, piece, everyMs) => {
  const receiver = await endless(piece, everyMs);
  const begunAt = Date.now();
  const { warnings, thrown } = await observe({
    OPENLINEAGE_URL: receiver.url,
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
  });
  expect(Date.now() - begunAt).toBeLessThan(4000);
  receiver.stop();
  expect(thrown).toBe(null);
  const ending = 'the report of the run was sent, but the answer was too long or too slow to be read to its end';
  expect(warnings.sort()).toEqual([`OpenLineage: ${ending}`, `OpenTelemetry: ${ending}`]);
});

test('a start that is not answered takes no second time from the end of a run', async () => {
  const silent = createServer((socket) => void socket.on('error', () => undefined));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const config = configWith({ OPENLINEAGE_URL: url });
  const lineage = config.telemetry.lineage && { ...config.telemetry.lineage, timeoutMs: 1000 };
  const short = { ...config, telemetry: { ...config.telemetry, lineage } };
  const begunAt = Date.now();
  const { warnings } = await observe({}, begun('complete'), new AbortController(), short);
  expect(Date.now() - begunAt).toBeLessThan(1900);
  expect(warnings).toEqual(['OpenLineage: the report of the run could not be sent: its host did not answer in time']);
  silent.close();
});

test.each([
  ['telemetry: { otlp: "collector:4317" }', 'telemetry.otlp: this is not an http or https URL'],
  ['telemetry: { openlineage: "ftp://x.example" }', 'telemetry.openlineage: this is not an http or https URL'],
  ['telemetry: { openlinage: "https://x.example" }', 'telemetry.openlinage: unknown key'],
  ['telemetry: "https://x.example"', 'telemetry: needs keys of its own below it'],
  ['telemetry: { otlp: "${NOT_SET}" }', 'telemetry.otlp: the variable NOT_SET is not set'],
])('%s is refused with its line', (text, words) => {
  const loaded = readConfig(`${text}\n${SOURCES}`, '/lakes/ticketlake.yaml', { KEY });
  const problems = loaded.ok ? [] : loaded.problems.map((problem) => describeProblem('t.yaml', problem));
  expect(problems).toEqual([expect.stringMatching(/^t\.yaml:1:\d+/)]);
  expect(problems[0]).toContain(words);
});

test('check names the hosts, a key in the clear, and what of the environment is unfit', () => {
  const found = (env: Record<string, string>) =>
    checkTelemetry(configWith(env)).map(({ level, message }) => `${level} ${message}`);
  expect(found({})).toEqual([]);
  expect(found({ OPENLINEAGE_URL: 'http://l.example/a', OPENLINEAGE_API_KEY: TOKEN })).toEqual([
    'ok exports send events of OpenLineage to http://l.example',
    'warning events of OpenLineage are sent with a key over http, where anyone on the network path can read it',
  ]);
  expect(found({ OTEL_EXPORTER_OTLP_ENDPOINT: `x-${TOKEN}`, OTEL_EXPORTER_OTLP_TIMEOUT: 'soon' })).toEqual([
    'warning the variable OTEL_EXPORTER_OTLP_ENDPOINT is not an http or https URL, so nothing is sent there',
  ]);
  expect(
    found({ OTEL_EXPORTER_OTLP_ENDPOINT: 'https://m.example', OTEL_EXPORTER_OTLP_HEADERS: `a=${TOKEN}é,b` }),
  ).toEqual([
    'warning the variable OTEL_EXPORTER_OTLP_HEADERS is not written as name=value,name=value',
    'warning the variable OTEL_EXPORTER_OTLP_HEADERS holds a character that no header of HTTP can carry',
    'ok exports send metrics of OpenTelemetry to https://m.example',
  ]);
});
