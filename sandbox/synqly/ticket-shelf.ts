/**
 * The list of tickets that a query means. Without filters it is the world itself, in order of creation, so that a
 * page of a million tickets costs a page; else the indexes are collected at the first page and kept for the next.
 */
import type { Desk } from './desk';
import { visible } from './desk';
import type { Filter } from './filter';
import { firstIndex, holds } from './filter';
import type { Shelf } from './listing';
import { Refused } from './answers';
import type { Provider } from './provider';
import type { JsonObject } from './render';
import { renderTicket } from './render';

export interface TicketQuery {
  filters: Filter[];
  /** `created_at[asc]` … */
  order: string[];
}

export interface Shelves {
  /**
   * @param isFirst the query has no cursor: the list is made anew
   * @param isDense positions must count shown tickets only, also without a filter
   */
  open(query: TicketQuery, provider: Provider, isFirst: boolean, isDense?: boolean): Shelf<JsonObject>;
  /** A row that stands at or after the position moves to the top of a list whose cursors are offsets. */
  moveToTop(query: TicketQuery, provider: Provider, position: number): void;
}

const KEPT = 64;
const ORDER = /^([a-z_]+)(?:\[(asc|desc)\])?$/;

export function createShelves(desk: Desk): Shelves {
  const kept = new Map<string, number[]>();
  const keyOf = (query: TicketQuery, provider: Provider): string => JSON.stringify([provider.id, query]);

  const collect = ({ filters, order }: TicketQuery, provider: Provider): number[] => {
    const found: number[] = [];
    for (let index = firstIndex(filters, desk.world); index < desk.world.size; index += 1) {
      const ticket = visible(desk.world, index);
      if (ticket !== undefined && holds(filters, ticket, desk, provider)) found.push(index);
    }
    return sorted(found, order, desk, provider);
  };

  const isPlain = ({ filters, order }: TicketQuery): boolean =>
    filters.every(({ field, op }) => field === 'created_at' && op === 'gte') &&
    order.every((text) => /^created_at(\[asc\])?$/.test(text));

  const keep = (key: string, indexes: number[]): number[] => {
    kept.delete(key);
    kept.set(key, indexes);
    const oldest = kept.keys().next().value;
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
    return indexes;
  };

  const render = (index: number | undefined, provider: Provider): JsonObject | null => {
    const ticket = index === undefined ? undefined : visible(desk.world, index);
    return ticket === undefined ? null : renderTicket(desk, provider, ticket);
  };

  return {
    open: (query, provider, isFirst, isDense = false) => {
      const key = keyOf(query, provider);
      if (isFirst) kept.delete(key);
      const known = kept.get(key);
      if (known === undefined && !isDense && isPlain(query)) {
        const first = firstIndex(query.filters, desk.world);
        return { length: desk.world.size - first, at: (position) => render(first + position, provider) };
      }
      const indexes = known ?? keep(key, collect(query, provider));
      return { length: indexes.length, at: (position) => render(indexes[position], provider) };
    },
    moveToTop: (query, provider, position) => {
      const key = keyOf(query, provider);
      const indexes = kept.get(key) ?? keep(key, collect(query, provider));
      const [moved] = indexes.splice(Math.min(position, indexes.length - 1), 1);
      if (moved !== undefined) indexes.unshift(moved);
    },
  };
}

function sorted(indexes: number[], order: readonly string[], desk: Desk, provider: Provider): number[] {
  const [first] = order;
  const [, field = 'created_at', direction = 'asc'] = ORDER.exec(first ?? '') ?? [];
  if (field === 'created_at') return direction === 'desc' ? indexes.reverse() : indexes;
  const keyed = indexes.map((index) => ({ index, key: keyFor(index, field, desk, provider) }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.index - b.index));
  if (direction === 'desc') keyed.reverse();
  return keyed.map(({ index }) => index);
}

function keyFor(index: number, field: string, desk: Desk, provider: Provider): string {
  const ticket = desk.world.ticket(index);
  const value = ticket === undefined ? null : renderTicket(desk, provider, ticket)[field];
  return value === null || value === undefined ? '' : String(value);
}

/** @throws Refused 400 when the provider does not sort, or not by that */
export function orderIn(query: unknown, provider: Provider): string[] {
  const given = (query === undefined ? [] : Array.isArray(query) ? query : [query]).map(String);
  if (given.length === 0) return [];
  if (!provider.orders) {
    if (provider.ignoresUnknownFilters) return [];
    throw badOrder(given[0] ?? '', `order is not supported by ${provider.title}`);
  }
  const bad = given.find((text) => !ORDER.test(text));
  if (bad !== undefined) throw badOrder(bad, `order "${bad}" cannot be read`);
  return given;
}

function badOrder(value: string, message: string): Refused {
  return new Refused({ status: 400, message, parameter: { id: 'order', location: 'query', value } });
}
