/** Deskpro shows no edit of a ticket that is done: those that were done lately are read again in every run. */
import { configOf, exportOnce, newLake, quickWorld, rowsOf, sourceOf } from '../support/lake';
import { FROZEN, useSandbox } from '../support/sandbox';

const DAY_MS = 86_400_000;
const sandbox = useSandbox({ tickets: 20, limits: false, services: ['deskpro'], clock: FROZEN });
const world = () => sandbox().world('deskpro');

type Days = [text: string, days: number, isShown: boolean];

export function editsOfDoneTickets(cases: readonly Days[]): void {
  it.each([...cases])(
    'an edit of the labels of a ticket that was done ten days ago, with done_rescan: %s',
    async (_text, days, shows) => {
      const lake = newLake();
      const source = sourceOf(sandbox(), 'deskpro', { streams: ['tickets'], pageSize: 1, doneRescanMs: days * DAY_MS });
      const config = configOf(lake, [source], { fullScanEveryMs: 1000 * DAY_MS });
      const requester =
        world()
          .people()
          .find(({ isAgent }) => !isAgent)?.id ?? 1;
      const made = world().create({ subject: `Done ${days}`, requester }, null);
      world().change(made.index, { status: 'solved' }, null);
      // What is newer stands on the pages that an incremental run reads in any case.
      sandbox().clock.set({ advanceMs: 9 * DAY_MS });
      world().create({ subject: 'Later', requester }, null);
      sandbox().clock.set({ advanceMs: DAY_MS });
      world().create({ subject: 'Latest', requester }, null);
      const now = quickWorld(world().now());
      await exportOnce(config, {}, now);
      world().change(made.index, { tags: ['relabelled'] }, null);
      const result = await exportOnce(config, {}, now);
      expect(result.sources[0]?.streams.find(({ stream }) => stream === 'tickets')?.mode).toBe('incremental');
      const [row] = await rowsOf(lake, `SELECT status_group, tags FROM tickets WHERE ticket_id = '${made.id}'`);
      expect(row).toEqual({ status_group: 'solved', tags: shows ? 'relabelled' : null });
    },
  );
}
