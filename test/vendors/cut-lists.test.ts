/** Lists that were cut, or whose rows moved while they were paged: what hangs on a ticket, and names on a first export. */
import type { Answer, ApiRequest, Call } from '../../vendors/http';
import type { Json } from '../../vendors/json';
import { VendorError } from '../../vendors/errors';
import { isObject } from '../../vendors/json';
import { readSlices } from '../../vendors/paging';
import { vendorNamed } from '../../vendors/registry';
import type { Slice, Stream } from '../../vendors/vendor';

const CONTEXT = { settings: { timezone: null, pageSize: null, projects: [], paths: {} }, queueIds: [] };
const streamOf = (vendor: string, name: string): Stream =>
  vendorNamed(vendor)!.streams.find((stream) => stream.name === name)!;
const rows = (count: number, from = 0): Json[] => [...Array(count).keys()].map((at) => ({ id: from + at + 1 }));
const queryOf = ({ query = [] }: ApiRequest, name: string): string | undefined =>
  query.find(([key]) => key === name)?.[1];

/** @returns ids that came, or why the list cannot be called whole */
async function read(stream: Stream, slice: Slice, answer: (request: ApiRequest) => Json) {
  let requests = 0;
  const call: Call = async (request) => {
    requests += 1;
    const given: Answer = { status: 200, headers: {}, json: answer(request), bytes: null };
    return given;
  };
  const ids = new Set<string>();
  try {
    for await (const page of readSlices(stream, [slice], call, CONTEXT))
      for (const record of page.records) if (isObject(record)) ids.add(String(record['id']));
    return { ids: ids.size, requests, doubt: null };
  } catch (error) {
    return { ids: ids.size, requests, doubt: error instanceof Error ? error.message : 'unknown' };
  }
}

/** A list by page numbers. @param at rows as they stand at this request */
function deskpro(at: (request: number) => Json[], total: (rows: number) => number = (count) => count) {
  let asked = 0;
  return (request: ApiRequest): Json => {
    asked += 1;
    const all = at(asked);
    const [page, size] = [Number(queryOf(request, 'page') ?? 1), Number(queryOf(request, 'count') ?? 200)];
    const pagination = { total: total(all.length), per_page: size, current_page: page };
    return { data: all.slice((page - 1) * size, page * size), meta: { pagination } };
  };
}

describe('deskpro', () => {
  const messages = streamOf('deskpro', 'comments');
  const whole = messages.wholeChildSlice!('5');

  it('reads a thread of one page once, and one of several twice', async () => {
    expect(
      await read(
        messages,
        whole,
        deskpro(() => rows(150)),
      ),
    ).toEqual({ ids: 150, requests: 1, doubt: null });
    expect(
      await read(
        messages,
        whole,
        deskpro(() => rows(450)),
      ),
    ).toEqual({ ids: 450, requests: 6, doubt: null });
  });

  it('notices a row that leaves as another one joins, though the total stays', async () => {
    const moving = deskpro((request) => (request === 1 ? rows(450) : [...rows(449, 1), { id: 999 }]));
    expect(await read(messages, whole, moving)).toMatchObject({ ids: 451, doubt: null });
  });

  it('doubts a thread that is shorter than its total', async () => {
    const short = deskpro(
      () => rows(140),
      () => 150,
    );
    expect(await read(messages, whole, short)).toMatchObject({
      doubt: expect.stringContaining('the service counts 150 rows'),
    });
  });

  it('reads people twice on a first export alone', async () => {
    const people = streamOf('deskpro', 'people');
    const plan = async (isFirst: boolean) =>
      people.plan!({
        ...CONTEXT,
        mode: 'full',
        watermark: { created_at: null, updated_at: null },
        since: null,
        openTicketIds: [],
        call: () => Promise.reject(new Error('asked')),
        now: '2026-11-02T09:00:00.000000Z',
        isFirst,
      });
    const requests = async (isFirst: boolean) => {
      const { slices, twice } = await plan(isFirst);
      return [
        (
          await read(
            people,
            slices[0]!,
            deskpro(() => rows(450)),
          )
        ).requests,
        twice,
      ];
    };
    expect([await requests(true), await requests(false)]).toEqual([
      [6, 'pages'],
      [3, undefined],
    ]);
  });
});

describe('teamswork', () => {
  const activities = streamOf('teamswork', 'comments');
  const slice = activities.wholeChildSlice!('5');

  it.each([
    [9, 1],
    [10, 2],
    [100, 2],
  ])('%d activities without a token take %d requests', async (count, requests) => {
    expect(await read(activities, slice, () => ({ items: rows(count) }))).toEqual({
      ids: count,
      requests,
      doubt: null,
    });
  });

  it('a list that was cut at its default is read in the largest page; a full largest page is doubted', async () => {
    const cut = (all: number) => (request: ApiRequest) => ({
      items: rows(all).slice(0, Number(queryOf(request, 'limit') ?? 10)),
    });
    expect(await read(activities, slice, cut(60))).toEqual({ ids: 60, requests: 2, doubt: null });
    expect((await read(activities, slice, cut(1500))).doubt).toContain('full page of 1000');
  });

  describe('a thread of several largest pages', () => {
    /** Tokens that are offsets, and JSON as some stores write them. @param at activities at this request */
    const paged = (at: (request: number) => Json[]) => {
      let asked = 0;
      return (request: ApiRequest): Json => {
        asked += 1;
        const token = request.headers?.['continuationToken'] ?? '{"token":"+RID:0"}';
        const from = Number(/(\d+)/.exec(token)?.[1]);
        const all = at(asked);
        const size = Number(queryOf(request, 'limit') ?? 10);
        const next = from + size < all.length ? { continuationToken: `{"token":"+RID:${from + size}"}` } : {};
        return { items: all.slice(from, from + size), ...next };
      };
    };

    it('is read twice where nothing moves, and the list of files is asked for once', async () => {
      expect(
        await read(
          activities,
          slice,
          paged(() => rows(2500)),
        ),
      ).toEqual({ ids: 2500, requests: 7, doubt: null });
    });

    it('finds what a row that left drew past the reader', async () => {
      const moving = paged((request) => (request < 3 ? rows(2500) : rows(2499, 1)));
      expect(await read(activities, slice, moving)).toMatchObject({ ids: 2500, doubt: null });
    });

    it('is doubted where it never rests', async () => {
      const restless = paged((request) => rows(2500, request));
      expect((await read(activities, slice, restless)).doubt).toContain('no two of 3 readings of the list agree');
    });
  });

  it('a list with a token is not followed row by row: the largest page holds it', async () => {
    const paged = (request: ApiRequest): Json =>
      queryOf(request, 'limit') === '1000' ? { items: rows(30) } : { items: rows(15), continuationToken: 'x' };
    expect(await read(activities, slice, paged)).toEqual({ ids: 30, requests: 2, doubt: null });
  });
});

describe('synqly', () => {
  const projects = streamOf('synqly', 'queues');
  const all = { key: 'queues', params: { whole: true } };
  const capped =
    (count: number, most = Infinity) =>
    (request: ApiRequest) => ({
      result: rows(count).slice(0, Math.min(most, Number(queryOf(request, 'limit') ?? 50))),
    });

  /** Cursors that are offsets, three rows a page. @param at rows as they stand at this request */
  const byCursor = (at: (request: number) => Json[]) => {
    let asked = 0;
    return (request: ApiRequest): Json => {
      asked += 1;
      const from = Number((queryOf(request, 'cursor') ?? 'c0').slice(1));
      const all = at(asked);
      return { result: all.slice(from, from + 3), cursor: from + 3 < all.length ? `c${from + 3}` : '' };
    };
  };

  it.each(['queues', 'comments', 'notes', 'attachments'])('%s of several pages are read twice', async (name) => {
    const stream = streamOf('synqly', name);
    const slice = name === 'queues' ? all : stream.wholeChildSlice!('5');
    const still = byCursor(() => rows(7));
    expect(await read(stream, slice, still)).toEqual({ ids: 7, requests: 6, doubt: null });
    const moves = byCursor((request) => (request === 1 ? rows(7) : rows(6, 1)));
    expect(await read(stream, slice, moves)).toEqual({ ids: 7, requests: 6, doubt: null });
    const restless = byCursor((request) => rows(7, request));
    expect((await read(stream, slice, restless)).doubt).toContain('no two of 3 readings of the list agree');
  });

  it('a cursor that leads to the same rows again is a second reading already', async () => {
    const stuck = (): Json => ({ result: rows(4), cursor: 'x' });
    const stream = streamOf('synqly', 'comments');
    expect(await read(stream, stream.wholeChildSlice!('5'), stuck)).toMatchObject({ ids: 4, doubt: null, requests: 3 });
  });

  it('asks for exactly fifty projects once more, twice as wide', async () => {
    expect(await read(projects, all, capped(49))).toEqual({ ids: 49, requests: 1, doubt: null });
    expect(await read(projects, all, capped(50))).toEqual({ ids: 50, requests: 2, doubt: null });
    expect(await read(projects, all, capped(70))).toEqual({ ids: 70, requests: 2, doubt: null });
    expect((await read(projects, all, capped(170))).doubt).toContain('ends with 100 rows');
  });

  it.each(['comments', 'notes', 'attachments'])(
    '%s as many as a page holds are doubted where no limit is taken',
    async (name) => {
      const stream = streamOf('synqly', name);
      const slice = stream.wholeChildSlice!('5');
      expect(await read(stream, slice, capped(30))).toEqual({ ids: 30, requests: 1, doubt: null });
      expect((await read(stream, slice, capped(80, 50))).doubt).toContain('ends with 50 rows');
      expect(await read(stream, slice, capped(80))).toEqual({ ids: 80, requests: 2, doubt: null });
    },
  );
});

describe('notific', () => {
  const tickets = streamOf('notific', 'tickets');
  const first = async (name = 'tickets'): Promise<Slice> =>
    (
      await streamOf('notific', name).plan!({
        ...CONTEXT,
        mode: 'full',
        watermark: { created_at: null, updated_at: null },
        since: null,
        openTicketIds: [],
        call: () => Promise.reject(new Error('asked')),
        now: '2026-11-02T09:00:00.000000Z',
        isFirst: true,
      })
    ).slices[0]!;
  const listed = (count: number, from = 0): Json[] =>
    rows(count, from).map((row) => ({ Id: (row as { id: number }).id }));
  const lists = (...answers: Json[][]) => {
    let asked = 0;
    return (): Json => answers[Math.min(asked++, answers.length - 1)]!;
  };

  it.each(['tickets', 'queues', 'operators', 'customers'])('%s are read twice on a first export', async (name) => {
    const stream = streamOf('notific', name);
    const ofRecords = async (answer: () => Json) => {
      const seen = new Set<string>();
      let requests = 0;
      const call: Call = () => {
        requests += 1;
        return Promise.resolve({ status: 200, headers: {}, json: answer(), bytes: null });
      };
      for await (const page of readSlices(stream, [await first(name)], call, CONTEXT))
        for (const record of page.records) seen.add(stream.idOf(record)!);
      return [seen.size, requests];
    };
    expect(await ofRecords(lists(listed(60)))).toEqual([60, 2]);
    // A short answer shows, whichever it is; a list that only grows is whole.
    expect(await ofRecords(lists(listed(60).slice(7), listed(60)))).toEqual([60, 3]);
    await expect(ofRecords(lists(listed(60), listed(60).slice(7), listed(60)))).rejects.toThrow(/no two of 3 readings/);
    expect(await ofRecords(lists(listed(60), listed(61)))).toEqual([61, 2]);
    await expect(ofRecords(lists(listed(60), []))).rejects.toThrow(/an empty list, and one with rows before/);
  });

  it('a list as long as lists are cut at is asked for what stands beside it', async () => {
    const cut = (count: number, from: number, exists: number[]) => (request: ApiRequest) => {
      if (request.endpoint === 'list_tickets') return listed(count, from);
      const id = Number(request.path.split('/').at(-1));
      if (exists.includes(id)) return { Id: id };
      throw new VendorError({ code: 'not_found', message: 'none', status: 404 });
    };
    const slice: Slice = { key: 'tickets', params: {} };
    expect(await read(tickets, slice, cut(999, 0, [1000]))).toMatchObject({ requests: 1, doubt: null });
    expect(await read(tickets, slice, cut(1000, 0, []))).toMatchObject({ requests: 4, doubt: null });
    expect((await read(tickets, slice, cut(1000, 0, [1002]))).doubt).toContain('ticket 1002 exists beside it');
    expect((await read(tickets, slice, cut(500, 40, [39]))).doubt).toContain('ticket 39 exists beside it');
    const firstOf = await read(tickets, await first(), cut(1000, 0, [1002]));
    expect(firstOf).toMatchObject({ requests: 4 });
    expect(firstOf.doubt).toContain('ticket 1002 exists beside it');
  });
});
