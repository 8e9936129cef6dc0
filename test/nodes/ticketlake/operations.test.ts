/** The Ticketlake node before the real service: what is asked, what comes back. */
import { sleep } from 'n8n-workflow';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { parquetReadObjects } from 'hyparquet';
import { RESOURCES } from '../../../nodes/Ticketlake/resources';
import type { ExportResult } from '../../../etl/src/base/run-result';
import { useCompiledExporter } from '../../support/child-run';
import { misfits } from '../support/outputs';
import { benchAt, byId, ending, held, useService } from './bench';

jest.mock('n8n-workflow', () => ({
  ...jest.requireActual<object>('n8n-workflow'),
  // Short, and not none: the export needs the same thread.
  sleep: jest.fn(() => new Promise((resolve) => setTimeout(resolve, 20))),
}));

useCompiledExporter();
const lake = useService();
const bench = benchAt(() => lake().service.url);
const wait = jest.mocked(sleep);
afterEach(() => jest.restoreAllMocks());

const asked = (name: string, parameters: INodeParameters = {}): INodeParameters => {
  const [resource = '', operation = ''] = name.split(':');
  return { resource, operation, ...parameters };
};

/** Runs and checks that the items fit the schema of the operation. */
async function run(name: string, parameters: INodeParameters = {}): Promise<IDataObject[]> {
  const [resource, operation] = name.split(':');
  const items = await bench.json(asked(name, parameters));
  const found = RESOURCES.find(({ value }) => value === resource)!.operations.find(({ value }) => value === operation)!;
  expect(misfits(found, items, name === 'query:execute' || parameters['simplify'] === false)).toEqual([]);
  return items;
}

const paths = () => bench.sent.map(({ method, path }) => `${method} ${path}`);
const SOURCE = { source: 'acme', vendor: 'synqly' } as const;
const PARTLY: ExportResult = {
  run_id: 'run-1',
  outcome: 'incomplete',
  exit_code: 3,
  sources: [{ ...SOURCE, outcome: 'incomplete', streams: [] }],
};

describe('before anything is published', () => {
  it('says so, at once, and what to do', async () => {
    for (const name of ['source:getAll', 'table:getAll', 'target:getAll', 'query:execute', 'table:download']) {
      const error = await bench.failure(asked(name, { query: 'SELECT 1', table: 'tickets' }));
      expect([name, error.name, error.message]).toEqual([name, 'NodeApiError', expect.stringContaining('HTTP 503')]);
      expect(error.description).toContain('Start a run');
      expect(bench.sent).toHaveLength(1);
    }
  });

  it('lists the sources all the same, to choose from', async () => {
    expect(await bench.options('getSources')).toEqual([{ name: 'acme', value: 'acme', description: 'synqly' }]);
  });
});

describe('runs', () => {
  it('start and wait: the item tells how it ended', async () => {
    const [done] = await run('run:startAndWait');
    expect(done).toMatchObject({
      state: 'finished',
      outcome: 'complete',
      exit_code: 0,
      trigger: 'api',
      summary: 'Complete: 25 rows read, 25 new, 0 changed, 0 deleted',
      rows_read: 25,
      rows_new: 25,
      sources: [{ source: 'acme', vendor: 'synqly', outcome: 'complete', error: null }],
    });
    expect(paths()[0]).toBe('POST /api/runs');
    expect(new Set(paths().slice(1))).toEqual(new Set([`GET /api/runs/${String(done?.['id'])}`]));
    expect(bench.hints).toEqual([]);
  });

  it('start hands on what is to be read, each part of it', async () => {
    const run1 = held({ outcome: 'complete', exit_code: 0, result: null, error: null });
    lake().start = run1.start;
    const additionalFields = {
      full: true,
      since: '2026-02-03T00:00:00',
      sources: ['acme'],
      streams: 'tickets, comments',
      idempotencyKey: 'nightly-1',
    };
    const [begun] = await run('run:start', { additionalFields });
    expect(begun).toMatchObject({ state: 'running', run_id: 'run-1', outcome: null });
    expect(run1.asked).toEqual([
      { sources: ['acme'], streams: ['tickets', 'comments'], full: true, since: '2026-02-03' },
    ]);
    expect(bench.sent[0]?.headers['idempotency-key']).toBe('nightly-1');
    const [same] = await run('run:start', { additionalFields });
    expect(same?.['id']).toBe(begun?.['id']);
    run1.release();
  });

  it('a second run while one is under way is refused, with what to do', async () => {
    const first = held({ outcome: 'complete', exit_code: 0, result: null, error: null });
    lake().start = first.start;
    const [begun] = await run('run:start');
    const error = await bench.failure(asked('run:startAndWait'));
    expect(error).toMatchObject({ httpCode: '409', message: expect.stringContaining(String(begun?.['id'])) as string });
    expect(error.description).toContain('Cancel');
    expect(bench.sent).toHaveLength(1);
    const [cancelled] = await run('run:cancel', { runId: byId(String(begun?.['id'])) });
    expect(cancelled).toMatchObject({ is_ending: true });
    await lake().service.ask('/api/runs');
  });

  it('a run that read only a part is an item, and is told of', async () => {
    lake().start = ending({ outcome: 'incomplete', exit_code: 3, result: PARTLY });
    const [done] = await run('run:startAndWait');
    expect(done).toMatchObject({ outcome: 'incomplete', exit_code: 3, summary: 'Only a part could be read' });
    expect(bench.hints).toEqual(['The run of this item is incomplete. Only a part could be read']);
  });

  it('a run that failed fails the item, unless that is switched off', async () => {
    const error = { message: 'the disk is full', remedy: 'Make room.' };
    lake().start = ending({ outcome: 'failed', exit_code: 1, error });
    const failure = await bench.failure(asked('run:startAndWait'));
    expect(failure.message).toBe('The run ended failed: Nothing could be read: the disk is full');
    expect(failure.description).toBe('Make room.');
    const [item] = await bench.run(asked('run:startAndWait'), { continueOnFail: true });
    expect(item).toMatchObject({ json: { error: failure.message }, pairedItem: { item: 0 } });
    const [done] = await run('run:startAndWait', { failOnFailedRun: false });
    expect(done).toMatchObject({ outcome: 'failed', exit_code: 1, summary: 'Nothing could be read: the disk is full' });
  });

  it('stops waiting at the ceiling, and when the execution is cancelled; the run goes on', async () => {
    const long = held({ outcome: 'complete', exit_code: 0, result: null, error: null });
    lake().start = long.start;
    const cancelling = new AbortController();
    const now = Date.now.bind(Date);
    let passed = 0;
    wait.mockImplementation((ms) => {
      passed += ms;
      return new Promise((resolve) => setImmediate(resolve));
    });
    jest.spyOn(Date, 'now').mockImplementation(() => now() + passed);
    const overdue = await bench.failure(asked('run:startAndWait', { longestWait: 2 }));
    expect(overdue.message).toMatch(/^The run \S+ has not ended within 2 minutes$/);
    expect(overdue.description).toContain('The run goes on');
    expect(bench.sent.length).toBeLessThan(30);
    long.release();

    const other = held({ outcome: 'complete', exit_code: 0, result: null, error: null });
    lake().start = other.start;
    wait.mockImplementation(() => {
      cancelling.abort();
      return Promise.resolve();
    });
    const stopped = await bench.failure(asked('run:startAndWait'), { signal: cancelling.signal });
    expect(stopped.message).toContain('cancelled');
    wait.mockImplementation(() => new Promise((resolve) => setTimeout(resolve, 20)));
    const [underWay] = await run('run:getAll', { filters: { outcome: ['running'] } });
    expect(underWay).toMatchObject({ state: 'running', summary: 'It is under way, 0 rows read' });
    other.release();
  });

  it('gets one by either of its names, and many, newest first', async () => {
    const [done] = await run('run:startAndWait');
    const { results } = await bench.list('searchRuns', { filter: 'complete' });
    expect(results[0]).toMatchObject({
      value: done?.['id'],
      name: expect.stringContaining('complete (api)') as string,
    });
    for (const name of ['id', 'run_id'])
      expect((await run('run:get', { runId: byId(String(done?.[name])) }))[0]).toMatchObject({ id: done?.['id'] });
    const [latest, ...more] = await run('run:getAll', { limit: 2 });
    expect([latest?.['id'], more.length]).toEqual([done?.['id'], 1]);
    const failed = await run('run:getAll', { returnAll: true, filters: { outcome: ['failed'] } });
    expect(new Set(failed.map(({ outcome }) => outcome))).toEqual(new Set(['failed']));
    const [raw] = await run('run:get', { runId: byId(String(done?.['id'])), simplify: false });
    expect(raw).toMatchObject({ asked: { full: false }, result: { exit_code: 0 }, summary: /^Complete/ });
  });

  it('says which run there is not', async () => {
    const error = await bench.failure(asked('run:get', { runId: byId('none') }));
    expect(error).toMatchObject({
      httpCode: '404',
      message: expect.stringContaining('there is no run none') as string,
    });
  });

  it.each([
    [{ since: 'last week' }, '"Created Since" is not a day: last week'],
    [{ idempotencyKey: 'größe' }, '"Idempotency Key" is longer than 255 characters'],
  ])('refuses %j before anything is sent', async (additionalFields, message) => {
    const error = await bench.failure(asked('run:start', { additionalFields }));
    expect(error.message).toContain(message);
    expect(bench.sent).toEqual([]);
  });

  it('names the nearest where a source is misspelt', async () => {
    const error = await bench.failure(asked('run:start', { additionalFields: { sources: ['amce'] } }));
    expect(error).toMatchObject({ httpCode: '400', message: expect.stringContaining('no source "amce"') as string });
    expect(error.description).toContain('acme');
  });
});

describe('queries', () => {
  it('gives an item a row, times as ISO text', async () => {
    const query = 'SELECT ticket_id, created_at, is_open, tags FROM tickets WHERE subject = ? ORDER BY 1';
    expect(await run('query:execute', { query, queryParameters: '["s7"]' })).toEqual([
      { ticket_id: '7', created_at: '2026-01-01T00:00:00.000001Z', is_open: true, tags: null },
    ]);
  });

  it.each([
    ['a list of an expression', ['s3', 1], 'SELECT $1 AS a, $2::INT AS b', { a: 's3', b: 1 }],
    ['an object', '{"who": "Zoë; DROP", "none": null}', 'SELECT $who AS a, $none AS b', { a: 'Zoë; DROP', b: null }],
  ])('takes parameters as %s', async (_what, queryParameters, query, row) => {
    expect(await run('query:execute', { query, queryParameters })).toEqual([row]);
  });

  it.each([undefined, '', '{}', '[]', [], {}])('sends no parameters for %j', async (queryParameters) => {
    const given = queryParameters === undefined ? {} : { queryParameters };
    expect(await run('query:execute', { query: 'SELECT 1 AS a', ...given })).toEqual([{ a: 1 }]);
    expect(bench.sent.map(({ body }) => body)).toEqual([{ sql: 'SELECT 1 AS a', limit: 50 }]);
  });

  it('stops at the limit and says that there was more', async () => {
    expect(await run('query:execute', { query: 'FROM tickets', limit: 7 })).toHaveLength(7);
    expect(bench.hints).toEqual(['Ticketlake: there were more rows than the limit of 7']);
    expect(await run('query:execute', { query: 'FROM tickets', returnAll: true })).toHaveLength(25);
    expect(bench.hints).toEqual([]);
  });

  it.each(['"open"', '[["open"]]', '{"a": {}}', 'open, 30', '[1'])(
    'refuses %s as parameters',
    async (queryParameters) => {
      const error = await bench.failure(asked('query:execute', { query: 'SELECT 1', queryParameters }));
      expect(error.message).toMatch(/^"Query Parameters" is not (?:JSON|a list or an object of plain values)$/);
      expect(bench.sent).toEqual([]);
    },
  );

  it.each(['SELEC 1', 'DELETE FROM tickets', 'SELECT nothing FROM tickets'])('does not run %s', async (query) => {
    const error = await bench.failure(asked('query:execute', { query }));
    expect(error).toMatchObject({ name: 'NodeApiError', httpCode: '400', context: { itemIndex: 0 } });
    expect(bench.sent).toHaveLength(1);
  });
});

describe('tables and sources', () => {
  it('lists tables with their columns', async () => {
    const tables = await run('table:getAll', { returnAll: true });
    expect(tables.find(({ name }) => name === 'tickets')).toMatchObject({
      rows: 25,
      columns: expect.arrayContaining([expect.objectContaining({ name: 'subject' })]) as unknown[],
    });
    const options = await bench.options('getTables');
    expect(options.map(({ value }) => value)).toEqual(tables.map(({ name }) => name));
  });

  it('downloads a table as Parquet, CSV and JSON', async () => {
    const file = async (format: string) => {
      const [item] = await bench.run(asked('table:download', { table: 'tickets', format }));
      const { data = '', ...about } = item?.binary?.['data'] ?? {};
      const bytes = Buffer.from(data, 'base64');
      expect(item?.json).toMatchObject({ table: 'tickets', format, size_bytes: bytes.length });
      expect(misfits(RESOURCES[3]!.operations[0]!, [item!.json])).toEqual([]);
      return { bytes, about };
    };
    const parquet = await file('parquet');
    expect(parquet.about).toEqual({ mimeType: 'application/vnd.apache.parquet', fileName: 'tickets.parquet' });
    const buffer = new Uint8Array(parquet.bytes).buffer;
    expect(await parquetReadObjects({ file: buffer, columns: ['ticket_id'] })).toHaveLength(25);
    const csv = await file('csv');
    expect(csv.about).toEqual({ mimeType: 'text/csv', fileName: 'tickets.csv' });
    expect(csv.bytes.toString().trim().split('\n')).toHaveLength(26);
    expect(JSON.parse((await file('json')).bytes.toString())).toHaveLength(25);
  });

  it('says which table there is not, and which was meant', async () => {
    const error = await bench.failure(asked('table:download', { table: 'ticket' }));
    expect(error).toMatchObject({ httpCode: '404', message: expect.stringContaining('no table ticket') as string });
  });

  it('lists targets with what stands there, or why it does not', async () => {
    const [latest] = await run('run:getAll', { limit: 1 });
    const [target, ...more] = await run('target:getAll', { returnAll: true });
    expect(more).toEqual([]);
    expect(target).toMatchObject({
      ...{ target: 'share', format: 'delta', outcome: 'published', run_id: latest?.['run_id'], error: null },
      tables: expect.arrayContaining([
        expect.objectContaining({ name: 'tickets', version: 0, rows: 25, hash: expect.any(String) as string }),
      ]) as unknown[],
    });
    const { targets } = (await (await lake().service.ask('/api/status')).json()) as { targets: object[] };
    expect(targets).toMatchObject([{ to: target?.['to'] }]);
  });

  it('lists sources with their figures', async () => {
    expect(await run('source:getAll')).toMatchObject([{ ...SOURCE, tickets: 25, last_outcome: 'complete' }]);
  });
});
