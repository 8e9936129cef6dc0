/**
 * Promise 3: a run that is killed at any instant leaves the publication before it whole, and the next run ends with
 * the tables of a run that was never killed, without asking again for what was on disk already.
 */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import type { Failpoint } from '../../etl/src/base/failpoint';
import { readManifest } from '../../etl/src/publish/manifest';
import { sha256Of } from '../../etl/src/base/files';
import { lakePaths } from '../../etl/src/store/database';
import type { Sandbox } from '../../sandbox/server';
import { startSandbox } from '../../sandbox/server';
import { exportInChild, useCompiledExporter } from '../support/child-run';
import type { Tables } from '../support/lake';
import { configOf, copyOf, exportOnce, newLake, published, quickWorld, sourceOf, STARTED_AT } from '../support/lake';
import { FROZEN } from '../support/sandbox';

const mockPassed = new Map<string, number>();
jest.mock('../../etl/src/base/failpoint', () => ({
  ...jest.requireActual<object>('../../etl/src/base/failpoint'),
  failpoint: (name: string) => mockPassed.set(name, (mockPassed.get(name) ?? 0) + 1),
}));

const TICKETS = 24;
const PAGE_SIZE = 10;
const DAY_MS = 86_400_000;
/** The later run finds a full scan due. */
const LATER_MS = 8 * DAY_MS;

interface Scene {
  /** A lake to start from; none for the first run. */
  before: string | null;
  aheadMs: number;
  /** What a run that is not killed ends with. */
  tables: Tables;
  requests: number;
  /** How often it passes each failpoint. */
  passed: ReadonlyMap<string, number>;
}

interface Stage {
  sandbox: Sandbox;
  scenes: { first: Scene; later: Scene };
  /** What a run costs that finds nothing new: looking at the key, planning, lookups. */
  quietRequests: number;
}

useCompiledExporter();
const stages = new Map<string, Promise<Stage>>();
afterAll(async () => {
  for (const stage of stages.values()) await (await stage).sandbox.close();
});

function configFor(sandbox: Sandbox, name: string, lake: string) {
  return configOf(lake, [sourceOf(sandbox, name, { pageSize: PAGE_SIZE })]);
}

/** Each scene has a sandbox of its own kind of world: the first run meets it as it is, the later one after changes. */
async function stageOf(name: string): Promise<Stage> {
  const sandbox = await startSandbox({ tickets: TICKETS, limits: false, clock: FROZEN, services: [name] });
  const lake = newLake();
  const first = await reference(sandbox, name, lake, null, 0);
  sandbox.requests.reset();
  await exportOnce(configFor(sandbox, name, lake));
  const quietRequests = sandbox.requests.count();
  const before = copyOf(lake);
  return { sandbox, quietRequests, scenes: { first, later: { ...first, before, aheadMs: LATER_MS } } };
}

async function reference(sandbox: Sandbox, name: string, lake: string, before: string | null, aheadMs: number) {
  mockPassed.clear();
  sandbox.requests.reset();
  const result = await exportOnce(configFor(sandbox, name, lake), {}, quickWorld(STARTED_AT + aheadMs));
  expect({ name, exit: result.exit_code, problems: problemsOf(result) }).toEqual({ name, exit: 0, problems: [] });
  const passed = new Map(mockPassed);
  return { before, aheadMs, tables: comparable(await published(lake)), requests: sandbox.requests.count(), passed };
}

function problemsOf(result: Awaited<ReturnType<typeof exportOnce>>) {
  return result.sources.flatMap(({ streams }) => streams.flatMap(({ error }) => error ?? []));
}

/** When a ticket was found to be missing, or a member to be new, is the run's own affair. */
function comparable(tables: Tables): Tables {
  const tickets = (tables['tickets'] ?? []).map((row) => ({ ...row, deleted_at: row['deleted_at'] !== null }));
  const changes = (tables['schema_changes'] ?? []).map(({ first_seen: _at, ...row }) => row);
  return { ...tables, tickets, schema_changes: changes };
}

/** What people did between the first run and the later one. Statuses move only where the service logs them. */
function change(sandbox: Sandbox, name: string): void {
  const world = sandbox.world(name);
  sandbox.clock.set({ advanceMs: LATER_MS });
  const agent = world.people().find(({ isAgent }) => isAgent)!;
  const alive = [...Array(world.size).keys()].filter((index) => world.ticket(index)?.status !== 'deleted');
  const [a, b, c, d] = [alive[1]!, alive[5]!, alive[9]!, alive[12]!];
  world.purge(a);
  world.change(b, { subject: 'changed between two runs', priority: 'urgent' }, agent.id);
  const said = { isPublic: true, title: null, body: 'said between two runs', format: 'text' as const, attachments: [] };
  world.comment(c, { ...said, author: agent.id });
  if (name !== 'synqly')
    world.change(d, { status: world.ticket(d)!.status === 'closed' ? 'open' : 'closed' }, agent.id);
  world.create({ subject: 'created between two runs', requester: world.ticket(b)!.requester }, null);
  world.rename('queues', world.queues()[0]!.id, 'Renamed between two runs');
}

async function laterStage(name: string): Promise<Stage> {
  const stage = await stageOf(name);
  const { sandbox, scenes } = stage;
  change(sandbox, name);
  const lake = copyOf(scenes.later.before!);
  return {
    ...stage,
    scenes: { ...scenes, later: await reference(sandbox, name, lake, scenes.later.before, LATER_MS) },
  };
}

function stage(name: string, scene: 'first' | 'later'): Promise<Stage> {
  const key = `${name} ${scene}`;
  const known = stages.get(key) ?? (scene === 'first' ? stageOf(name) : laterStage(name));
  stages.set(key, known);
  return known;
}

/** Every file that a reader may open is whole: the state before the run or after it, nothing between. */
async function expectWhole(lake: string, before: Tables, after: Tables): Promise<void> {
  const { parquet, published: database } = lakePaths(lake);
  for (const file of existsSync(parquet) ? readdirSync(parquet) : []) {
    expect(file).toMatch(/^(?:[a-z_]+\.parquet|_manifest\.json|_dictionary\.json|README\.md)$/);
    if (!file.endsWith('.parquet')) continue;
    const rows = await parquetReadObjects({ file: await asyncBufferFromFile(path.join(parquet, file)) });
    const table = path.basename(file, '.parquet');
    if (before[table]) expect([before[table].length, after[table]?.length]).toContain(rows.length);
  }
  if (!existsSync(database)) return;
  const found = comparable(await published(lake));
  expect(found).toEqual(isDeepStrictEqual(found, before) ? before : after);
}

async function expectManifestTrue(lake: string): Promise<void> {
  const { parquet, manifest } = lakePaths(lake);
  for (const { path: name, sha256 } of (await readManifest(manifest)).files) {
    expect({ name, sha256: await sha256Of(path.join(parquet, name)) }).toEqual({ name, sha256 });
  }
}

export interface Strike {
  failpoint: Failpoint;
  service: string;
  scene: 'first' | 'later';
}

/** Another passing of the place in every strike, so that beginnings, middles and ends are hit. */
function passing(strike: Strike, scene: Scene): number {
  const total = scene.passed.get(strike.failpoint) ?? 0;
  const spread = [...`${strike.failpoint}${strike.service}${strike.scene}`].reduce(
    (sum, c) => sum * 31 + c.charCodeAt(0),
    7,
  );
  return 1 + (Math.abs(spread) % Math.max(1, total));
}

/** Small pages, one a ticket, wait for one another before they are written down. */
const MOST_WRITTEN_TOGETHER = 64;

/** A test for each strike. */
export function killed(strikes: readonly Strike[]): void {
  describe.each(strikes)('killed at $failpoint on the $scene run of $service', (strike) => {
    const { service, failpoint } = strike;

    it('the next run ends with the same tables and asks for little again', async () => {
      const { sandbox, scenes, quietRequests } = await stage(service, strike.scene);
      const scene = scenes[strike.scene];
      const lake = scene.before === null ? newLake() : copyOf(scene.before);
      const config = configFor(sandbox, service, lake);
      sandbox.requests.reset();

      const where = `${failpoint}:${passing(strike, scene)}`;
      const killed = await exportInChild(config, { failpoint: where, aheadMs: scene.aheadMs });
      expect({ where, signal: killed.signal, stderr: killed.stderr }).toEqual({ where, signal: 'SIGKILL', stderr: '' });
      await expectWhole(lake, scenes.first.tables, scene.tables);

      const next = await exportOnce(config, {}, quickWorld(STARTED_AT + scene.aheadMs));
      expect({ where, exit: next.exit_code, problems: problemsOf(next) }).toEqual({ where, exit: 0, problems: [] });
      expect(comparable(await published(lake))).toEqual(scene.tables);
      await expectManifestTrue(lake);

      const { concurrency } = config.sources[0]!;
      const underWay = concurrency + (failpoint.startsWith('page.') ? MOST_WRITTEN_TOGETHER : 0);
      expect(sandbox.requests.count()).toBeLessThanOrEqual(scene.requests + quietRequests + underWay);
    }, 60_000);
  });
}

/** Most of the working database becomes free space, as after rows that were deleted: a run writes it anew. */
async function loosen(lake: string): Promise<void> {
  const instance = await DuckDBInstance.create(lakePaths(lake).working);
  const connection = await instance.connect();
  for (const [table, rows] of [
    ['noise', 10_000_000],
    ['later', 300_000],
  ] as const) {
    await connection.run(`CREATE TABLE ${table} AS SELECT random() AS number FROM range(${rows})`);
    await connection.run('CHECKPOINT');
  }
  await connection.run('DROP TABLE noise');
  connection.closeSync();
  instance.closeSync();
}

/** A test for each place at which the working database is written anew. */
export function killedWhileCompacting(failpoints: readonly Failpoint[]): void {
  it.each(failpoints)(
    'killed at %s, where the working database is written anew, the next run ends with the same tables',
    async (failpoint) => {
      const name = 'teamswork';
      // A run that finds nothing leaves the database as it is: the later one has something to write.
      const { sandbox, scenes } = await stage(name, 'later');
      const { before, aheadMs, tables } = scenes.later;
      const lake = copyOf(before!);
      const config = configFor(sandbox, name, lake);
      await loosen(lake);
      const killed = await exportInChild(config, { failpoint, aheadMs });
      expect({ signal: killed.signal, stderr: killed.stderr }).toEqual({ signal: 'SIGKILL', stderr: '' });
      await expectWhole(lake, scenes.first.tables, tables);
      expect((await exportOnce(config, {}, quickWorld(STARTED_AT + aheadMs))).exit_code).toBe(0);
      expect(comparable(await published(lake))).toEqual(tables);
    },
    60_000,
  );
}

/** A test for each place at which a copy of the published database is changed: few of many tickets changed. */
export function killedWhileCopying(failpoints: readonly Failpoint[]): void {
  it.each(failpoints)(
    'killed at %s, where a copy of the published database is changed, the next run ends with the same tables',
    async (failpoint) => {
      const name = 'teamswork';
      const sandbox = await startSandbox({ tickets: 4 * TICKETS, limits: false, clock: FROZEN, services: [name] });
      try {
        const lake = newLake();
        const { tables: first } = await reference(sandbox, name, lake, null, 0);
        sandbox.clock.set({ advanceMs: DAY_MS });
        sandbox.world(name).change(7, { subject: 'changed between two runs' }, null);
        const [struck, spared] = [copyOf(lake), copyOf(lake)];
        const { tables, passed } = await reference(sandbox, name, spared, lake, DAY_MS);
        expect(passed.get(failpoint)).toBe(1);
        const config = configFor(sandbox, name, struck);
        const killed = await exportInChild(config, { failpoint, aheadMs: DAY_MS });
        expect({ signal: killed.signal, stderr: killed.stderr }).toEqual({ signal: 'SIGKILL', stderr: '' });
        await expectWhole(struck, first, tables);
        expect(comparable(await published(struck))).toEqual(first);
        expect((await exportOnce(config, {}, quickWorld(STARTED_AT + DAY_MS))).exit_code).toBe(0);
        expect(comparable(await published(struck))).toEqual(tables);
        await expectManifestTrue(struck);
      } finally {
        await sandbox.close();
      }
    },
    60_000,
  );
}
