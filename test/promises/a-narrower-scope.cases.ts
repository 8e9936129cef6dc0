/** Promise 5: a scope that is narrowed to projects says nothing about what lies outside of it. */
import type { SourceConfig } from '../../etl/src/config/config';
import type { Exported } from '../support/lake';
import { configOf, exportOnce, newLake, published, quickWorld, rowsOf, sourceOf } from '../support/lake';
import { FROZEN, useSandbox } from '../support/sandbox';

const sandbox = useSandbox({ tickets: 160, limits: false, services: ['synqly'], clock: FROZEN });
const HOUR_MS = 3_600_000;

const world = () => sandbox().world('synqly');
const config = (lake: string, projects: string[], changes: Partial<SourceConfig> = {}) =>
  configOf(lake, [sourceOf(sandbox(), 'synqly', { projects, streams: ['tickets', 'queues'], ...changes })]);
const ticketsOf = (result: Exported) => result.sources[0]?.streams.find(({ stream }) => stream === 'tickets');

/** Tickets of a queue that are there. */
const inQueue = (queue: number) =>
  Array.from({ length: world().size }, (_, index) => world().ticket(index)).flatMap((ticket) =>
    ticket?.queue === queue && ticket.status !== 'deleted' ? [ticket] : [],
  );
const idOf = (index: number) => `TKT/${index + 1}`;
const deleted = async (lake: string) =>
  (await rowsOf(lake, 'SELECT ticket_id FROM tickets WHERE is_deleted ORDER BY 1')).map((row) => row['ticket_id']);

/** What `npm test` runs. */
export function quick(): void {
  it('of the tickets that a narrowed scan misses, those that were deleted are marked, those that moved are not', async () => {
    const lake = newLake();
    await exportOnce(config(lake, []));
    const [gone, moved] = inQueue(2);
    const [outside] = inQueue(3);
    world().purge(gone?.index ?? -1);
    world().purge(outside?.index ?? -1);
    sandbox().clock.set({ advanceMs: HOUR_MS });
    world().change(moved?.index ?? -1, { queue: 3 }, null);

    const narrowed = await exportOnce(config(lake, ['P2'], {}));
    expect(narrowed.exit_code).toBe(0);
    expect(ticketsOf(narrowed)).toMatchObject({ mode: 'full', rows_deleted: 1 });
    expect(await deleted(lake)).toEqual([idOf(gone?.index ?? -1)]);
    const [row] = await rowsOf(
      lake,
      `SELECT t.is_deleted, q.queue_id FROM tickets t JOIN queues q ON q.name = t.queue WHERE ticket_id = '${idOf(moved?.index ?? -1)}'`,
    );
    expect(row).toEqual({ is_deleted: 'false', queue_id: 'P3' });

    const again = await exportOnce(config(lake, ['P2']), { full: true });
    expect(ticketsOf(again)).toMatchObject({ mode: 'full', rows_deleted: 0, rows_changed: 0 });
    // Both were asked for once, between two questions for one that was listed: what has moved is not missed any more,
    // what is gone was settled.
    expect(sandbox().requests.count('synqly', 'get_ticket')).toBe(4);

    const widened = await exportOnce(config(lake, []));
    expect(ticketsOf(widened)).toMatchObject({ mode: 'full', rows_deleted: 1 });
    expect(await deleted(lake)).toEqual([gone, outside].map((ticket) => idOf(ticket?.index ?? -1)).sort());
  });
}

/** What takes longer. */
export function slow(): void {
  it('a ticket that cannot be asked for is not taken for deleted, and the scan is not complete', async () => {
    const lake = newLake();
    await exportOnce(config(lake, ['P6']));
    const [gone] = inQueue(6);
    world().purge(gone?.index ?? -1);
    sandbox().faults.add({ service: 'synqly', kind: 'server_error', times: -1, endpoint: 'get_ticket' });
    const result = await exportOnce(config(lake, ['P6']), { full: true });
    expect(result.exit_code).toBe(3);
    expect(await deleted(lake)).toEqual([]);
    expect(ticketsOf(result)).toMatchObject({
      outcome: 'incomplete',
      error: expect.stringContaining('which tickets were deleted is not known'),
    });
  });

  it('what lies outside is found when the scope is widened, however long ago it changed', async () => {
    const lake = newLake();
    await exportOnce(config(lake, ['P1']));
    const [other] = inQueue(4);
    sandbox().clock.set({ advanceMs: HOUR_MS });
    world().change(other?.index ?? -1, { subject: 'Changed while nobody looked' }, null);
    sandbox().clock.set({ advanceMs: 48 * HOUR_MS });
    const [own] = inQueue(1);
    world().change(own?.index ?? -1, { subject: 'Changed later' }, null);
    expect(ticketsOf(await exportOnce(config(lake, ['P1'])))).toMatchObject({ mode: 'incremental', rows_changed: 1 });

    expect(ticketsOf(await exportOnce(config(lake, ['P4', 'P1'])))?.mode).toBe('full');
    expect(ticketsOf(await exportOnce(config(lake, ['P1', 'P4'])))?.mode).toBe('incremental');
    const widened = await exportOnce(config(lake, []));
    expect(ticketsOf(widened)?.mode).toBe('full');
    const fresh = newLake();
    await exportOnce(config(fresh, []));
    expect((await published(lake))['tickets']).toEqual((await published(fresh))['tickets']);
  });

  it('more than the allowed share of the chosen projects fails the stream and marks nothing', async () => {
    const lake = newLake();
    await exportOnce(config(lake, ['P5']));
    const own = inQueue(5);
    for (const { index } of own.slice(0, 4)) world().purge(index);
    const refused = await exportOnce(config(lake, ['P5']), { full: true });
    expect(refused.exit_code).toBe(1);
    expect(ticketsOf(refused)?.error).toContain(`4 of ${own.length} tickets would vanish at once, more than 10 %`);
    expect(await deleted(lake)).toEqual([]);
  });

  it('an interrupted scan of other projects is not gone on with', async () => {
    const lake = newLake();
    const ending = new AbortController();
    const world_ = quickWorld();
    const slow = config(lake, ['P1', 'P2'], { pageSize: 5, concurrency: 1 });
    const interrupted = await exportOnce(
      slow,
      {
        signal: ending.signal,
        listener: (event) => {
          if (event.type === 'progress' && event.stream === 'tickets') ending.abort();
        },
      },
      world_,
    );
    expect(interrupted.exit_code).toBe(130);
    const result = await exportOnce(config(lake, ['P2', 'P3']), {}, world_);
    expect(result.exit_code).toBe(0);
    const queues = await rowsOf(
      lake,
      'SELECT queue, count(*) AS n FROM tickets WHERE NOT is_deleted GROUP BY ALL ORDER BY 1',
    );
    const nameOf = (id: number) =>
      world()
        .queues()
        .find((queue) => queue.id === id)?.name;
    const counts = new Map(queues.map(({ queue, n }) => [queue, Number(n)]));
    expect([counts.get(nameOf(2)), counts.get(nameOf(3))]).toEqual([inQueue(2).length, inQueue(3).length]);
  });
}
