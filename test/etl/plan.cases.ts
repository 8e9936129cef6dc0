/** `ticketlake plan` says what the next export reads and costs, sends nothing and writes nothing. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Config } from '../../etl/src/config/config';
import type { PlanOptions, PlannedStream } from '../../etl/src/plan/plan';
import { planExport } from '../../etl/src/plan/plan';
import { lakePaths, openWorkingDatabase } from '../../etl/src/store/database';
import { acquireLock } from '../../etl/src/store/lock';
import { configOf, copyOf, exportOnce, newLake, quickWorld, rowsOf, sourceOf, STARTED_AT } from '../support/lake';
import { FROZEN, useSandbox } from '../support/sandbox';
import { run } from '../support/terminal';

/** Neither can be asked for what changed. */
const WITHOUT_FILTER = ['notific', 'sympoq'];

/**
 * The tests, with a lake of these services.
 * @param services Deskpro and Synqly at least
 * @param again those of them that are exported more than once
 * @param isBroad also what a plan says of slices and deletions, and what happens beside a run
 */
export function plans(services: readonly string[], again: readonly string[], isBroad: boolean): void {
  // The command asks TeamsWork.
  const running = [...new Set([...services, 'teamswork'])];
  const sandbox = useSandbox({ tickets: 16, limits: false, clock: FROZEN, services: running });
  const DAY_MS = 86_400_000;
  const NEXT: PlanOptions = { full: false, since: null };

  const config = (lake: string, sources: readonly string[] = services, changes: Partial<Config> = {}) =>
    configOf(
      lake,
      sources.map((name) => sourceOf(sandbox(), name, { pageSize: 10 })),
      changes,
    );
  const planOf = (of: Config, options: Partial<PlanOptions> = {}, now = STARTED_AT) =>
    planExport(of, { ...NEXT, ...options }, now);

  /** Every file of the lake with when it was written. */
  function filesOf(folder: string): string[] {
    return readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .map((file) => `${file} ${statSync(file).size} ${statSync(file).mtimeMs}`)
      .sort();
  }

  const named = (streams: readonly PlannedStream[] | undefined, name: string) =>
    streams?.find(({ stream }) => stream === name);

  describe('before the first export', () => {
    test('everything is read whole, and nobody knows what it costs; no folder is made', async () => {
      const lake = path.join(newLake(), 'not-there');
      const plan = await planOf(config(lake));
      expect([plan.known_from, plan.note]).toEqual(['nothing', null]);
      expect(plan.sources.map(({ source }) => source)).toEqual(services);
      for (const { streams, least } of plan.sources) {
        expect(named(streams, 'tickets')).toMatchObject({
          mode: 'full',
          reason: 'first',
          changed_since: null,
          requests: null,
          basis: expect.stringMatching(/^never read before(?:; (?:several pages are )?read twice)?$/),
        });
        expect(least).toBe(true);
      }
      expect(plan.tables.every(({ rows, files }) => rows === 0 && files === 0)).toBe(true);
      expect(existsSync(lake)).toBe(false);
      expect(sandbox().requests.count()).toBe(0);
    });
  });

  describe('after an export', () => {
    const world = quickWorld();
    let lake: string;
    beforeAll(async () => {
      lake = newLake();
      const requester = sandbox()
        .world('deskpro')
        .people()
        .find(({ isAgent }) => !isAgent);
      sandbox()
        .world('deskpro')
        .create({ subject: 'Still open', requester: requester?.id ?? 1 }, null);
      await exportOnce(config(lake), {}, world);
      // What changed is read twice: the first time costs what a first time costs.
      await exportOnce(config(lake, again), {}, world);
    });

    test('the plan sends nothing, writes nothing, and is what the next export does', async () => {
      const [files, asked] = [filesOf(lake), sandbox().requests.count()];
      const plan = await planOf(config(lake, again), {}, world.now());
      expect([filesOf(lake), sandbox().requests.count()]).toEqual([files, asked]);
      expect([plan.known_from, plan.note]).toEqual(['state', null]);
      const result = await exportOnce(config(copyOf(lake), again), {}, world);
      expect(result.sources.map(({ source }) => source)).toEqual(again);
      for (const { source, streams } of plan.sources) {
        const rows = result.sources.find((done) => done.source === source)?.streams ?? [];
        expect(streams.map(({ stream }) => stream)).toEqual(rows.map(({ stream }) => stream));
        const costs = (of: ReadonlyArray<{ stream: string; requests: number | null }>) =>
          of.map(({ stream, requests }) => [stream, requests]);
        expect([source, costs(streams)]).toEqual([source, costs(rows)]);
        const tickets = rows.find(({ stream }) => stream === 'tickets');
        expect(named(streams, 'tickets')).toMatchObject({
          mode: tickets?.mode,
          reason: null,
          changed_since: tickets?.cursor_from,
          resumes: false,
        });
      }
    });

    test('a full scan is planned when it is asked for, when it is due, and when the scope is another', async () => {
      const only = config(lake, ['synqly']);
      const tickets = async (of: Config, options: Partial<PlanOptions>, now = world.now()) =>
        named((await planOf(of, options, now)).sources[0]?.streams, 'tickets');
      expect(await tickets(only, { full: true })).toMatchObject({ mode: 'full', reason: 'asked', changed_since: null });
      expect(await tickets(only, {}, world.now() + 8 * DAY_MS)).toMatchObject({ mode: 'full', reason: 'due' });
      expect(await tickets(only, { since: '2026-01-01' })).toMatchObject({
        reason: 'scope',
        slices: ['tickets since=2026-01-01T00:00:00Z ordered'],
      });
      const narrowed = configOf(lake, [sourceOf(sandbox(), 'synqly', { projects: ['P2', 'P3'] })]);
      expect(await tickets(narrowed, {})).toMatchObject({
        reason: 'scope',
        slices: ['tickets ordered chosen project=P2', 'tickets ordered chosen project=P3'],
      });
    });

    test('a full scan reads again whatever may have changed without a trace', async () => {
      const { sources } = await planOf(config(lake, ['deskpro']), { full: true }, world.now());
      const [row] = await rowsOf(lake, "SELECT count(*) AS n FROM tickets WHERE source = 'deskpro'");
      const stored = Number(row?.['n']);
      expect(named(sources[0]?.streams, 'comments')).toMatchObject({
        slices: null,
        tickets: stored,
        requests: stored,
        least: true,
      });
      expect(named(sources[0]?.streams, 'history')).toMatchObject({ tickets: stored });
    });

    test('only chosen sources and streams, and the tables that they touch', async () => {
      const plan = await planOf(config(lake), { sources: ['synqly'], streams: ['queues'] }, world.now());
      expect(plan.sources.map(({ source, streams }) => [source, streams.map(({ stream }) => stream)])).toEqual([
        ['synqly', ['queues']],
      ]);
      const change = Object.fromEntries(plan.tables.map((table) => [table.table, table.change]));
      expect(change).toMatchObject({
        runs: 'always',
        sources: 'always',
        queues: 'possible',
        tickets: 'possible',
        comments: 'none',
      });
      const [row] = await rowsOf(lake, 'SELECT count(*) AS n FROM tickets');
      expect(plan.tables[0]).toEqual({ table: 'tickets', rows: Number(row?.['n']), files: 1, change: 'possible' });
    });

    if (!isBroad) return;

    test('a scan that can prove deletions may cost a question for each ticket that it misses', async () => {
      const { sources } = await planOf(config(lake), { full: true }, world.now());
      for (const { source, streams } of sources) {
        const [row] = await rowsOf(lake, `SELECT count(*) AS n FROM tickets WHERE source = '${source}'`);
        expect([source, named(streams, 'tickets')?.deletion_checks]).toEqual([source, Number(row?.['n']) + 6]);
      }
      const narrower = await planOf(config(lake), { full: true, since: '2020-01-01' }, world.now());
      for (const { streams } of narrower.sources) expect(named(streams, 'tickets')?.deletion_checks).toBe(0);
    });

    test('slices are those that the services plan from what is stored', async () => {
      const { sources } = await planOf(config(lake), {}, world.now());
      const slices = Object.fromEntries(
        sources.map(({ source, streams }) => [source, named(streams, 'tickets')?.slices]),
      );
      for (const name of services.filter((each) => WITHOUT_FILTER.includes(each)))
        expect([name, slices[name]]).toEqual([name, ['tickets']]);
      expect(slices['synqly']).toEqual([expect.stringMatching(/^tickets updated=20\d\d-.*Z ordered$/)]);
      expect(slices['teamswork']).toEqual([expect.stringMatching(/^updated-20\d\d-\d\d-\d\d$/)]);
      expect(slices['deskpro']).toEqual(
        expect.arrayContaining([expect.stringMatching(/^date_created 20/), expect.stringMatching(/^open \d+-\d+$/)]),
      );
    });

    test('beside a run that holds the lake it is made from what was published, and says so', async () => {
      const free = await planOf(config(lake), {}, world.now());
      const locking = acquireLock(lake);
      const working = await openWorkingDatabase(lake);
      const held = await planOf(config(lake), {}, world.now()).finally(async () => {
        await working.close();
        if (locking.ok) locking.lock.release();
      });
      expect(held.known_from).toBe('publication');
      expect(held.note).toMatch(
        /^the lake is locked by a run \(process \d+ on .*\): planned from what was published last$/,
      );
      const of = ({ sources }: typeof free) =>
        sources.map(({ source, streams }) => {
          const tickets = named(streams, 'tickets');
          return [source, tickets?.mode, tickets?.changed_since, tickets?.requests];
        });
      expect(of(held)).toEqual(of(free));
    });

    test('an export that begins while a plan looks at the state waits until it has done so', async () => {
      const script = `
      const { DuckDBInstance } = require('@duckdb/node-api');
      DuckDBInstance.create(process.argv[1], { access_mode: 'READ_ONLY' }).then(() => {
        process.stdout.write('looking');
        setTimeout(() => process.exit(), 500);
      });`;
      const looking = spawn(process.execPath, ['-e', script, lakePaths(lake).working], { cwd: __dirname });
      await once(looking.stdout, 'data');
      const before = Date.now();
      await (await openWorkingDatabase(lake)).close();
      expect(Date.now() - before).toBeGreaterThan(300);
    });
  });

  test('what an interrupted scan left is gone on with', async () => {
    const lake = newLake();
    const world = quickWorld();
    const one = configOf(lake, [sourceOf(sandbox(), 'deskpro', { pageSize: 5, concurrency: 1, streams: ['tickets'] })]);
    const ending = new AbortController();
    const stopAtTickets = (event: { type: string; stream?: string | null }) => {
      if (event.type === 'progress' && event.stream === 'tickets') ending.abort();
    };
    await exportOnce(one, { signal: ending.signal, listener: stopAtTickets }, world);
    const plan = await planOf(one, {}, world.now());
    const tickets = named(plan.sources[0]?.streams, 'tickets');
    expect(tickets).toMatchObject({
      mode: 'full',
      resumes: true,
      least: true,
      basis: 'a page of each part that is left',
    });
    expect(tickets?.requests).toBe(tickets?.slices?.length);
    expect(tickets?.slices?.length).toBeGreaterThan(2);
    expect(tickets?.slices).not.toContain('ids 1-5');
    const later = await planOf(one, {}, world.now() + DAY_MS);
    expect(named(later.sources[0]?.streams, 'tickets')).toMatchObject({ resumes: false, slices: ['ids from 1'] });
  });

  describe('the command', () => {
    let folder: string;
    beforeAll(async () => {
      folder = mkdtempSync(path.join(tmpdir(), 'ticketlake-plan-'));
      // The command's clock is the machine's.
      sandbox().clock.set({ now: Date.now() });
      const { url, key } = sandbox().service('teamswork');
      for (const [file, quota] of [
        ['ticketlake.yaml', 2],
        ['quick.yaml', 100_000],
      ] as const) {
        const source = `{ vendor: teamswork, url: "${url}", key: ${key}, requests_per_minute: ${quota} }`;
        writeFileSync(path.join(folder, file), `sources:\n  acme: ${source}\n`);
      }
    });
    afterAll(() => {
      rmSync(folder, { recursive: true, force: true });
    });
    const command = (...args: string[]) => run(args, { cwd: folder });

    test('for people: what is read, what it costs, what would be written', async () => {
      const first = await command('plan');
      expect(first.exitCode).toBe(0);
      expect(first.stdout).toMatch(/^acme +tickets +all \(never read whole\) +unknown +never read before$/m);
      await command('export', '--quiet', '--config', 'quick.yaml');
      const { stdout } = await command('plan', '--verbose');
      expect(stdout).toMatch(/^acme +tickets +changes since 20\d\d-\d\d-\d\d \d\d:\d\d +≥ 1 /m);
      expect(stdout).toMatch(/^acme: tickets: updated-20\d\d-\d\d-\d\d$/m);
      expect(stdout).toMatch(
        /^acme: at least \d+ requests, with a wait of at least \d+:\d\d min at the quota \(2 in 1:00 min\)$/m,
      );
      expect(stdout).toMatch(/^ {2}in any case: sources \(1 row\), runs \(\d+ rows\), parquet\/_manifest.json$/m);
      expect(stdout).toMatch(/^ {2}where rows change: tickets \(\d+ rows\), .*, ticketlake\.duckdb$/m);
      expect(stdout).not.toContain(sandbox().service('teamswork').key);
    });

    test('--json is one object', async () => {
      const { exitCode, stdout } = await command('plan', '--json', '--full');
      const plan = JSON.parse(stdout) as { known_from: string; sources: Array<{ streams: PlannedStream[] }> };
      expect([exitCode, plan.known_from]).toEqual([0, 'state']);
      expect(named(plan.sources[0]?.streams, 'tickets')).toMatchObject({
        mode: 'full',
        reason: 'asked',
        slices: ['all'],
      });
    });

    test('a source that is not there, and a lake of a newer version, exit with 2', async () => {
      expect((await command('plan', '--source', 'acne')).stderr).toBe(
        'error: there is no source "acne"\n  Did you mean "acme"?\n',
      );
      const working = await openWorkingDatabase(path.join(folder, 'lake'));
      await working.run("UPDATE meta SET value = '99' WHERE key = 'state_version'");
      await working.close();
      const { exitCode, stderr } = await command('plan');
      expect([exitCode, stderr]).toEqual([2, expect.stringContaining('newer Ticketlake (state version 99')]);
    });
  });
}
