/** Whatever the order and size of loads and builds, the marts are those of the rows, and the rows those of the service. */
import { rmSync } from 'node:fs';
import fc from 'fast-check';
import type { StoredPage } from '../../etl/src/raw/page';
import { TABLES } from '../../etl/src/schema/tables';
import type { StatusGroup } from '../../vendors/model';
import { comment, page, ticket, ticketPage, tinySource, tinyVendor } from '../support/tiny-vendor';
import { TestLake } from '../support/working-lake';

const GROUPS: readonly StatusGroup[] = ['new', 'open', 'pending', 'solved', 'closed', 'deleted'];
const TICKETS = ['1', '2', 'a', 'A'];

interface Step {
  /** Which tickets the step reads, and in which state. */
  tickets: Array<{ id: string; group: StatusGroup; requester: string; tag: string; field: string; day: number }>;
  comments: Array<{ id: string; words: string[]; author: string }>;
  histories: Array<{ id: string; groups: StatusGroup[] }>;
  queueName: string;
  /** Build the marts after this step. */
  builds: boolean;
}

const step: fc.Arbitrary<Step> = fc.record({
  tickets: fc.array(
    fc.record({
      id: fc.constantFrom(...TICKETS),
      group: fc.constantFrom(...GROUPS),
      requester: fc.constantFrom('p', 'P', 'q'),
      tag: fc.constantFrom('VIP', 'vip', 'other'),
      field: fc.constantFrom('f', 'g'),
      day: fc.integer({ min: 1, max: 28 }),
    }),
    { maxLength: 4 },
  ),
  comments: fc.array(
    fc.record({
      id: fc.constantFrom(...TICKETS),
      words: fc.subarray(['x', 'y', 'z']),
      author: fc.constantFrom('p', 'agent'),
    }),
    { maxLength: 2 },
  ),
  histories: fc.array(
    fc.record({ id: fc.constantFrom(...TICKETS), groups: fc.array(fc.constantFrom(...GROUPS), { maxLength: 3 }) }),
    { maxLength: 2 },
  ),
  queueName: fc.constantFrom('Hardware', 'Software'),
  builds: fc.boolean(),
});

const two = (number: number) => String(number).padStart(2, '0');

/** What the service answers in a step, as pages that were received one after the other. */
function pagesOf({ tickets, comments, histories, queueName }: Step, index: number): StoredPage[] {
  let second = 0;
  const receivedAt = () => `2026-04-${two(index + 1)}T10:00:${two((second += 1))}.000000Z`;
  return [
    page('queues', [{ queue_id: 'q', name: queueName }], { receivedAt: receivedAt() }),
    ...tickets.map(({ id, group, requester, tag, field, day }) =>
      page(
        'tickets',
        [
          ticket({
            ticket_id: id,
            status: group,
            status_group: group,
            is_deleted: group === 'deleted',
            created_at: `2026-03-${two(day)}T22:30:00.000000Z`,
            updated_at: `2026-04-${two(index + 1)}T09:00:00.000000Z`,
            requester_id: requester,
            requester_name: `${requester} of ${id}`,
            queue_id: 'q',
            tags: [tag],
            custom_fields: [{ field_id: field, value_text: `${day}` }],
          }),
        ],
        { receivedAt: receivedAt() },
      ),
    ),
    ...comments.map(({ id, words, author }) =>
      ticketPage(
        'comments',
        id,
        words.map((word) =>
          comment({ comment_id: word, author_id: author, created_at: '2026-04-01T00:00:00.000000Z' }),
        ),
        { receivedAt: receivedAt() },
      ),
    ),
    ...histories.map(({ id, groups }) =>
      ticketPage(
        'history',
        id,
        groups.map((group, at) => ({
          event_id: String(at),
          changed_at: `2026-03-30T0${at}:00:00.000000Z`,
          from_group: groups[at - 1] ?? 'open',
          to_group: group,
        })),
        { receivedAt: receivedAt() },
      ),
    ),
  ];
}

const open = () =>
  TestLake.open({ timezone: 'Europe/Paris', sources: [tinySource({ vendor: tinyVendor({ keepsHistory: true }) })] });

/** Every mart without its stamps, rows in an order of their own. */
async function marts(lake: TestLake): Promise<Record<string, unknown>> {
  const contents: Record<string, unknown> = {};
  for (const { name, columns } of TABLES) {
    const kept = columns.filter((column) => !['run_id', 'extracted_at', 'first_run_id'].includes(column.name));
    const names = kept.map((column) => `"${column.name}"`).join(', ');
    contents[name] = await lake.rows(`SELECT ${names} FROM m_${name} ORDER BY ALL`);
  }
  return contents;
}

const NOW = '2026-05-01T00:00:00.000000Z';

/** Two tickets of one change name a person differently; the name that stood already must not lose its rank. */
const renamedInPassing = (): [Step[], number[]] => {
  const read = (id: string) =>
    ({ id, group: 'new', requester: 'P', tag: 'VIP', field: 'f', day: 1 }) satisfies Step['tickets'][number];
  const rest = { comments: [], histories: [], queueName: 'Hardware', builds: false };
  return [
    [
      { ...rest, tickets: [read('2')] },
      { ...rest, tickets: [read('2'), read('1')], histories: [{ id: '1', groups: [] }] },
      { ...rest, tickets: [] },
    ],
    [1],
  ];
};

/** @param numRuns how often each is tried */
export function martsAreThoseOfTheRows(numRuns: number): void {
  test('marts brought up to date step by step are those built from scratch', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 5 }), async (steps) => {
        const lake = await open();
        try {
          for (const [index, one] of steps.entries()) {
            await lake.load(pagesOf(one, index), `run-${index}`);
            if (one.builds) await lake.build(`run-${index}`, NOW);
          }
          await lake.build('last', NOW);
          const grown = await marts(lake);
          for (const { name } of TABLES) await lake.working.run(`DELETE FROM k_${name}`);
          await lake.working.run("DELETE FROM meta WHERE key <> 'state_version'");
          rmSync(lake.working.places.published);
          await lake.build('scratch', NOW);
          expect(grown).toEqual(await marts(lake));
        } finally {
          await lake.close();
        }
      }),
      { numRuns },
    );
  }, 600_000);

  test('how pages are cut into loads, and pages that are loaded twice, make no difference', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 4 }),
        fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 20 }),
        async (steps, cuts) => {
          const [whole, cut] = [await open(), await open()];
          try {
            for (const [index, one] of steps.entries()) {
              const pages = pagesOf(one, index);
              await whole.load(pages, `run-${index}`);
              let from = 0;
              for (let turn = 0; from < pages.length; turn += 1) {
                const size = cuts[turn % cuts.length] ?? 1;
                // Every load begins with the last page of the one before, as after a crash.
                await cut.load(pages.slice(Math.max(0, from - 1), from + size), `run-${index}`);
                from += size;
              }
            }
            await whole.build('last', NOW);
            await cut.build('last', NOW);
            expect(await marts(cut)).toEqual(await marts(whole));
          } finally {
            await whole.close();
            await cut.close();
          }
        },
      ),
      { numRuns, examples: [renamedInPassing()] },
    );
  }, 600_000);
}
