import { VendorError } from '../../vendors/errors';
import type { Call } from '../../vendors/http';
import type { Json } from '../../vendors/json';
import { arrayAt, asText, isObject } from '../../vendors/json';
import { IdSet, pagesOf, readSlices } from '../../vendors/paging';
import type { PagingContext, Slice, Stream } from '../../vendors/vendor';

const context: PagingContext = { settings: { timezone: null, pageSize: null, projects: [], paths: {} }, queueIds: [] };
const slice: Slice = { key: 'all', params: {} };
const stream: Stream = {
  name: 'tickets',
  selectedBy: 'tickets',
  scope: 'source',
  request: (_, cursor) => ({
    endpoint: 'list',
    method: 'GET',
    path: '/t',
    query: cursor === null ? [] : [['cursor', cursor]],
  }),
  read: ({ json }) => ({ records: arrayAt(json, 'rows'), next: isObject(json) ? asText(json.next) : null }),
  idOf: (record) => (isObject(record) ? asText(record.id) : null),
  unify: () => undefined,
};

const answers = (pages: Record<string, { rows: number[]; next: string | null }>): Call => {
  return ({ query }) => {
    const page = pages[query?.[0]?.[1] ?? 'first'];
    const json: Json = { rows: (page?.rows ?? []).map((id) => ({ id })), next: page?.next ?? null };
    return Promise.resolve({ status: 200, headers: {}, json, bytes: null });
  };
};

async function idsOf(call: Call, of = stream, from: string | null = null): Promise<string[]> {
  const ids: string[] = [];
  for await (const page of pagesOf(of, slice, call, context, from))
    ids.push(...page.records.map((record) => of.idOf(record) ?? '?'));
  return ids;
}

it('follows cursors to the end, over short and empty pages', async () => {
  const call = answers({
    first: { rows: [1, 2], next: 'b' },
    b: { rows: [], next: 'c' },
    c: { rows: [3], next: null },
  });
  expect(await idsOf(call)).toEqual(['1', '2', '3']);
});

it('goes on from a stored cursor', async () => {
  const call = answers({ first: { rows: [1], next: 'b' }, b: { rows: [2], next: null } });
  expect(await idsOf(call, stream, 'b')).toEqual(['2']);
});

it('stops loudly when a cursor repeats, after giving the page it came with', async () => {
  const call = answers({ first: { rows: [1], next: 'b' }, b: { rows: [2], next: 'c' }, c: { rows: [3], next: 'b' } });
  const seen: string[] = [];
  const reading = (async () => {
    for await (const page of pagesOf(stream, slice, call, context))
      seen.push(...page.records.map((record) => stream.idOf(record) ?? '?'));
  })();
  await expect(reading).rejects.toMatchObject({ code: 'incomplete' });
  expect(seen).toEqual(['1', '2', '3']);
});

it('stops a service that goes on for ever without a new row', async () => {
  let asked = 0;
  const call: Call = () => {
    asked += 1;
    return Promise.resolve({ status: 200, headers: {}, json: { rows: [{ id: 1 }], next: `t${asked}` }, bytes: null });
  };
  await expect(idsOf(call)).rejects.toMatchObject({ code: 'incomplete' });
  expect(asked).toBe(21);
});

it('hands over to the slices that a vendor offers instead', async () => {
  const detour: Slice[] = [{ key: 'x', params: {} }];
  const recovering: Stream = {
    ...stream,
    recover: (problem) => (problem.code === 'invalid_request' ? detour : undefined),
  };
  const call: Call = () => Promise.reject(new VendorError({ code: 'invalid_request', message: 'no' }));
  const pages = [];
  for await (const page of pagesOf(recovering, slice, call, context)) pages.push(page);
  expect(pages).toHaveLength(1);
  expect(pages[0]).toMatchObject({ records: [], next: null, replacements: detour });
  await expect(
    idsOf(() => Promise.reject(new VendorError({ code: 'server_error', message: 'no' })), recovering),
  ).rejects.toMatchObject({ code: 'server_error' });
});

it('reads slices that take over in the place of theirs, each once, and tells what is new', async () => {
  const instead: Readonly<Record<string, string[]>> = { a: ['a1', 'a2'], a1: ['a2', 'a3'], c: ['a1'] };
  const rows: Readonly<Record<string, number[]>> = { a: [1], a1: [1, 2], a2: [3], a3: [2, 4], b: [5], c: [6] };
  const replacing: Stream = {
    ...stream,
    request: ({ key }) => ({ endpoint: 'list', method: 'GET', path: `/${key}` }),
    read: (_answer, { key }) => ({
      records: (rows[key] ?? []).map((id) => ({ id })),
      next: null,
      ...(instead[key] ? { splitInto: instead[key].map((replacement) => ({ key: replacement, params: {} })) } : {}),
    }),
  };
  const call: Call = () => Promise.resolve({ status: 200, headers: {}, json: null, bytes: null });
  const read: Array<[string, Json[]]> = [];
  const slices = ['a', 'b', 'c'].map((key) => ({ key, params: {} }));
  for await (const page of readSlices(replacing, slices, call, context)) read.push([page.slice.key, page.fresh]);
  const ids = (...fresh: number[]): Json[] => fresh.map((id) => ({ id }));
  expect(read).toEqual([
    ['a', ids(1)],
    ['a1', ids(2)],
    ['a2', ids(3)],
    ['a3', ids(4)],
    ['b', ids(5)],
    ['c', ids(6)],
  ]);
});

it('goes on from a cursor in the first slice only', async () => {
  const asked: unknown[] = [];
  const call: Call = ({ query }) => {
    asked.push(query);
    return Promise.resolve({ status: 200, headers: {}, json: { rows: [], next: null }, bytes: null });
  };
  const slices = ['a', 'b'].map((key) => ({ key, params: {} }));
  for await (const page of readSlices(stream, slices, call, context, 'kept')) expect(page.fresh).toEqual([]);
  expect(asked).toEqual([[['cursor', 'kept']], []]);
});

it('remembers a hundred thousand ids exactly', () => {
  const ids = new IdSet();
  const wrong: number[] = [];
  for (let id = 0; id < 100_000; id += 1) if (ids.add(`id-${id}`) !== true) wrong.push(id);
  for (let id = 0; id < 100_000; id += 7) if (ids.add(`id-${id}`) !== false) wrong.push(id);
  expect(wrong).toEqual([]);
  expect(ids.size).toBe(100_000);
  expect(ids.add(null)).toBe(true);
});
