/** How lists of services that behave oddly are followed: a service of one function a test. */
import { callWith } from '../../vendors/answer';
import { VendorError } from '../../vendors/errors';
import type { Call } from '../../vendors/http';
import type { Json } from '../../vendors/json';
import { ticketSlice } from '../../vendors/synqly/streams/ticket-slice';
import { synqly } from '../../vendors/synqly/vendor';
import type { PlanInput } from '../../vendors/vendor';
import type { Reading } from '../support/synqly';
import { readSlices, readStream, SETTINGS, streamNamed } from '../support/synqly';

interface Asked {
  cursor: string | null;
  query: ReadonlyArray<readonly [string, string]>;
}

/** A service that answers from a function; what it was asked is written down. */
function service(answer: (asked: Asked) => { result: Json; cursor?: Json } | number): { call: Call; asked: Asked[] } {
  const asked: Asked[] = [];
  const call = callWith((request) => {
    const query = request.query ?? [];
    const ask = { query, cursor: query.find(([name]) => name === 'cursor')?.[1] ?? null };
    asked.push(ask);
    const told = answer(ask);
    return Promise.resolve(
      typeof told === 'number'
        ? { status: told, headers: {}, body: '{"message":"refused"}' }
        : { status: 200, headers: {}, body: JSON.stringify(told) },
    );
  }, synqly.errorParser);
  return { call, asked };
}

const row = (id: number): Json => ({
  id: `T${id}`,
  created_at: new Date(Date.UTC(2026, 0, 1, 0, id)).toISOString(),
  updated_at: '2026-05-01T00:00:00Z',
});
const rows = (from: number, to: number): Json[] => Array.from({ length: to - from }, (_, at) => row(from + at));
const ids = (count: number): string[] => rows(0, count).map((_, at) => `T${at}`);
/** Refused, so that the list is paged by cursor. */
const isByCreation = ({ query }: Asked): boolean => query.some(([, value]) => value.startsWith('created_at[gte]'));
const read = (call: Call, pageSize = 10, change: Partial<PlanInput> = {}): Promise<Reading> =>
  readStream('tickets', call, { settings: { ...SETTINGS, pageSize }, ...change });
const distinct = (reading: Reading): string[] => [...new Set(reading.ids)];

describe('numeric cursors', () => {
  it('a running offset is followed with one row of overlap, and ends when it stands', async () => {
    const { call, asked } = service((ask) => {
      if (isByCreation(ask)) return 400;
      const from = Number(ask.cursor ?? 0);
      const to = Math.min(25, from + 10);
      return { result: rows(from, to), cursor: String(to) };
    });
    const reading = await read(call);
    expect(distinct(reading)).toEqual(ids(25));
    expect(asked.map(({ cursor }) => cursor).slice(2, 6)).toEqual([null, '9', '18', '24']);
    expect(asked.length).toBeLessThan(11);
  });

  it('an offset that the service wants back as it told it is given so', async () => {
    const { call } = service((ask) => {
      if (isByCreation(ask)) return 400;
      const from = Number(ask.cursor ?? 0);
      if (from % 10 !== 0 && from !== 25) return 400;
      return { result: rows(from, Math.min(25, from + 10)), cursor: String(Math.min(25, from + 10)) };
    });
    expect(distinct(await read(call))).toEqual(ids(25));
  });

  it('Get Many sends numeric cursors as they were told', async () => {
    const { call, asked } = service(({ cursor }) => {
      const from = Number(cursor ?? 0);
      return { result: rows(from, Math.min(25, from + 10)), cursor: from + 10 < 25 ? String(from + 10) : null };
    });
    const context = { settings: { ...SETTINGS, pageSize: 10 }, queueIds: [] };
    const reading = await readSlices(streamNamed('tickets'), [ticketSlice({ status: 'Open' })], call, context);
    expect(reading.ids).toEqual(ids(25));
    expect(asked.map(({ cursor }) => cursor)).toEqual([null, '10', '20']);
  });

  it('a page number is followed as it is', async () => {
    const { call, asked } = service((ask) => {
      if (isByCreation(ask)) return 400;
      const page = Number(ask.cursor ?? 1);
      return { result: rows((page - 1) * 10, Math.min(25, page * 10)), cursor: page < 3 ? String(page + 1) : '' };
    });
    const reading = await read(call);
    expect(distinct(reading)).toEqual(ids(25));
    expect(asked.map(({ cursor }) => cursor).slice(2, 5)).toEqual([null, '2', '3']);
  });

  it('an offset that runs on past the end stops after ten empty pages', async () => {
    const { call, asked } = service((ask) => {
      if (isByCreation(ask)) return 400;
      const from = Number(ask.cursor ?? 0);
      return { result: rows(Math.min(from, 15), Math.min(15, from + 10)), cursor: String(from + 10) };
    });
    expect(distinct(await read(call))).toEqual(ids(15));
    expect(asked.length).toBeLessThan(18);
  });

  it('a row that was taken out of the list while it was paged has it read again', async () => {
    let list = ids(30).map((_, at) => at);
    let requests = 0;
    const { call } = service((ask) => {
      if (isByCreation(ask)) return 400;
      requests += 1;
      if (requests === 3) list = list.filter((id) => id !== 3);
      const from = Number(ask.cursor ?? 0);
      const to = Math.min(list.length, from + 10);
      return { result: list.slice(from, to).map(row), cursor: String(to) };
    });
    const reading = await read(call);
    expect(distinct(reading).sort()).toEqual(ids(30).sort());
    expect(reading.notes).toContain('the list changed while it was read, so it is read again');
  });

  it('rows that move in every reading make the scan incomplete', async () => {
    const list = rows(0, 25);
    const { call } = service(({ cursor }) => {
      list.unshift(...list.splice(-1));
      const from = Number(cursor ?? 0);
      const to = Math.min(25, from + 10);
      return { result: list.slice(from, to), cursor: String(to) };
    });
    await expect(read(call)).rejects.toMatchObject({ code: 'incomplete' });
  });
});

describe('tokens', () => {
  it('the same token that brings the next rows each time is a scroll, and is followed', async () => {
    let at = 0;
    const { call } = service((ask) => {
      if (isByCreation(ask)) return 400;
      // Asked without a cursor, it begins anew.
      const from = ask.cursor === null ? 0 : at;
      at = Math.min(25, from + 10);
      return { result: rows(from, at), cursor: 'scroll' };
    });
    expect(distinct(await read(call))).toEqual(ids(25));
  });

  it('a last page that names its own token again is the end when it is not full', async () => {
    const { call } = service((ask) => {
      if (isByCreation(ask)) return 400;
      return ask.cursor === null ? { result: rows(0, 10), cursor: 'b' } : { result: rows(10, 15), cursor: 'b' };
    });
    const reading = await read(call);
    expect(distinct(reading)).toEqual(ids(15));
    expect(reading.notes.join()).toContain('taken as the end');
  });

  it('tokens that go round in a circle fail the scan', async () => {
    const { call, asked } = service(({ cursor }) => ({ result: rows(0, 10), cursor: cursor === 'a' ? 'b' : 'a' }));
    await expect(read(call)).rejects.toBeInstanceOf(VendorError);
    // The list is given up after twenty pages without a new row.
    expect(asked.length).toBeLessThan(30);
  });

  it.each([null, '', '  ', undefined])('%j ends the list', async (cursor) => {
    const { call, asked } = service(() => ({ result: rows(0, 3), cursor }));
    expect(distinct(await read(call))).toEqual(ids(3));
    // What was created since is asked for; this service ignores the filter.
    expect(asked.length).toBeLessThan(5);
  });

  it.each([null, {}, 'none'])('a result of %j is no empty list', async (result) => {
    const { call } = service(() => ({ result }));
    await expect(read(call)).rejects.toMatchObject({ code: 'incomplete' });
  });
});

describe('the end of a list', () => {
  it('is where nothing was created after the minute before the last row, whatever the cursor says', async () => {
    const { call, asked } = service(({ query }) => {
      const since = query.find(([name, value]) => name === 'filter' && value.startsWith('created_at'))?.[1] ?? '';
      const first = since === '' ? 0 : new Date(since.slice('created_at[gte]'.length)).getUTCMinutes();
      return { result: rows(first, Math.min(40, first + 10)), cursor: '' };
    });
    const reading = await read(call);
    expect(distinct(reading)).toEqual(ids(40));
    expect(asked[1]?.query).toContainEqual(['filter', 'created_at[gte]2026-01-01T00:08:00Z']);
    expect(asked.at(-1)?.query).toContainEqual(['filter', 'created_at[gte]2026-01-01T00:39:00Z']);
  });

  it('a server error to the order is taken as a refusal of it', async () => {
    const { call, asked } = service(({ query }) =>
      query.some(([name]) => name === 'order') ? 500 : { result: rows(0, 3) },
    );
    expect((await read(call)).ids).toEqual(ids(3));
    expect(asked).toHaveLength(2);
  });

  it('a refusal of everything is the refusal', async () => {
    const { call, asked } = service(() => 400);
    await expect(read(call)).rejects.toMatchObject({ code: 'invalid_request' });
    expect(asked).toHaveLength(3);
  });

  it('a wrong key is not gone around', async () => {
    const { call, asked } = service(() => 401);
    await expect(read(call)).rejects.toMatchObject({ code: 'unauthorized' });
    expect(asked).toHaveLength(1);
  });
});

describe('lists that are documented without paging', () => {
  it('follow a cursor when one comes, and stop when the service ignores it', async () => {
    const comments = streamNamed('comments');
    const { call, asked } = service(() => ({ result: rows(0, 3), cursor: 'x' }));
    const slice = comments.childSlice?.('T') ?? { key: '', params: {} };
    const reading = await readSlices(comments, [slice], call, { settings: SETTINGS, queueIds: [] });
    expect(distinct(reading)).toEqual(ids(3));
    expect(reading.notes).toEqual([]);
    expect(asked.map(({ cursor }) => cursor)).toEqual([null, 'x', 'x']);
  });

  it('warnings of a success are told', async () => {
    const { call } = service(
      () => ({ result: [], messages: { problems: [{ message: 'only a part' }] } }) as { result: Json },
    );
    const reading = await readStream('queues', call);
    expect(reading.notes).toEqual(['the service warns: only a part']);
  });
});

describe('a list of which no row comes, though it names a cursor', () => {
  it.each([
    ['the same token for ever', () => 'more'],
    ['new tokens', (cursor: string | null) => `${cursor ?? ''}x`],
    ['the same offset for ever', () => '100'],
    ['an offset that runs on', (cursor: string | null) => String(Number(cursor ?? '0') + 10)],
  ])('is incomplete (%s)', async (_kind, next) => {
    const { call } = service(({ cursor }) => ({ result: [], cursor: next(cursor) }));
    await expect(read(call)).rejects.toMatchObject({ code: 'incomplete' });
    const changes = {
      mode: 'incremental',
      watermark: { created_at: null, updated_at: '2026-05-01T00:00:00.000000Z' },
    } as const;
    await expect(read(call, 10, changes)).rejects.toMatchObject({ code: 'incomplete' });
    await expect(readStream('queues', call)).rejects.toMatchObject({ code: 'incomplete' });
    await expect(
      readSlices(streamNamed('tickets'), [ticketSlice({})], call, { settings: SETTINGS, queueIds: [] }),
    ).rejects.toMatchObject({
      code: 'incomplete',
    });
  });

  it('is empty where an offset stays at 0', async () => {
    const { call } = service(() => ({ result: [], cursor: '0' }));
    expect((await read(call)).ids).toEqual([]);
  });
});
