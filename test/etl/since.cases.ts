/** `since`: what was created before it is left out, whatever the service makes of the question. Services at once. */
import type { Config, SourceConfig } from '../../etl/src/config/config';
import type { Sandbox } from '../../sandbox/server';
import { startSandbox } from '../../sandbox/server';
import type { Exported } from '../support/lake';
import { configOf, exportOnce, newLake, quickWorld, rowsOf, sourceOf } from '../support/lake';
import { FROZEN } from '../support/sandbox';

const TICKETS = 30;
const BATCH_MS = 26 * 3_600_000;
/** Neither has a filter at all. */
const WITHOUT_FILTER = ['notific', 'sympoq'];

/**
 * The tests, with a lake of these services.
 * @param isBroad also what later runs do, and other days
 */
export function sinceIsKept(names: readonly string[], isBroad: boolean): void {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ tickets: TICKETS, limits: false, clock: FROZEN, services: [...names] });
  });
  afterEach(() => {
    sandbox.faults.clear();
  });
  afterAll(() => sandbox.close());

  /** A day that about so many of the tickets were created before. */
  function dayAt(index: number): string {
    return new Date(sandbox.world(names[0] ?? '').ticket(index)?.createdAt ?? 0).toISOString().slice(0, 10);
  }

  function config(lake: string, changes: Partial<SourceConfig> = {}): Config {
    const streams = ['tickets'] as const;
    return configOf(
      lake,
      names.map((name) => sourceOf(sandbox, name, { pageSize: 10, streams, ...changes })),
    );
  }

  const outcome = ({ exit_code: exit, sources }: Exported) => ({
    exit,
    problems: sources.flatMap(({ streams }) => streams.flatMap(({ error }) => error ?? [])),
  });
  const FINE = { exit: 0, problems: [] };

  /** Tickets by source: how many there are, and how many of them are older than the day. */
  const counted = (lake: string, day: string) =>
    rowsOf(
      lake,
      `SELECT source, count(*) AS tickets, count(*) FILTER (created_at < TIMESTAMPTZ '${day} 00:00:00+00') AS older
       FROM tickets GROUP BY source ORDER BY source`,
    );
  const modes = ({ sources }: Exported) =>
    new Set(sources.map(({ streams }) => streams.find(({ stream }) => stream === 'tickets')?.mode));
  const notesOf = ({ events }: Exported, source: string) =>
    events.flatMap((event) => (event.type === 'note' && event.source === source ? [event.message] : [])).join('; ');

  it('keeps what is older out where the service ignores the question, and says so; --since narrows one run', async () => {
    const late = dayAt(16);
    const lake = newLake();
    for (const service of names) sandbox.faults.add({ service, kind: 'ignore_filters', times: -1 });
    const result = await exportOnce(config(lake, { pageSize: 9 }), { since: late });
    expect(outcome(result)).toEqual(FINE);
    const rows = await counted(lake, late);
    expect(rows.map(({ source, older }) => ({ source, older }))).toEqual(
      [...names].sort().map((source) => ({ source, older: '0' })),
    );
    for (const name of names) expect(notesOf(result, name)).toMatch(/ignored|left out/);
  }, 120_000);

  if (!isBroad) return;

  it('keeps what is older out, at first and afterwards; an earlier date brings what is missing', async () => {
    const [early, late] = [dayAt(8), dayAt(16)];
    const world = quickWorld();
    const [lake, whole] = [newLake(), newLake()];
    await exportOnce(config(whole), {}, world);
    const all = await counted(whole, late);
    expect(all.map(({ source }) => source)).toEqual([...names].sort());
    const younger = all.map(({ source, tickets, older }) => ({
      source,
      tickets: String(Number(tickets) - Number(older)),
      older: '0',
    }));
    for (const { tickets } of younger) expect(Number(tickets)).toBeGreaterThan(0);

    const first = await exportOnce(config(lake, { since: late }), {}, world);
    expect(outcome(first)).toEqual(FINE);
    expect(await counted(lake, late)).toEqual(younger);
    for (const name of names.filter((each) => WITHOUT_FILTER.includes(each))) {
      expect(notesOf(first, name)).toMatch(/\d+ tickets were created before the day in since, and are left out/);
    }

    sandbox.clock.set({ advanceMs: BATCH_MS });
    world.pass(BATCH_MS);
    for (const name of names) {
      const town = sandbox.world(name);
      const agent = town.people().find(({ isAgent, isActive }) => isAgent && isActive)?.id ?? 1;
      town.change(2, { subject: 'Old and changed', status: 'open' }, agent);
      town.change(25, { subject: 'Young and changed', status: 'open' }, agent);
      town.purge(27);
    }
    sandbox.clock.set({ advanceMs: 60_000 });
    const second = await exportOnce(config(lake, { since: late }), {}, world);
    expect(outcome(second)).toEqual(FINE);
    expect(modes(second)).toEqual(new Set(['incremental']));
    expect(await counted(lake, late)).toEqual(younger);
    expect(await rowsOf(lake, "SELECT source FROM tickets WHERE subject = 'Young and changed' ORDER BY 1")).toEqual(
      [...names].sort().map((source) => ({ source })),
    );
    expect(await rowsOf(lake, 'SELECT source FROM tickets WHERE is_deleted')).toEqual([]);

    const third = await exportOnce(config(lake, { since: early }), {}, world);
    expect(outcome(third)).toEqual(FINE);
    expect(modes(third)).toEqual(new Set(['full']));
    expect((await counted(lake, early)).every(({ older }) => older === '0')).toBe(true);
    expect((await counted(lake, late)).every(({ older }) => Number(older) > 0)).toBe(true);

    const wide = await exportOnce({ ...config(lake), maxDeleteShare: 1 }, {}, world);
    expect(outcome(wide)).toEqual(FINE);
    await exportOnce({ ...config(whole), maxDeleteShare: 1 }, { full: true }, world);
    const alive = 'SELECT ticket_key FROM tickets WHERE NOT is_deleted ORDER BY ticket_key';
    const expected = await rowsOf(whole, alive);
    expect(expected.length).toBeGreaterThan(0);
    expect(await rowsOf(lake, alive)).toEqual(expected);
  }, 120_000);
}
