/**
 * The list of tickets that a query means. Without filters it is the world itself, in order of creation, so that a
 * page of a million tickets costs a page; else the indexes are collected at the first page and kept for the next.
 */
import type { SynqlyState } from './state';
import { visible } from './state';
import type { Filter } from './filter';
import { firstIndex, holds } from './filter';
import type { Shelf } from './listing';
import { ProblemError } from './answers';
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

export function createShelves(state: SynqlyState): Shelves {
  const kept = new Map<string, number[]>();
  const keyOf = (query: TicketQuery, provider: Provider): string => JSON.stringify([provider.id, query]);

  const collect = ({ filters, order }: TicketQuery, provider: Provider): number[] => {
    const found: number[] = [];
    for (let index = firstIndex(filters, state.world); index < state.world.size; index += 1) {
      const ticket = visible(state.world, index);
      if (ticket !== undefined && holds(filters, ticket, state, provider)) found.push(index);
    }
    return sorted(found, order, state, provider);
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
    const ticket = index === undefined ? undefined : visible(state.world, index);
    return ticket === undefined ? null : renderTicket(state, provider, ticket);
  };

  return {
    open: (query, provider, isFirst, isDense = false) => {
      const key = keyOf(query, provider);
      if (isFirst) kept.delete(key);
      const known = kept.get(key);
      if (known === undefined && !isDense && isPlain(query)) {
        const first = firstIndex(query.filters, state.world);
        return { length: state.world.size - first, at: (position) => render(first + position, provider) };
      }
      const indexes = known ?? keep(key, collect(query, provider));
      return { length: indexes.length, at: (position) => render(indexes[position], provider) };
    },
    moveToTop: (query, provider, position) => {
      const key = keyOf(query, provider);
      const indexes = kept.get(key) ?? keep(key, collect(query, provider));
      const [ticket] = indexes.splice(Math.min(position, indexes.length - 1), 1);
      if (ticket !== undefined) indexes.unshift(ticket);
    },
  };
}

function sorted(indexes: number[], order: readonly string[], state: SynqlyState, provider: Provider): number[] {
  const [first] = order;
  const [, field = 'created_at', direction = 'asc'] = ORDER.exec(first ?? '') ?? [];
  if (field === 'created_at') return direction === 'desc' ? indexes.reverse() : indexes;
  const keyed = indexes.map((index) => ({ index, key: keyFor(index, field, state, provider) }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.index - b.index));
  if (direction === 'desc') keyed.reverse();
  return keyed.map(({ index }) => index);
}

function keyFor(index: number, field: string, state: SynqlyState, provider: Provider): string {
  const ticket = state.world.ticket(index);
  const value = ticket === undefined ? null : renderTicket(state, provider, ticket)[field];
  return value === null || value === undefined ? '' : String(value);
}

/** @throws Refused 400 when the provider does not sort, or not by that */
export function orderIn(query: unknown, provider: Provider): string[] {
  const texts = (query === undefined ? [] : Array.isArray(query) ? query : [query]).map(String);
  if (texts.length === 0) return [];
  if (!provider.orders) {
    if (provider.ignoresUnknownFilters) return [];
    throw badOrder(texts[0] ?? '', `order is not supported by ${provider.title}`);
  }
  const bad = texts.find((text) => !ORDER.test(text));
  if (bad !== undefined) throw badOrder(bad, `order "${bad}" cannot be read`);
  return texts;
}

function badOrder(value: string, message: string): ProblemError {
  return new ProblemError({ status: 400, message, parameter: { id: 'order', location: 'query', value } });
}
