/** `replay`: what raw/ holds gives the tables that the exports gave. */
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { RunEvent } from '../../etl/src/base/events';
import { runReplay } from '../../etl/src/replay/replay';
import type { ReplayOptions } from '../../etl/src/replay/replay';
import type { Config } from '../../etl/src/config/config';
import type { ExportResult } from '../../etl/src/base/run-result';
import type { Sandbox } from '../../sandbox/server';
import { startSandbox } from '../../sandbox/server';
import type { StreamName } from '../../vendors/vendor';
import { STREAM_NAMES } from '../../vendors/vendor';
import type { Tables } from '../support/lake';
import { configOf, copyOf, exportOnce, newLake, published, quickWorld, rowsOf, sourceOf } from '../support/lake';
import { acquireLock } from '../../etl/src/store/lock';
import { FROZEN } from '../support/sandbox';

interface Replayed extends ExportResult {
  notes: string[];
}

async function replay(config: Config, now: () => number, options: Partial<ReplayOptions> = {}): Promise<Replayed> {
  const notes: string[] = [];
  const listener = (event: RunEvent): void => {
    if (event.type === 'note') notes.push(event.message);
  };
  const { signal } = new AbortController();
  return { ...(await runReplay(config, { signal, listener, ...options }, now)), notes };
}

/**
 * The tests, with a lake of these services.
 * @param isBroad also of a lake that lost its state or a part of an answer; one of the services is TeamsWork then
 */
export function replays(
  services: readonly string[],
  streams: readonly StreamName[] = STREAM_NAMES,
  isBroad = true,
): void {
  let running: Sandbox;
  let lived: string;
  let before: Tables;
  const world = quickWorld();

  function config(lake: string): Config {
    const sources = services.map((name) => sourceOf(running, name, { pageSize: 7, streams }));
    return configOf(lake, sources, { maxDeleteShare: 1 });
  }

  /** Replays need no key. */
  function keyless(lake: string): Config {
    const { sources, ...others } = config(lake);
    return { ...others, sources: sources.map((source) => ({ ...source, key: '' })) };
  }

  async function exportAfter(passed: number): Promise<void> {
    running.clock.set({ advanceMs: passed });
    world.pass(passed);
    const result = await exportOnce(config(lived), {}, world);
    const problems = result.sources.flatMap(({ streams }) => streams.flatMap(({ error }) => error ?? []));
    expect({ exit: result.exit_code, problems }).toEqual({ exit: 0, problems: [] });
  }

  function change(service: string): void {
    const town = running.world(service);
    const agent = town.people().find(({ isAgent, isActive }) => isAgent && isActive)?.id ?? 1;
    const said = {
      author: agent,
      isPublic: true,
      title: null,
      body: 'Said later',
      format: 'text' as const,
      attachments: [],
    };
    town.change(3, { subject: 'Changed', status: 'solved' }, agent);
    town.change(4, { priority: 'urgent', status: 'pending' }, agent);
    town.comment(4, said);
    const last = town.ticket(5)?.comments.at(-1);
    if (last) town.removeComment(5, last.id);
  }

  /** A lake with a full run, an incremental one after changes, and a full one after deletions. */
  beforeAll(async () => {
    running = await startSandbox({ tickets: 12, limits: false, clock: FROZEN, services: [...services] });
    lived = newLake();
    await exportAfter(0);
    for (const service of services) change(service);
    await exportAfter(26 * 3_600_000);
    for (const service of services) for (const gone of [6, 7]) running.world(service).purge(gone);
    await exportAfter(8 * 86_400_000);
    before = await published(lived);
    running.requests.reset();
  }, 120_000);
  afterAll(() => running.close());

  const ticketsOf = ({ sources }: ExportResult) =>
    sources.flatMap(({ streams }) => streams.filter(({ stream }) => stream === 'tickets'));

  it('gives the tables that the exports gave, as often as it is made, and asks nobody', async () => {
    const lake = copyOf(lived);
    for (const service of services) {
      const gone = before.tickets?.filter((row) => row['source'] === service && row['is_deleted'] === 'true');
      expect(gone?.length).toBeGreaterThan(0);
    }
    for (let time = 0; time < 2; time += 1) {
      const result = await replay(keyless(lake), world.now);
      expect(result.exit_code).toBe(0);
      expect(result.notes.join()).toContain('raw/ holds everything that was ever read');
      for (const row of ticketsOf(result)) {
        const rows = before.tickets?.filter(({ source }) => source === row.source);
        expect(row).toMatchObject({ mode: 'replay', outcome: 'complete', requests: 0, rows_new: 0, rows_changed: 0 });
        expect(row.rows_unchanged).toBe(rows?.length);
      }
      expect(await published(lake)).toEqual(before);
    }
    const freshness = 'SELECT count(*) AS runs, count(DISTINCT last_run_id) AS last FROM sources';
    expect(await rowsOf(lake, freshness)).toEqual(await rowsOf(lived, freshness));
    expect(running.requests.count()).toBe(0);
    const next = await exportOnce(config(lake), {}, world);
    expect(ticketsOf(next).map(({ mode }) => mode)).not.toContain('replay');
    expect(next.exit_code).toBe(0);
    expect(await published(lake)).toEqual(before);
  }, 120_000);

  it('keeps the rows that raw/ does not hold any more', async () => {
    const lake = copyOf(lived);
    for (const service of services) {
      const [oldest = ''] = readdirSync(path.join(lake, 'raw', service)).sort();
      rmSync(path.join(lake, 'raw', service, oldest), { recursive: true });
    }
    const result = await replay(keyless(lake), world.now);
    expect(result.exit_code).toBe(0);
    expect(result.notes.join()).toContain('rows that are not in it are kept as they are');
    expect(await published(lake)).toEqual(before);
  }, 120_000);

  it('changes nothing when it is ended, and waits for a run that holds the lake', async () => {
    const lake = copyOf(lived);
    const ending = new AbortController();
    const ended = await runReplay(
      keyless(lake),
      {
        signal: ending.signal,
        listener: ({ type }) => {
          if (type === 'progress') ending.abort();
        },
      },
      world.now,
    );
    expect(ended).toMatchObject({ outcome: 'interrupted', exit_code: 130 });
    expect(await published(lake)).toEqual(before);
    expect(readdirSync(path.join(lake, 'state'))).not.toContain('replay.duckdb');
    expect(await rowsOf(lake, "SELECT * FROM runs WHERE mode = 'replay'")).toEqual([]);
    const locking = acquireLock(lake);
    await expect(replay(keyless(lake), world.now)).rejects.toMatchObject({ code: 'locked' });
    if (locking.ok) locking.lock.release();
  }, 60_000);

  it('refuses a lake without answers', async () => {
    await expect(replay(keyless(newLake()), world.now)).rejects.toMatchObject({
      code: 'no_raw',
      remedy: expect.stringContaining('ticketlake export'),
    });
  });
  if (!isBroad) return;

  it('rebuilds a lake whose state was lost; the next export reads everything', async () => {
    const lake = copyOf(lived);
    rmSync(path.join(lake, 'state'), { recursive: true });
    const result = await replay(keyless(lake), world.now);
    expect(result.exit_code).toBe(0);
    expect(result.notes.join()).toContain('the next export reads everything');
    expect(await published(lake)).toEqual(before);
    const next = await exportOnce(config(lake), {}, world);
    expect(ticketsOf(next).map(({ mode }) => mode)).toEqual(services.map(() => 'full'));
    expect(next.exit_code).toBe(0);
    expect(await published(lake)).toEqual(before);
  }, 120_000);

  it('says what it cannot read, and keeps it', async () => {
    const lake = copyOf(lived);
    const [oldest = ''] = readdirSync(path.join(lake, 'raw', 'teamswork')).sort();
    const file = path.join(lake, 'raw', 'teamswork', oldest, 'tickets.ndjson.gz');
    const bytes = readFileSync(file);
    bytes[bytes.length - 30] = (bytes[bytes.length - 30] ?? 0) ^ 0xff;
    writeFileSync(file, bytes);
    const result = await replay(keyless(lake), world.now, { sources: ['teamswork'] });
    expect(result.exit_code).toBe(3);
    expect(result.sources.map(({ source }) => source)).toEqual(['teamswork']);
    expect(ticketsOf(result)[0]?.error).toMatch(
      /^raw\/teamswork\/.+\/tickets\.ndjson\.gz cannot be read from byte \d+ on, so its records from there on are not replayed$/,
    );
    expect(readFileSync(file)).toEqual(bytes);
    expect(await published(lake)).toEqual(before);
  }, 120_000);
}
