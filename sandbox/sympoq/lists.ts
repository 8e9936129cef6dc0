/** The shapes of SympoQ's lists, and what can go wrong in them. */
import type { FastifyRequest } from 'fastify';
import type { InstanceContext } from '../service';

export interface ListOrder {
  offset: number;
  limit: number;
}

export interface ListSource {
  window(offset: number, limit: number): { rows: unknown[]; hasMore: boolean };
  moveToTop?(place: number): void;
}

/** `?offset=&limit=` as Oracle's REST lists read them: anything else is their 400. */
export function orderOf(request: FastifyRequest, pageSize: number): ListOrder | undefined {
  const query = request.query as Record<string, string | undefined>;
  const { offset = '0', limit = String(pageSize) } = query;
  const isFit = /^\d{1,9}$/.test(offset) && /^\d{1,5}$/.test(limit) && Number(limit) > 0;
  return isFit ? { offset: Number(offset), limit: Number(limit) } : undefined;
}

/** Everything in one array. */
export function bareList(instance: InstanceContext, endpoint: string, source: ListSource): unknown[] {
  const ceiling = instance.fault('page_ceiling', endpoint);
  const { rows } = source.window(0, Number(ceiling?.options['ceiling'] ?? Number.MAX_SAFE_INTEGER));
  return instance.fault('duplicate_rows', endpoint) ? [...rows.slice(0, 1), ...rows] : rows;
}

/** One page of an envelope. */
export function pageOf(
  instance: InstanceContext,
  endpoint: string,
  asked: ListOrder,
  source: ListSource,
  url: string,
): unknown {
  const { offset, limit } = placeOf(instance, endpoint, asked);
  if (instance.fault('empty_page', endpoint)) return envelope([], true, { offset, limit }, url);
  const isShort = instance.fault('short_pages', endpoint) !== undefined;
  const ceiling = instance.fault('page_ceiling', endpoint);
  const end = Number(ceiling?.options['ceiling'] ?? Number.MAX_SAFE_INTEGER);
  const count = Math.min(isShort ? Math.max(1, Math.floor(limit / 2)) : limit, Math.max(0, end - offset));
  const { rows, hasMore } = source.window(offset, count);
  if (instance.fault('moving_rows', endpoint)) source.moveToTop?.(offset + rows.length);
  const listed = instance.fault('duplicate_rows', endpoint) ? [...rows.slice(0, 1), ...rows] : rows;
  const page = envelope(listed, hasMore && offset + count < end, { offset, limit }, url);
  return instance.fault('wrong_total', endpoint) ? { ...page, count: 1, totalResults: 1 } : page;
}

/** A page before the one that was asked for, or the first one, when a fault says so. */
function placeOf(instance: InstanceContext, endpoint: string, { offset, limit }: ListOrder): ListOrder {
  if (instance.fault('ignore_filters', endpoint)) return { offset: 0, limit };
  if (offset > 0 && instance.fault('repeat_cursor', endpoint)) return { offset: Math.max(0, offset - limit), limit };
  return { offset, limit };
}

function envelope(items: unknown[], hasMore: boolean, { offset, limit }: ListOrder, url: string) {
  const links = [
    { rel: 'self', href: url },
    ...(hasMore ? [{ rel: 'next', href: `${url}?offset=${offset + limit}` }] : []),
  ];
  return { items, hasMore, limit, offset, count: items.length, links };
}
