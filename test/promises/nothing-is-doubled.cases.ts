/**
 * Promise 2: one row a key, whatever pages overlap, repeat or shift. Any page size, any order of the pages, any split
 * into parts, any point at which runs end early and any repetition give the same tables.
 */
import fc from 'fast-check';
import type { Tables } from '../support/lake';
import { configOf, copyOf, exportOnce, newLake, published } from '../support/lake';
import type { ScriptedPage, ScriptedRequest } from '../support/scripted-service';
import { useScriptedService } from '../support/scripted-service';
import { comment, ticket } from '../support/tiny-vendor';

const scripted = useScriptedService();

const IDS = Array.from({ length: 13 }, (_, index) => String(index + 1));
const status = (id: string) =>
  Number(id) % 3 === 0 ? { status: 'Done', status_group: 'solved' as const } : { status: 'Open' };
const tickets = new Map(
  IDS.map((id) => [
    id,
    ticket({
      ticket_id: id,
      subject: `subject ${id}`,
      ...status(id),
      requester_id: `p${Number(id) % 4}`,
      tags: ['VIP', `tag ${id}`],
      created_at: `2026-01-${id.padStart(2, '0')}T08:00:00.000000Z`,
      updated_at: `2026-02-${id.padStart(2, '0')}T08:00:00.000000Z`,
      custom_fields: [{ field_id: 'f', name: 'Field', type: 'text', value_text: id }],
    }),
  ]),
);
const commentsOf = (id: string) =>
  Array.from({ length: Number(id) % 4 }, (_, index) =>
    comment({
      comment_id: `${id}-${index}`,
      body: `said ${index}`,
      author_id: `p${index}`,
      created_at: '2026-02-01T08:00:00.000000Z',
    }),
  );

/** How a service happens to show the same tickets. */
interface Showing {
  /** Rows of each part: an id may stand in several, and several times in one. */
  parts: string[][];
  pageSize: number;
  commentPageSize: number;
  /** A comment page begins so many rows before the end of the page before it. */
  overlap: number;
  /** Runs that end early, after so many requests each. */
  endings: number[];
  concurrency: number;
}

const showings: fc.Arbitrary<Showing> = fc
  .record({
    split: fc.array(fc.nat({ max: 3 }), { minLength: IDS.length, maxLength: IDS.length }),
    extra: fc.array(fc.tuple(fc.nat({ max: 3 }), fc.constantFrom(...IDS)), { maxLength: 10 }),
    order: fc.array(fc.nat({ max: 1000 }), { minLength: 40, maxLength: 40 }),
    pageSize: fc.integer({ min: 1, max: 6 }),
    commentPageSize: fc.integer({ min: 1, max: 4 }),
    overlap: fc.nat({ max: 2 }),
    endings: fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 2 }),
    concurrency: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ split, extra, order, ...rest }) => {
    const parts: string[][] = [[], [], [], []];
    IDS.forEach((id, at) => parts[split[at] ?? 0]?.push(id));
    for (const [part, id] of extra) parts[part]?.push(id);
    const shuffled = parts.map((rows, part) =>
      rows
        .map((id, at) => ({ id, key: order[(part * 10 + at) % order.length] ?? 0 }))
        .sort((a, b) => a.key - b.key)
        .map(({ id }) => id),
    );
    return { ...rest, parts: shuffled };
  });

function pageOf<T>(
  rows: readonly T[],
  page: string | null,
  size: number,
  overlap: number,
): { records: T[]; next: string | null } {
  const from = Number(page ?? 0);
  const next = from + size < rows.length ? String(from + size) : null;
  return { records: rows.slice(Math.max(0, from - overlap), from + size), next };
}

function show({ parts, pageSize, commentPageSize, overlap }: Showing): (asked: ScriptedRequest) => ScriptedPage {
  return ({ stream, slice, page }) =>
    stream === 'tickets'
      ? pageOf(
          (parts[Number(slice)] ?? []).map((id) => tickets.get(id) ?? null),
          page,
          pageSize,
          0,
        )
      : pageOf(commentsOf(slice), page, commentPageSize, overlap);
}

const PLAN = { keys: ['0', '1', '2', '3'], total: IDS.length };
const PLAIN: Showing = {
  parts: [IDS, [], [], []],
  pageSize: 1000,
  commentPageSize: 1000,
  overlap: 0,
  endings: [],
  concurrency: 1,
};

async function exported(showing: Showing, lake: string): Promise<Tables> {
  const service = scripted();
  service.plan = PLAN;
  const config = configOf(lake, [service.source({ concurrency: showing.concurrency })]);
  for (const requests of [...showing.endings, Infinity]) {
    const ending = new AbortController();
    const answer = show(showing);
    let asked = 0;
    service.answer = (page) => {
      asked += 1;
      if (asked >= requests) ending.abort();
      return answer(page);
    };
    const result = await exportOnce(config, { signal: ending.signal });
    expect(result.exit_code).toBe(ending.signal.aborted ? 130 : 0);
  }
  return published(lake);
}

let plainly: Promise<{ lake: string; tables: Tables }> | undefined;

/** A lake that was shown everything plainly, and what it holds. */
function plainLake(): Promise<{ lake: string; tables: Tables }> {
  plainly ??= (async () => {
    const lake = newLake();
    return { lake, tables: await exported(PLAIN, lake) };
  })();
  return plainly;
}

/**
 * A failing showing is not made smaller: every try costs a few exports.
 * @param showingsTried as new lakes; half as many into one lake
 */
export function showingsMakeNoDifference(showingsTried: number): void {
  it('whatever the pages look like and however often runs end early', async () => {
    const { tables: plain } = await plainLake();
    expect(plain['tickets']).toHaveLength(IDS.length);
    expect(plain['comments']).toHaveLength(IDS.flatMap(commentsOf).length);
    await fc.assert(
      fc.asyncProperty(showings, async (showing) => {
        expect(await exported(showing, newLake())).toEqual(plain);
      }),
      { endOnFailure: true, numRuns: showingsTried },
    );
  }, 300_000);

  it('a lake that is filled again and again, each time shown in another way, stays the same', async () => {
    const { lake: filled, tables: plain } = await plainLake();
    const lake = copyOf(filled);
    scripted().plan = PLAN;
    const config = () => configOf(lake, [scripted().source()]);
    await fc.assert(
      fc.asyncProperty(showings, async (showing) => {
        scripted().answer = show(showing);
        const again = await exportOnce(config(), { full: true });
        expect(again.exit_code).toBe(0);
        const rows = again.sources.flatMap(({ streams }) =>
          streams.map((row) => row.rows_new + row.rows_changed + row.rows_deleted),
        );
        expect(rows).toEqual([0, 0]);
        expect(await published(lake)).toEqual(plain);
      }),
      { endOnFailure: true, numRuns: Math.ceil(showingsTried / 2) },
    );
  }, 300_000);
}
