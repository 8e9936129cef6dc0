/** Small simulators of the services' ticket lists over a moving world. Written from the services' pages, not from `vendors/`. */
import { VendorError } from '../../vendors/errors';
import type { ApiRequest, Call } from '../../vendors/http';
import { describeRequest } from '../../vendors/http';
import type { Json } from '../../vendors/json';
import type { MovingRow, MovingWorld } from './moving-world';

export type Order = 'asked' | 'newest' | 'oldest' | 'byUpdate' | 'byId';

export interface Manners {
  order: Order;
  offset: 'honoured' | 'ignored' | 'refused';
  /** none: tokens are left out; offset: positions; row: behind a row. */
  tokens: 'none' | 'offset' | 'row';
  /** Rows a page at most, whatever was asked. */
  cap: number;
}

const iso = (at: number): string => new Date(at).toISOString();

function param({ query = [] }: ApiRequest, name: string): string | undefined {
  return query.find(([key]) => key === name)?.[1];
}

function refusal(request: ApiRequest, message: string): VendorError {
  return new VendorError({ code: 'invalid_request', status: 400, message, request: describeRequest(request) });
}

function sorted(rows: readonly MovingRow[], order: Order, asked: 'asc' | 'desc' | null): MovingRow[] {
  const up = (key: (row: MovingRow) => number | string) => (a: MovingRow, b: MovingRow) =>
    key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a.id < b.id ? -1 : 1;
  const list = [...rows];
  if (order === 'byUpdate') return list.sort(up(({ updated }) => -updated));
  if (order === 'byId') return list.sort(up(({ id }) => id));
  const byCreation = list.sort(up(({ created }) => created));
  const down = order === 'newest' || (order === 'asked' && asked === 'desc');
  return down ? byCreation.reverse() : byCreation;
}

function answering(world: MovingWorld, answer: (request: ApiRequest) => Json): Call {
  return (request) => {
    world.turn();
    try {
      const json = answer(request);
      return Promise.resolve({ status: 200, headers: { date: world.clock }, json, bytes: null });
    } catch (error) {
      return Promise.reject(error as Error);
    }
  };
}

/** Where a token says that a page begins: at a position, or behind a row, also one that is gone since. */
function placeOf(token: string, rows: readonly MovingRow[]): number {
  if (!token.startsWith('after ')) return Number(token);
  const [, created = '0', id = '', position = '0'] = token.split(' ');
  const at = rows.findIndex((row) => row.id === id);
  if (at >= 0) return at + 1;
  const stamps = rows.map((row) => row.created);
  const next = isUp(stamps)
    ? rows.findIndex((row) => row.created > Number(created) || (row.created === Number(created) && row.id > id))
    : rows.findIndex((row) => row.created < Number(created) || (row.created === Number(created) && row.id < id));
  if (!isUp(stamps) && !isUp([...stamps].reverse())) return Number(position);
  return next < 0 ? rows.length : next;
}

const isUp = (stamps: readonly number[]): boolean =>
  stamps.every((stamp, index) => index === 0 || stamp >= (stamps[index - 1] ?? stamp));

function tokenAfter({ tokens }: Manners, rows: readonly MovingRow[], end: number): string | undefined {
  const last = rows[end - 1];
  if (end >= rows.length || last === undefined || tokens === 'none') return undefined;
  return tokens === 'offset' ? String(end) : `after ${last.created} ${last.id} ${end}`;
}

export function movingTeamsWork(world: MovingWorld, manners: Manners): Call {
  return answering(world, (request) => {
    const token = request.headers?.['continuationToken'];
    const offset = param(request, 'offset');
    if (offset !== undefined && manners.offset === 'refused') throw refusal(request, 'offset is not supported');
    const asked = param(request, 'order') === 'DESC' ? 'desc' : 'asc';
    const rows = sorted(world.rows, manners.order, asked);
    const honoured = manners.offset === 'honoured' ? Number(offset ?? 0) : 0;
    const from = token === undefined ? honoured : placeOf(token, rows);
    const end = from + Math.min(manners.cap, Number(param(request, 'limit') ?? 10));
    const items = rows
      .slice(from, end)
      .map(({ id, created, updated }) => ({ id, createdOn: iso(created), lastUpdatedOn: iso(updated) }));
    const next = tokenAfter(manners, rows, end);
    return { items, itemCount: items.length, ...(next === undefined ? {} : { continuationToken: next }) };
  });
}

/** @param shape bare: an array; envelope: Oracle's; plain: Oracle's without hasMore and links */
export function movingSympoq(world: MovingWorld, manners: Manners, shape: 'bare' | 'envelope' | 'plain'): Call {
  return answering(world, (request) => {
    if (!request.path.endsWith('tickets')) return [];
    const offset = param(request, 'offset');
    if (offset !== undefined && manners.offset === 'refused') throw refusal(request, 'offset');
    const rows = sorted(world.rows, manners.order, null);
    const from = manners.offset === 'honoured' ? Number(offset ?? 0) : 0;
    const limit = Math.min(manners.cap, Number(param(request, 'limit') ?? 25));
    const items = rows
      .slice(from, from + limit)
      .map(({ id, created, updated }) => ({ id, created: iso(created), updated: iso(updated) }));
    if (shape === 'bare') return items;
    return { items, limit, offset: from, ...(shape === 'plain' ? {} : { hasMore: from + limit < rows.length }) };
  });
}

export interface SynqlyManners extends Manners {
  /** shifted: understood an hour too late; minutes: cut to the minute. */
  filter: 'honoured' | 'ignored' | 'refused' | 'shifted' | 'minutes';
  orders: 'honoured' | 'refused';
}

export function movingSynqly(world: MovingWorld, manners: SynqlyManners): Call {
  return answering(world, (request) => {
    const order = param(request, 'order');
    if (order !== undefined && manners.orders === 'refused') throw refusal(request, 'order is not supported');
    const filter = (request.query ?? []).find(
      ([name, value]) => name === 'filter' && value.startsWith('created_at'),
    )?.[1];
    if (filter !== undefined && manners.filter === 'refused') throw refusal(request, 'unknown filter created_at');
    const given = Date.parse(/\[gte\](.*)$/.exec(filter ?? '')?.[1] ?? '');
    const since = {
      honoured: given,
      ignored: NaN,
      refused: NaN,
      shifted: given + 3_600_000,
      minutes: Math.floor(given / 60_000) * 60_000,
    }[manners.filter];
    const all = sorted(world.rows, manners.order, order?.includes('desc') ? 'desc' : 'asc');
    const rows = Number.isNaN(since) ? all : all.filter(({ created }) => created >= since);
    const cursor = param(request, 'cursor');
    const from = cursor === undefined ? 0 : placeOf(cursor.replace('at ', ''), rows);
    const end = from + Math.min(manners.cap, Number(param(request, 'limit') ?? 100));
    const result = rows
      .slice(from, end)
      .map(({ id, created, updated }) => ({ id, created_at: iso(created), updated_at: iso(updated) }));
    const next = tokenAfter(manners, rows, end);
    return { result, cursor: next ?? '' };
  });
}
