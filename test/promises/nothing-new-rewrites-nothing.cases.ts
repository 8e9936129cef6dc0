/** Promise 8: a run that finds nothing new succeeds, says so, costs little, and rewrites only runs, sources and the manifest. */
import { mkdtempSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBConnection } from '@duckdb/node-api';
import { lakePaths } from '../../etl/src/store/database';
import type { Sandbox } from '../../sandbox/server';
import { startSandbox } from '../../sandbox/server';
import { verifyLake } from '../../etl/src/verify/verify';
import { vendorNames } from '../../vendors/registry';
import type { Exported } from '../support/lake';
import { configOf, copiesOf, exportOnce, newLake, quickWorld, rowsOf, sourceOf, STARTED_AT } from '../support/lake';
import { run } from '../support/terminal';
import { FROZEN } from '../support/sandbox';

const TICKETS = 60;
/**
 * Requests of a quiet run: the key, the plan, the lookups, and what the service needs to say that nothing changed.
 * SympoQ: each of its seven lists is asked once more, for what stands beyond its end.
 */
const QUIET: Record<string, number> = { deskpro: 21, sympoq: 17, synqly: 6, notific: 5, teamswork: 9 };

/** DuckDB statements of a quiet run: each costs the same for few rows as for many. */
const STATEMENTS: Record<string, number> = { deskpro: 148, sympoq: 146, synqly: 134, notific: 146, teamswork: 121 };

/** What a quiet run writes at most: pages as received, tables of the run, and the log of the working database. */
const BYTES = 1_000_000;

let sandbox: Sandbox;
/** Inode, time and content of every published file. */
function photograph(lake: string): Map<string, string> {
  const { parquet } = lakePaths(lake);
  return new Map(
    readdirSync(parquet).map((name) => {
      const file = path.join(parquet, name);
      const { ino, mtimeMs } = statSync(file);
      return [name, `${ino} ${mtimeMs} ${readFileSync(file).toString('base64')}`];
    }),
  );
}

/** Size, inode and time of every file of a lake. */
function inventory(lake: string): Map<string, { size: number; ino: number; mtimeMs: number }> {
  const names = readdirSync(lake, { recursive: true, encoding: 'utf8' });
  return new Map(
    names.map((name) => [name, statSync(path.join(lake, name))] as const).filter(([, file]) => file.isFile()),
  );
}

/** What was written between two inventories: whole files that took the place of others, and what others grew by. */
function bytesBetween(before: ReturnType<typeof inventory>, after: ReturnType<typeof inventory>): number {
  return [...after].reduce((sum, [name, { size, ino, mtimeMs }]) => {
    const old = before.get(name);
    if (old?.ino !== ino) return sum + size;
    if (old.mtimeMs === mtimeMs) return sum;
    return sum + (/\.wal$|\.gz$/.test(name) ? size - old.size : size);
  }, 0);
}

const stamps = (lake: string) => rowsOf(lake, 'SELECT ticket_key, run_id, extracted_at FROM tickets ORDER BY 1');

const configFor = (name: string, lake: string) => configOf(lake, [sourceOf(sandbox, name)]);
/** A lake of each service, and the run that filled it. */
const filledLakes = new Map<string, () => Promise<{ lake: string; run: Exported }>>(
  vendorNames().map((name) => [name, copiesOf((lake) => exportOnce(configFor(name, lake)))]),
);

/** A quiet run of each of these services; the other tests of the file need them running. */
export function quietRuns(names: readonly string[]): void {
  beforeAll(async () => {
    sandbox = await startSandbox({ tickets: TICKETS, limits: false, clock: FROZEN, services: [...names] });
  });
  afterAll(() => sandbox.close());

  it.each([...names])('%s', async (name) => {
    const { lake } = await filledLakes.get(name)!();
    const files = photograph(lake);
    const stood = inventory(lake);
    const before = await stamps(lake);
    sandbox.requests.reset();
    sandbox.clock.set({ now: STARTED_AT + 3_600_000 });
    const statements = jest.spyOn(DuckDBConnection.prototype, 'run');
    const quiet = await exportOnce(configFor(name, lake), {}, quickWorld(STARTED_AT + 3_600_000));
    const asked = statements.mock.calls.map(([sql]) => sql);
    statements.mockRestore();
    expect(quiet.exit_code).toBe(0);
    const most = STATEMENTS[name] ?? 0;
    expect({ name, statements: asked.length <= most ? most : asked.length }).toEqual({ name, statements: most });
    expect({
      name,
      requests: sandbox.requests.count(name) <= (QUIET[name] ?? 0) ? 'few' : sandbox.requests.counts(),
    }).toEqual({ name, requests: 'few' });
    const changed = quiet.sources.flatMap(({ streams }) =>
      streams.map((row) => row.rows_new + row.rows_changed + row.rows_deleted),
    );
    expect(changed.every((rows) => rows === 0)).toBe(true);
    const after = photograph(lake);
    const rewritten = [...after.keys()].filter((file) => after.get(file) !== files.get(file)).sort();
    expect(rewritten).toEqual(['_manifest.json', 'runs.parquet', 'sources.parquet']);
    const told = quiet.events.flatMap((event) => (event.type === 'published' ? event.tables : []));
    expect(
      told
        .filter((table) => table.rewritten)
        .map(({ table }) => table)
        .sort(),
    ).toEqual(['runs', 'sources']);
    expect(bytesBetween(stood, inventory(lake))).toBeLessThan(BYTES);
    for (const kept of ['ticketlake.duckdb', path.join('state', 'working.duckdb')])
      expect([kept, inventory(lake).get(kept)?.mtimeMs]).toEqual([kept, stood.get(kept)?.mtimeMs]);
    expect((await verifyLake(lake)).findings).toEqual([]);
    expect(await stamps(lake)).toEqual(before);
    expect((await rowsOf(lake, 'SELECT last_run_id FROM sources'))[0]?.['last_run_id']).toBe(quiet.run_id);
  });
}

/** After any quiet run of the service: it changes a ticket. */
export function stampsSay(): void {
  it('a row has the stamps of the run that changed it, and only that', async () => {
    const { lake, run: first } = await filledLakes.get('teamswork')!();
    const world = sandbox.world('teamswork');
    const index = [...Array(world.size).keys()].find((at) => world.ticket(at)?.status === 'solved')!;
    sandbox.clock.set({ advanceMs: 60_000 });
    world.change(index, { subject: 'changed' }, null);
    const second = await exportOnce(configFor('teamswork', lake));
    expect(await rowsOf(lake, `SELECT subject FROM tickets WHERE run_id = '${second.run_id}'`)).toEqual([
      { subject: 'changed' },
    ]);
    const [others] = await rowsOf(
      lake,
      `SELECT count(*) AS n, min(run_id) AS run_id, max(run_id) AS last FROM tickets WHERE subject <> 'changed'`,
    );
    expect(others).toMatchObject({ run_id: first.run_id, last: first.run_id });
  });
}

export function commandLineSays(): void {
  it('the command line says so', async () => {
    const home = mkdtempSync(path.join(tmpdir(), 'ticketlake-home-'));
    // The command's clock is the machine's.
    sandbox.clock.set({ now: Date.now() });
    const { url, key } = sandbox.service('notific');
    writeFileSync(
      path.join(home, 'ticketlake.yaml'),
      `lake: ${newLake()}\nsources:\n  n:\n    vendor: notific\n    url: ${url}\n    key: ${key}\n`,
    );
    expect((await run(['export'], { cwd: home })).stdout).not.toContain('Nothing new');
    const quiet = await run(['export'], { cwd: home });
    expect(quiet.exitCode).toBe(0);
    expect(quiet.stdout).toContain('Nothing new');
    // Its row stands in the log of the working database, which a replay must not lose.
    expect((await run(['replay'], { cwd: home })).exitCode).toBe(0);
    const runs = await run(['query', 'SELECT DISTINCT mode FROM runs', '--format', 'csv'], { cwd: home });
    expect(runs.stdout.split(/\r?\n/).filter(Boolean).sort()).toEqual(['full', 'incremental', 'mode', 'replay']);
    const counted = await run(['query', 'SELECT count(DISTINCT run_id) AS n FROM runs', '--format', 'csv'], {
      cwd: home,
    });
    expect(counted.stdout.split(/\r?\n/)[1]).toBe('3');
  });
}
