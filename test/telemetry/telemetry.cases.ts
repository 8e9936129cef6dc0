/** OpenLineage and OpenTelemetry: what a collector receives of real exports of all services. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadConfig } from '../../etl/src/config/load';
import { exportToEnd } from '../../etl/src/serve/runs/export-to-end';
import { vendorNames } from '../../vendors/registry';
import { pythonFolder } from '../support/python';
import { useSandbox } from '../support/sandbox';
import { run } from '../support/terminal';
import type { RecorderOptions } from '../support/terminal';
import { useWebhook } from '../support/webhook';
import { eventsOf, metricsOf, typesOf } from './collector';
import { lineageProblems } from './openlineage';
import { otlpProblems, pointsOf } from './otlp';

const SERVICES = vendorNames();
const sandbox = useSandbox({ tickets: 4, limits: false, services: SERVICES, clock: Date.now() });
const collector = useWebhook();

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'ticketlake-telemetry-'));
  write(['notific']);
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A source a service, named like it; the key of `wrong` opens nothing. */
function write(services: readonly string[], more = '', wrong?: string): void {
  const sources = services.map((name) => {
    const { url, key } = sandbox().service(name);
    return `  ${name}: { vendor: ${name}, url: "${url}", key: "${name === wrong ? '1:wrong-key-of-nobody' : key}", requests_per_minute: 100000 }\n`;
  });
  writeFileSync(path.join(folder, 'ticketlake.yaml'), `${more}sources:\n${sources.join('')}`);
}

const cli = (env: Record<string, string>, args: readonly string[] = ['export'], options: RecorderOptions = {}) =>
  run(args, { cwd: folder, env, ...options });
const base = () => collector().url('');
const lineage = () => ({ OPENLINEAGE_URL: base() });
const events = () => eventsOf(collector());
const types = () => typesOf(collector());

const ROWS = 'SELECT count(*)::INTEGER AS n FROM tickets';
const READ = 'SELECT source, sum(rows_read)::INTEGER AS n FROM runs GROUP BY ALL';

/** What `npm test` runs, of fewer services. */
export function quick(services: readonly string[] = SERVICES): void {
  test('a run is one START and one COMPLETE, with a dataset a source and a table', async () => {
    write(services);
    expect(await cli(lineage())).toMatchObject({ exitCode: 0 });
    expect(events().flatMap(lineageProblems)).toEqual([]);
    expect(types()).toEqual(['START', 'COMPLETE']);
    expect(collector().got.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST /api/v1/lineage',
      'POST /api/v1/lineage',
    ]);
    const [start, end] = events();
    expect(start?.run.runId).toBe(end?.run.runId);
    expect(end?.job).toMatchObject({ namespace: 'ticketlake', name: 'export.lake' });
    expect(end?.inputs.map(({ name }) => name).sort()).toEqual([...services].sort());
    const origins = end?.inputs.map(({ name, namespace }) => [new URL(sandbox().service(name).url).origin, namespace]);
    for (const [origin, namespace] of origins ?? []) expect(namespace).toBe(origin);
    const rows = JSON.parse((await cli({}, ['query', '--format', 'json', ROWS])).stdout) as Array<{ n: number }>;
    const tickets = end?.outputs.find(({ name }) => name === path.join(folder, 'lake/parquet/tickets.parquet'));
    expect([tickets?.namespace, tickets?.outputFacets.outputStatistics.rowCount]).toEqual(['file', rows[0]?.n]);
    const wide = end?.outputs.filter(({ name }) => path.basename(name).startsWith('ticket_fields_')) ?? [];
    expect(wide.map(({ name }) => path.basename(name)).sort()).toEqual(
      services.map((name) => `ticket_fields_${name}.parquet`).sort(),
    );
    for (const { name, facets } of wide) {
      const described = await cli({}, ['query', '--format', 'json', `DESCRIBE ${path.basename(name, '.parquet')}`]);
      const columns = JSON.parse(described.stdout) as Array<{ column_name: string; column_type: string }>;
      expect(facets.schema.fields.map((field) => [field.name, field.type])).toEqual(
        columns.map((column) => [column.column_name, column.column_type]),
      );
    }
    const read = JSON.parse((await cli({}, ['query', '--format', 'json', READ])).stdout) as Array<{
      source: string;
      n: number;
    }>;
    expect(end?.inputs.map(({ name, inputFacets }) => [name, inputFacets?.inputStatistics.rowCount]).sort()).toEqual(
      read.map(({ source, n }) => [source, n]).sort(),
    );
  });
}

/** What the slow tests run, too. */
export function thorough(): void {
  const programs = pythonFolder('openlineage');
  if (programs === undefined)
    test.skip('the client of OpenLineage reads the events: npm run python:setup openlineage', () => undefined);
  else
    test('the client of OpenLineage reads the events', async () => {
      write(['notific', 'teamswork'], '', 'teamswork');
      await cli(lineage());
      write(['notific', 'teamswork']);
      await cli(lineage());
      const script = path.join(__dirname, 'read_events.py');
      const options = { input: JSON.stringify(events()), encoding: 'utf8' as const };
      const { stdout, stderr } = spawnSync(path.join(programs, 'python'), [script], options);
      expect([stdout.trim().split('\n'), stderr]).toEqual([['START', 'FAIL', 'START', 'COMPLETE'], '']);
    });

  test('a run that finds nothing new writes two tables, and has an id of its own', async () => {
    await cli(lineage());
    await cli(lineage());
    expect(types()).toEqual(['START', 'COMPLETE', 'START', 'COMPLETE']);
    expect(
      events()
        .at(-1)
        ?.outputs.map(({ name }) => path.basename(name)),
    ).toEqual(['sources.parquet', 'runs.parquet']);
    expect(new Set(events().map(({ run: { runId } }) => runId)).size).toBe(2);
  });

  test('divided tables are folders', async () => {
    write(['notific'], 'partition: year\n');
    await cli(lineage());
    const names = events()
      .at(-1)
      ?.outputs.map(({ name }) => path.basename(name));
    expect(names).toEqual(expect.arrayContaining(['tickets', 'people.parquet']));
  });

  test('a run that is not complete is a FAIL that says why, whatever it published', async () => {
    write(['notific', 'teamswork'], '', 'teamswork');
    expect(await cli(lineage())).toMatchObject({ exitCode: 3 });
    write(['notific'], '', 'notific');
    expect(await cli(lineage())).toMatchObject({ exitCode: 1 });
    expect(events().flatMap(lineageProblems)).toEqual([]);
    expect(types()).toEqual(['START', 'FAIL', 'START', 'FAIL']);
    const ends = events().filter(({ eventType }) => eventType === 'FAIL');
    expect(ends.map(({ run: { facets } }) => [facets.ticketlake_run, facets.errorMessage])).toMatchObject([
      [{ outcome: 'incomplete', exit_code: 3 }, { message: expect.stringMatching(/^teamswork: /) }],
      [{ outcome: 'failed', exit_code: 1 }, { message: expect.stringMatching(/^notific: /) }],
    ]);
  });

  test('a run that is interrupted is an ABORT', async () => {
    sandbox().faults.add({ service: 'notific', kind: 'slow', times: -1, options: { delayMs: 200 } });
    let interrupt = (): void => undefined;
    const ended = cli(lineage(), ['export'], {
      onInterrupt: (listener) => {
        interrupt = listener;
        return () => undefined;
      },
    });
    await collector().told(1);
    interrupt();
    expect(await ended).toMatchObject({ exitCode: 130 });
    expect(types()).toEqual(['START', 'ABORT']);
    expect(events().flatMap(lineageProblems)).toEqual([]);
  });

  test('the metrics of a run are those of its rows in runs', async () => {
    write(['notific', 'teamswork']);
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: base(),
    };
    expect(await cli(env)).toMatchObject({ exitCode: 0 });
    expect(metricsOf(collector()).flatMap(otlpProblems)).toEqual([]);
    const [message] = metricsOf(collector());
    if (!message) throw new Error('no metrics came');
    const sql = 'SELECT source, stream, requests::INTEGER AS requests, rows_read::INTEGER AS rows_read FROM runs';
    const rows = JSON.parse((await cli({}, ['query', '--format', 'json', sql])).stdout) as Array<
      Record<string, unknown>
    >;
    expect(rows.length).toBeGreaterThan(4);
    for (const column of ['requests', 'rows_read']) {
      const points = pointsOf(message, `ticketlake.stream.${column}`);
      const found = points.map(({ attributes, value }) => [attributes['source'], attributes['stream'], value]);
      expect(found.sort()).toEqual(rows.map((row) => [row['source'], row['stream'], row[column]]).sort());
    }
    expect(pointsOf(message, 'ticketlake.run.exit_code')).toMatchObject([
      { value: 0, attributes: { outcome: 'complete' } },
    ]);
    expect(pointsOf(message, 'ticketlake.table.rows').length).toBeGreaterThan(10);
  });

  test('the service reports its runs alike', async () => {
    write(['notific'], `telemetry: { openlineage: "${base()}", otlp: "${base()}" }\n`);
    const loaded = loadConfig('ticketlake.yaml', {}, folder);
    if (!loaded.ok) throw new Error(loaded.problems[0]?.message);
    const { signal } = new AbortController();
    const end = await exportToEnd(loaded.config, { full: false, since: null }, signal, () => undefined);
    expect([end.exit_code, types(), metricsOf(collector()).length]).toEqual([0, ['START', 'COMPLETE'], 1]);
  });
}
