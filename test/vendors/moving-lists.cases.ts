/**
 * Lists read while the world changes: every ticket that lived from the first answer to the last is read, or the
 * reading does not call itself whole. Where tickets only arrive or change, it does.
 */
import fc from 'fast-check';
import type { Call } from '../../vendors/http';
import { isVendorError } from '../../vendors/errors';
import { readSlices } from '../../vendors/paging';
import { sympoq } from '../../vendors/sympoq/vendor';
import { synqly } from '../../vendors/synqly/vendor';
import { teamswork } from '../../vendors/teamswork/vendor';
import type { PagingContext, Stream, Vendor } from '../../vendors/vendor';
import { ticketsOf } from '../conformance/reading';
import type { Manners, SynqlyManners } from '../support/moving-services';
import { movingSympoq, movingSynqly, movingTeamsWork } from '../support/moving-services';
import type { Weather } from '../support/moving-world';
import { MovingWorld, dice } from '../support/moving-world';

interface Outcome {
  isComplete: boolean;
  lost: string[];
  why: string;
}

async function readWorld(vendor: Vendor, world: MovingWorld, call: Call, pageSize: number | null): Promise<Outcome> {
  const stream = ticketsOf(vendor);
  const read = new Set<string>();
  const why = await readAll(stream, call, pageSize, read).then(
    () => '',
    (error: unknown) => {
      if (!isVendorError(error)) throw error;
      return error.message;
    },
  );
  return { isComplete: why === '', lost: world.survivors().filter((id) => !read.has(id)), why };
}

async function readAll(stream: Stream, call: Call, pageSize: number | null, into: Set<string>): Promise<void> {
  const context: PagingContext = { settings: { timezone: null, pageSize, projects: [], paths: {} }, queueIds: [] };
  const plan = await stream.plan?.({
    ...context,
    mode: 'full',
    watermark: { created_at: null, updated_at: null },
    since: null,
    openTicketIds: [],
    call,
    now: '2026-02-01T00:00:00.000000Z',
  });
  for await (const page of readSlices(stream, plan?.slices ?? [], call, context)) {
    for (const record of page.records) into.add(stream.idOf(record) ?? '?');
  }
}

const GAPS: Readonly<Record<string, readonly number[]>> = {
  spread: [90_000, 600_000, 7_200_000],
  dense: [0, 1000, 5000],
  instants: [0, 0, 0, 0, 0, 0, 0, 0, 30_000],
};

const weather = fc.record({ arrives: fc.boolean(), changes: fc.boolean(), vanishes: fc.boolean() });
const worldOf = {
  seed: fc.integer({ min: 1, max: 2 ** 31 }),
  count: fc.integer({ min: 0, max: 90 }),
  gaps: fc.constantFrom('spread', 'dense', 'instants'),
  weather,
  pageSize: fc.constantFrom(5, 10, 20),
};
const manners = {
  offset: fc.constantFrom<Manners['offset']>('honoured', 'honoured', 'ignored', 'refused'),
  tokens: fc.constantFrom<Manners['tokens']>('none', 'offset', 'row'),
  cap: fc.constantFrom(1000, 1000, 7),
};

interface Case {
  seed: number;
  count: number;
  gaps: string;
  weather: Weather;
  pageSize: number;
  order: Manners['order'];
}

function worldFor({ seed, count, gaps, weather: what }: Case): MovingWorld {
  return new MovingWorld(dice(seed), count, GAPS[gaps] ?? [], what);
}

/** What was met, so that a property that meets nothing is noticed. */
interface Met {
  worlds: number;
  complete: number;
  vanishing: number;
  incomplete: number;
}

/** @param mustEnd whether a world in which nothing vanishes has to end complete */
async function judge(
  met: Met,
  vendor: Vendor,
  one: Case,
  service: (world: MovingWorld) => Call,
  mustEnd: boolean,
): Promise<void> {
  const { order } = one;
  const world = worldFor(one);
  const outcome = await readWorld(vendor, world, service(world), one.pageSize);
  met.worlds += 1;
  met.complete += outcome.isComplete ? 1 : 0;
  met.incomplete += outcome.isComplete ? 0 : 1;
  met.vanishing += world.vanished > 0 ? 1 : 0;
  // A list by time of change, in which one row leaves as another one moves, shows nothing at its borders.
  const isShown = order !== 'byUpdate' || !(one.weather.vanishes && one.weather.changes);
  if (outcome.isComplete && isShown) expect(outcome.lost).toEqual([]);
  if (mustEnd && !one.weather.vanishes) expect(outcome).toEqual({ isComplete: true, lost: [], why: '' });
}

/** @param runs random worlds for each service */
export function listsMayMove(runs: number): void {
  describe('lists read while the world changes', () => {
    const met: Met = { worlds: 0, complete: 0, vanishing: 0, incomplete: 0 };

    it('TeamsWork: nothing is lost with complete', async () => {
      const any = fc.record({
        ...worldOf,
        ...manners,
        order: fc.constantFrom<Manners['order']>('asked', 'asked', 'newest', 'byUpdate', 'byId'),
      });
      const property = fc.asyncProperty(any, async (one) => {
        const { offset, tokens, order } = one;
        const isHealthy = order === 'asked' && (offset === 'honoured' || (tokens === 'row' && !one.weather.arrives));
        await judge(met, teamswork, one, (world) => movingTeamsWork(world, one), isHealthy);
      });
      await fc.assert(property, { numRuns: runs });
    });

    it('SympoQ: nothing is lost with complete', async () => {
      const any = fc.record({
        ...worldOf,
        ...manners,
        order: fc.constantFrom<Manners['order']>('oldest', 'newest', 'byUpdate', 'byId'),
        shape: fc.constantFrom('bare', 'envelope', 'plain'),
      });
      const property = fc.asyncProperty(any, async (one) => {
        // Newest first, what arrives between two pages has to have room on one.
        const isRoomy = one.order === 'newest' && one.pageSize === 20 && one.cap === 1000;
        const isHealthy = one.offset === 'honoured' && (one.order === 'oldest' || isRoomy);
        // A cap of no usual size, of a service that takes neither offset nor limit, cannot be told from the end.
        const cap = one.offset === 'honoured' ? one.cap : 1000;
        await judge(met, sympoq, one, (world) => movingSympoq(world, { ...one, cap }, one.shape), isHealthy);
      });
      await fc.assert(property, { numRuns: runs });
    });

    it('Synqly: nothing is lost with complete', async () => {
      const any = fc.record({
        ...worldOf,
        ...manners,
        order: fc.constantFrom<Manners['order']>('asked', 'asked', 'newest', 'byUpdate', 'byId'),
        filter: fc.constantFrom<SynqlyManners['filter']>(
          'honoured',
          'honoured',
          'ignored',
          'refused',
          'shifted',
          'minutes',
        ),
        orders: fc.constantFrom<SynqlyManners['orders']>('honoured', 'honoured', 'refused'),
      });
      const property = fc.asyncProperty(any, async (one) => {
        const isHealthy = one.order === 'asked' && one.filter === 'honoured' && one.orders === 'honoured';
        // Without a cursor a cap of no usual size cannot, within one second, be told from the end.
        const cap = (isHealthy && one.gaps === 'spread') || one.tokens !== 'none' ? one.cap : 1000;
        const mustEnd = isHealthy && one.tokens !== 'none' && one.gaps === 'spread';
        await judge(met, synqly, one, (world) => movingSynqly(world, { ...one, cap }), mustEnd);
      });
      await fc.assert(property, { numRuns: runs });
    });

    it('met worlds of every kind', () => {
      expect(met.worlds).toBeGreaterThanOrEqual(runs);
      expect(met.complete).toBeGreaterThan(met.worlds / 4);
      expect(met.vanishing).toBeGreaterThan(met.worlds / 8);
      expect(met.incomplete).toBeGreaterThan(0);
    });
  });
}
