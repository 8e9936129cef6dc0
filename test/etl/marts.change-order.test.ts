/** Changes of one instant keep their service's order: that of its list, and where the list has none, the chain's. */
import fc from 'fast-check';
import type { Json } from '../../vendors/json';
import { page, ticket, ticketPage, tinySource, tinyVendor } from '../support/tiny-vendor';
import { TestLake } from '../support/working-lake';

interface Step {
  from: string;
  to: string;
  at: string;
  id: string;
}

const WORDS = ['New', 'Open', 'Waiting', 'Solved', 'Closed', 'Parked', 'Blocked', 'Checked', 'Done'];

/** A life in few instants; ids say nothing of the order, as hashes and UUIDs. */
const life = (words: fc.Arbitrary<string[]>): fc.Arbitrary<Step[]> =>
  fc
    .tuple(
      words,
      fc.array(fc.nat({ max: 2 }), { minLength: 9, maxLength: 9 }),
      fc.uniqueArray(fc.nat(), { minLength: 9, maxLength: 9 }),
    )
    .map(([path, hours, ids]) => {
      let hour = 0;
      return path.slice(1).map((to, index) => {
        hour += hours[index] === 0 ? 1 : 0;
        return { from: path[index] ?? '', to, at: `2026-03-01T1${hour}:00:00.000000Z`, id: `e${ids[index] ?? index}` };
      });
    });
const distinct = life(fc.shuffledSubarray(WORDS, { minLength: 2 }));
const repeating = life(
  fc
    .array(fc.constantFrom(...WORDS.slice(0, 4)), { minLength: 2, maxLength: 9 })
    .map((path) => path.filter((word, at) => word !== path[at - 1])),
).filter((steps) => steps.length > 0);

const recordOf = ({ from, to, at, id }: Step): Json => ({
  event_id: id,
  changed_at: at,
  from_status: from,
  to_status: to,
});

/** The sequence that each ticket's rows have, as `from>to`. */
async function published(lists: readonly Step[][], newestFirst: boolean): Promise<string[][]> {
  const tiny = tinyVendor({ keepsHistory: true });
  const vendor = {
    ...tiny,
    streams: tiny.streams.map((stream) => (stream.name === 'history' ? { ...stream, newestFirst } : stream)),
  };
  const lake = await TestLake.open({ sources: [tinySource({ vendor })] });
  try {
    const raws = lists.map((_list, at) => ticket({ ticket_id: String(at), created_at: '2026-03-01T00:00:00.000000Z' }));
    const receivedAt = '2026-03-02T00:00:00.000000Z';
    const logs = lists.map((list, at) => ticketPage('history', String(at), list.map(recordOf), { receivedAt }));
    await lake.load([page('tickets', raws), ...logs]);
    await lake.build();
    const rows = await lake.rows(
      'SELECT ticket_key, from_status, to_status FROM m_status_changes ORDER BY ticket_key, sequence',
    );
    return lists.map((_list, at) =>
      rows
        .filter((row) => row['ticket_key'] === `acme:${at}`)
        .map((row) => `${String(row['from_status'])}>${String(row['to_status'])}`),
    );
  } finally {
    await lake.close();
  }
}

const told = (lives: readonly Step[][]) => lives.map((steps) => steps.map(({ from, to }) => `${from}>${to}`));
const many = (one: fc.Arbitrary<Step[]>) => fc.array(one, { minLength: 20, maxLength: 40 });

test('the chain from status to status puts a list in order that has none', async () => {
  const shuffled = distinct.chain((steps) =>
    fc.tuple(fc.constant(steps), fc.shuffledSubarray(steps, { minLength: steps.length, maxLength: steps.length })),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(shuffled, { minLength: 20, maxLength: 40 }), async (lives) => {
      expect(
        await published(
          lives.map(([, list]) => list),
          false,
        ),
      ).toEqual(told(lives.map(([steps]) => steps)));
    }),
    { numRuns: 1 },
  );
});

test.each([
  ['newest first', true],
  ['oldest first', false],
])('a list with the %s is followed where the chain has several ways', async (_name, newestFirst) => {
  await fc.assert(
    fc.asyncProperty(many(repeating), async (lives) => {
      const lists = lives.map((steps) => (newestFirst ? steps.toReversed() : steps));
      expect(await published(lists, newestFirst)).toEqual(told(lives));
    }),
    { numRuns: 1 },
  );
});

test('a log that contradicts itself is taken as it is listed', async () => {
  const at = '2026-03-01T10:00:00.000000Z';
  const list = [
    { from: 'A', to: 'B', at, id: 'z' },
    { from: 'X', to: 'Y', at, id: 'a' },
  ];
  expect(await published([list], false)).toEqual([['A>B', 'X>Y']]);
});
