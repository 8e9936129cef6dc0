/**
 * Promise 9: until a scan of tickets has stored a page, or has ended complete, a lake publishes what its runs say and
 * nothing else, and whatever reads it says so in words. With the first tickets all tables come.
 */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import type { RuntimeEnv } from '../../etl/src/base/async';
import type { Config, SourceConfig } from '../../etl/src/config/config';
import { TABLES } from '../../etl/src/schema/tables';
import { lakePaths } from '../../etl/src/store/database';
import { verifyLake } from '../../etl/src/verify/verify';
import type { Vendor } from '../../vendors/vendor';
import { overHttp } from '../support/assistant';
import { compiledFile } from '../support/child-run';
import { deltaRows } from '../support/delta-log';
import { configOf, copiesOf, exportOnce, newLake, published, quickWorld, rowsOf, sourceOf } from '../support/lake';
import type { Exported } from '../support/lake';
import { parquetRows } from '../support/parquet-manifest';
import { newFolder, targetAt } from '../support/published-files';
import { FROZEN, useSandbox } from '../support/sandbox';
import { ScriptedService } from '../support/scripted-service';
import { TOKEN, serve } from '../support/service';
import type { Asking } from '../support/service';
import { run } from '../support/terminal';
import { ticket } from '../support/tiny-vendor';

const OF_RUNS = ['rejects', 'runs', 'schema_changes', 'sources'];
const ALL = TABLES.map(({ name }) => name).sort();
const SAYS = /no tickets were read yet, so only the tables sources, runs, rejects and schema_changes are published/;

/** What a service names the request that lists its tickets in the log of the sandbox. */
const LISTS: Readonly<Record<string, string>> = {
  deskpro: 'tickets.list',
  notific: 'list_tickets',
  sympoq: 'list_tickets',
  synqly: 'query_tickets',
  teamswork: 'listTickets',
};

type Sandbox = ReturnType<ReturnType<typeof useSandbox>>;

interface Refusable {
  source(): SourceConfig;
  config(lake: string, changes?: Partial<Config>): Config;
  /** An export in which people and lists of names are read, and tickets are not. */
  refused(lake: string, changes?: Partial<Config>, world?: RuntimeEnv): Promise<Exported>;
}

function refusable(sandbox: () => Sandbox, service: string): Refusable {
  const source = (): SourceConfig => sourceOf(sandbox(), service);
  const config = (lake: string, changes: Partial<Config> = {}): Config => configOf(lake, [source()], changes);
  const refused = async (lake: string, changes: Partial<Config> = {}, world = quickWorld()): Promise<Exported> => {
    sandbox().faults.add({ service, kind: 'server_error', times: -1, endpoint: LISTS[service] ?? '' });
    const ended = await exportOnce(config(lake, changes), {}, world);
    sandbox().faults.clear();
    return ended;
  };
  return { source, config, refused };
}

/** Names of the tables of `ticketlake.duckdb`. */
async function tablesIn(lake: string): Promise<string[]> {
  const sql = "SELECT table_name AS name FROM duckdb_tables() WHERE database_name = 'ticketlake' ORDER BY ALL";
  return (await rowsOf(lake, sql)).map(({ name }) => String(name));
}

/** Those that stand in parquet/ as files or folders. */
function filesIn(lake: string): string[] {
  return readdirSync(lakePaths(lake).parquet)
    .filter((name) => !/^(?:README\.md|_.*\.json)$/.test(name))
    .map((name) => name.replace(/\.parquet$/, ''))
    .sort();
}

const fixed = (names: readonly string[]): string[] => names.filter((name) => !name.startsWith('ticket_fields_'));

/** The lake is sound, and holds these tables in every form. */
async function expectTables(lake: string, tables: readonly string[]): Promise<void> {
  const found = await verifyLake(lake);
  expect(found).toMatchObject({ ok: true, findings: [], awaits_tickets: tables.length === OF_RUNS.length });
  expect(fixed(found.tables.map(({ table }) => table)).sort()).toEqual(tables);
  expect(fixed(await tablesIn(lake))).toEqual(tables);
  expect(fixed(filesIn(lake))).toEqual(tables);
}

function configFile(lake: string, { name, url, key }: SourceConfig, vendor: Vendor): string {
  const file = path.join(lake, 'ticketlake.yaml');
  const source = `{ vendor: ${vendor.name}, url: "${url}", key: ${key} }`;
  writeFileSync(file, `lake: ${lake}\nsources:\n  ${name}: ${source}\n`);
  return file;
}

/** What `npm test` runs. */
export function quick(): void {
  const sandbox = useSandbox({ tickets: 6, limits: false, clock: FROZEN, services: ['notific'] });
  const { source, config, refused } = refusable(sandbox, 'notific');
  const awaiting = copiesOf((lake) => refused(lake));

  it('a run that reads no tickets publishes the tables about runs, and nothing of people', async () => {
    const { lake, run: ended } = await awaiting();
    expect(ended.exit_code).toBe(1);
    const customers = ended.sources.flatMap(({ streams }) => streams).find(({ stream }) => stream === 'customers');
    expect(customers?.rows_new).toBeGreaterThan(0);
    for (const event of ended.events)
      if (event.type === 'published') expect(event.tables.map(({ table }) => table).sort()).toEqual(OF_RUNS);
    await expectTables(lake, OF_RUNS);
    const readme = readFileSync(path.join(lakePaths(lake).parquet, 'README.md'), 'utf8');
    expect(readme).toMatch(SAYS);
    expect(readme).not.toContain('people.parquet');
    const dictionary = readFileSync(path.join(lakePaths(lake).parquet, '_dictionary.json'), 'utf8');
    expect(JSON.parse(dictionary)).toMatchObject({ awaits_tickets: true });
  });

  it('with the first tickets all tables come, as if they had never been refused', async () => {
    const { lake } = await awaiting();
    const again = await exportOnce(config(lake));
    expect(again.exit_code).toBe(0);
    await expectTables(lake, ALL);
    const other = newLake();
    await exportOnce(config(other));
    expect(await published(lake)).toEqual(await published(other));
    expect((await exportOnce(config(lake))).exit_code).toBe(0);
    await expectTables(lake, ALL);
  });

  it('records of tickets that were all refused are no service without tickets', async () => {
    const service = new ScriptedService();
    await service.start();
    try {
      const lake = newLake();
      const scripted = configOf(lake, [service.source({ name: 's', streams: ['tickets'] })]);
      for (const [end, isFull, tables] of [
        ['bad', false, OF_RUNS],
        ['none', false, OF_RUNS],
        ['bad', true, OF_RUNS],
        ['none', true, ALL],
      ] as const) {
        play(service, end);
        expect((await exportOnce(scripted, { full: isFull })).exit_code).toBe(0);
        await expectTables(lake, tables);
      }
    } finally {
      await service.stop();
    }
  });

  it('a lake whose sources select no tickets publishes its other tables', async () => {
    const lake = newLake();
    const people = { ...source(), streams: ['people' as const] };
    expect((await exportOnce(configOf(lake, [people]))).exit_code).toBe(0);
    await expectTables(lake, ALL);
    expect(await rowsOf(lake, 'SELECT count(*) > 0 AS has_people FROM people')).toEqual([{ has_people: 'true' }]);
    // They stay when tickets are wanted later, and refused.
    await refused(lake);
    await expectTables(lake, ALL);
  });

  describe('says that tickets are missing, and what to do', () => {
    it.each([
      ['status', 0, [], 'stdout'],
      ['verify', 0, [], 'stdout'],
      ['query', 1, ['SELECT count(*) FROM tickets'], 'stderr'],
      ['query', 1, ['FROM "Ticket_Fields_Notific"'], 'stderr'],
      ['query', 1, ['FROM runs JOIN people USING (source)', '--format', 'csv'], 'stderr'],
      ['explain', 1, ['notific:1'], 'stderr'],
    ] as const)('ticketlake %s, with exit code %s', async (name, exitCode, more, stream) => {
      const { lake } = await awaiting();
      const file = configFile(lake, source(), source().vendor);
      const ended = await run([name, ...more, '--config', file]);
      expect(ended).toMatchObject({ exitCode });
      expect(ended[stream].replaceAll(/\s+/g, ' ')).toMatch(SAYS);
      expect(ended[stream]).toContain('ticketlake export');
      expect(`${ended.stdout}${ended.stderr}`).not.toMatch(/Catalog Error|\n\s+at /);
    });

    it('other commands go on', async () => {
      const { lake } = await awaiting();
      const file = configFile(lake, source(), source().vendor);
      const command = (...args: string[]) => run([...args, '--config', file]);
      expect(await command('query', 'SELECT stream FROM runs', '--format', 'csv')).toMatchObject({ exitCode: 0 });
      expect(await command('query', 'FROM nowhere')).toMatchObject({ exitCode: 2 });
      const listed = await command('sources', 'list', '--json');
      expect(JSON.parse(listed.stdout)).toMatchObject({ sources: [{ source: 'notific', tickets: 0 }] });
      const planned = await command('plan', '--json');
      expect(planned.exitCode).toBe(0);
      const project = path.join(newFolder(), 'powerbi');
      expect(await command('powerbi', project)).toMatchObject({ exitCode: 0 });
      expect(existsSync(path.join(project, 'Ticketlake.pbip'))).toBe(true);
      const status = JSON.parse((await command('status', '--json')).stdout) as Record<string, unknown>;
      expect(status).toMatchObject({
        awaits_tickets: true,
        sources: [{ tickets: 0, open: 0, last_complete_at: null }],
      });
    });

    it('the service, with 503 and never 500', async () => {
      const { lake } = await awaiting();
      const script = compiledFile('etl/src/serve/query/process.ts');
      const service = await serve(config(lake), { query: { script } });
      const post = (sql: string): Asking => ({ method: 'POST', body: { sql } });
      const missing: ReadonlyArray<readonly [string, Asking?]> = [
        ['/odata/tickets'],
        ['/odata/tickets?$top=1&$count=true'],
        ['/odata/tickets/$count'],
        ["/odata/people('notific:1')"],
        ['/odata/ticket_fields_notific'],
        ['/api/tables/tickets?format=csv'],
        ['/api/tables/comments'],
        ['/parquet/tickets.parquet'],
        ['/parquet/tickets/created_month=2026-01/tickets.parquet'],
        ['/api/query', post('SELECT count(*) FROM tickets')],
        ['/api/query', { method: 'POST', body: { sql: 'FROM backlog', format: 'parquet' } }],
      ];
      for (const [url, asking] of missing) {
        const answer = await service.ask(url, asking);
        expect([url, answer.status]).toEqual([url, 503]);
        expect(answer.json()).toMatchObject({ error: { code: 'no_tickets' } });
        expect(answer.text).toMatch(SAYS);
        expect(answer.text).toContain('ticketlake export');
      }
      const there = ['/odata', '/odata/$metadata', '/odata/runs', '/api/status', '/api/sources', '/api/tables'];
      for (const url of [...there, '/metrics', '/parquet/runs.parquet', '/parquet/_manifest.json'])
        expect([url, (await service.ask(url)).status]).toEqual([url, 200]);
      expect((await service.ask('/api/status')).json()).toMatchObject({ awaits_tickets: true });
      const sets = (await service.ask('/odata')).json<{ value: Array<{ name: string }> }>().value;
      expect(sets.map(({ name }) => name).sort()).toEqual(OF_RUNS);
      expect((await service.ask('/odata/nowhere')).status).toBe(404);
      expect((await service.ask('/api/query', post('FROM nowhere'))).status).toBe(400);
    });

    it('the tools of an assistant', async () => {
      const { lake } = await awaiting();
      const script = compiledFile('etl/src/serve/query/process.ts');
      const service = await serve(config(lake), { query: { script }, serve: { mcp: true } });
      const assistant = await overHttp(service.url, { authorization: `Bearer ${TOKEN}` });
      try {
        for (const [tool, args] of [
          ['describe_table', { table: 'tickets' }],
          ['query', { sql: 'SELECT count(*) FROM tickets' }],
          ['explain_ticket', { ticket_key: 'notific:1' }],
        ] as const) {
          const answer = await assistant.call(tool, args);
          expect(answer).toMatchObject({ isError: true, json: { complete: false } });
          expect(answer.json['error']).toMatchObject({ message: expect.stringMatching(SAYS) as string });
        }
        for (const tool of ['freshness', 'list_tables']) {
          const { isError, json } = await assistant.call(tool);
          expect(isError).toBe(false);
          expect(json).toMatchObject({ complete: false });
          expect((json['problems'] as string[])[0]).toMatch(SAYS);
        }
      } finally {
        await assistant.close();
      }
    });
  });
}

type End = 'refused' | 'bad' | 'none' | 'broken off' | 'some';

/** What takes longer. */
export function slow(): void {
  const all = useSandbox({ tickets: 12, limits: false, clock: FROZEN });

  const { config, refused } = refusable(all, 'sympoq');

  it('a second run that reads none changes nothing of this, and a lake that has tickets keeps its tables', async () => {
    const lake = newLake();
    await refused(lake);
    await refused(lake);
    await expectTables(lake, OF_RUNS);
    await exportOnce(config(lake));
    await refused(lake);
    await expectTables(lake, ALL);
  });

  it('masks say nothing of fields that are not published yet', async () => {
    const lake = newLake();
    const mask = {
      salt: 'a-salt-of-the-test',
      isSaltUnset: false,
      people: 'hash',
      columns: {},
      fields: { floor: 'redact' },
    } as const;
    expect((await refused(lake, { mask })).exit_code).toBe(1);
    await expectTables(lake, OF_RUNS);
    const later = await exportOnce(config(lake, { mask }));
    expect(later.exit_code).toBe(0);
    expect(later.events).toContainEqual(
      expect.objectContaining({ message: expect.stringContaining('mask.fields.floor masks nothing') as string }),
    );
    await expectTables(lake, ALL);
  });

  it('targets hold what the lake holds, and all of it later', async () => {
    const lake = newLake();
    const [delta, files] = [newFolder(), newFolder()];
    const publish = [targetAt(delta), targetAt(files, { name: 'files', format: 'parquet' })];
    const world = quickWorld();
    const first = await refused(lake, { publish, lakeId: 'desk' }, world);
    expect(first.targets?.map(({ outcome }) => outcome)).toEqual(['published', 'published']);
    expect(
      readdirSync(delta)
        .filter((name) => ALL.includes(name))
        .sort(),
    ).toEqual(OF_RUNS);
    expect(readFileSync(path.join(files, 'README.md'), 'utf8')).toMatch(SAYS);
    expect(JSON.parse(readFileSync(path.join(files, '_manifest.json'), 'utf8'))).toMatchObject({
      awaits_tickets: true,
    });
    expect(await parquetRows(files, 'runs', ['stream'])).not.toEqual([]);
    const second = await exportOnce(config(lake, { publish, lakeId: 'desk' }), {}, world);
    expect(second.targets?.map(({ error }) => error)).toEqual([null, null]);
    const keys = await parquetRows(files, 'tickets', ['ticket_key']);
    expect(keys).toHaveLength(12);
    expect(await deltaRows(path.join(delta, 'tickets'), ['ticket_key'])).toEqual(keys);
    expect(readFileSync(path.join(files, 'README.md'), 'utf8')).not.toMatch(SAYS);
  });

  it.each(Object.keys(LISTS))('%s: refused on the first run, served later', async (service) => {
    const lake = newLake();
    const one = refusable(all, service);
    expect((await one.refused(lake)).exit_code).toBe(1);
    await expectTables(lake, OF_RUNS);
    expect((await exportOnce(one.config(lake))).exit_code).toBe(0);
    await expectTables(lake, ALL);
    const other = newLake();
    await exportOnce(one.config(other));
    expect(await published(lake)).toEqual(await published(other));
  });

  it('whatever becomes of two sources in which order: all tables from the first tickets on, none before', async () => {
    const services = [new ScriptedService(), new ScriptedService()];
    await Promise.all(services.map((service) => service.start()));
    const ends = fc.constantFrom<End>('refused', 'bad', 'none', 'broken off', 'some');
    const runs = fc.array(fc.tuple(ends, ends), { minLength: 1, maxLength: 4 });
    try {
      await fc.assert(
        fc.asyncProperty(runs, async (lives) => {
          const lake = newLake();
          let came = false;
          // What is refused stays noted until a whole scan; runs after a complete one read what changed.
          const bad = new Set<number>();
          const isNone = (end: End, at: number) => end === 'none' && !bad.has(at);
          for (const life of lives) {
            for (const [at, end] of life.entries()) if (end === 'bad') bad.add(at);
            for (const [at, service] of services.entries()) play(service, life[at] ?? 'refused');
            const sources = services.map((service, at) => service.source({ name: `s${at}`, streams: ['tickets'] }));
            await exportOnce(configOf(lake, sources), {}, quickWorld());
            came ||= life.some((end, at) => end === 'some' || end === 'broken off' || isNone(end, at));
            await expectTables(lake, came ? ALL : OF_RUNS);
          }
        }),
        { numRuns: 12 },
      );
    } finally {
      await Promise.all(services.map((service) => service.stop()));
    }
  });
}

function play(service: ScriptedService, end: End): void {
  const refusal = { status: 403, message: 'not now' };
  service.answer = ({ page }) => {
    if (end === 'refused' || (end === 'broken off' && page !== null)) return refusal;
    if (end === 'none') return { records: [] };
    if (end === 'bad') return { records: [{ subject: 'a ticket without its ID' }] };
    return { records: [ticket({ ticket_id: '1' })], next: end === 'some' ? null : '1' };
  };
}
