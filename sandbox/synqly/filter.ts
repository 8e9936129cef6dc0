/** `field[op]value` as the simulator understands it: quoted values, lists, wildcards, times. */
import type { World, WorldTicket } from '../world/world';
import type { SynqlyState } from './state';
import { projectIdOf, queueBy } from './state';
import { ProblemError } from './answers';
import type { Provider } from './provider';
import { priorityWord, renderTicket, statusWord, updatedAt } from './render';

export interface Filter {
  field: string;
  op: string;
  values: string[];
}

const OPS = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in', 'like', 'not_in', 'not_like'];
const MEMBERS = ['name', 'summary', 'assignee', 'contact', 'issue_type', 'description', 'parent', 'due_date', 'id'];
const FIELDS = ['project', 'status', 'priority', 'creator', 'tags', 'created_at', 'updated_at', ...MEMBERS];

/** @throws Refused 400 for a filter that cannot be read or that the provider does not have */
export function filtersIn(query: unknown, provider: Provider): Filter[] {
  const texts = query === undefined ? [] : Array.isArray(query) ? query : [query];
  return texts.map((text) => filterIn(String(text))).filter((filter) => isSupported(filter, provider));
}

function filterIn(text: string): Filter {
  const parts = /^([A-Za-z][A-Za-z0-9_.]*)\[([a-z_]+)\](.+)$/s.exec(text);
  if (!parts) throw badFilter(text, `filter "${text}" cannot be read`);
  const [, field = '', op = '', value = ''] = parts;
  if (!OPS.includes(op)) throw badFilter(text, `filter operator "${op}" is not known`);
  return { field, op, values: op.endsWith('in') ? listIn(value) : [unquoted(value)] };
}

function isSupported({ field, op }: Filter, provider: Provider): boolean {
  const known = provider.filters === 'all' ? FIELDS : provider.filters;
  if (known.includes(field)) return true;
  if (provider.ignoresUnknownFilters) return false;
  throw badFilter(`${field}[${op}]`, `filter field "${field}" is not supported by ${provider.title}`);
}

function badFilter(value: string, message: string): ProblemError {
  return new ProblemError({ status: 400, message, parameter: { id: 'filter', location: 'query', value } });
}

const unquoted = (value: string): string => /^"([^"]*)"$/.exec(value)?.[1] ?? value;

function listIn(value: string): string[] {
  return [...value.matchAll(/"([^"]*)"|([^,]+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

/** Indexes from here on can hold: a search instead of a scan for `created_at`. */
export function firstIndex(filters: readonly Filter[], world: World): number {
  const boundaries = filters
    .filter(({ field, op }) => field === 'created_at' && (op === 'gte' || op === 'gt'))
    .map(({ values }) => Date.parse(values[0] ?? ''))
    .filter((at) => !Number.isNaN(at));
  return boundaries.length === 0
    ? 0
    : world.createdBetween(
        boundaries.reduce((latest, at) => Math.max(latest, at)),
        Number.MAX_SAFE_INTEGER,
      )[0];
}

export function holds(
  filters: readonly Filter[],
  ticket: WorldTicket,
  state: SynqlyState,
  provider: Provider,
): boolean {
  return filters.every((filter) => holdsOne(filter, ticket, state, provider));
}

function holdsOne(filter: Filter, ticket: WorldTicket, state: SynqlyState, provider: Provider): boolean {
  const [value = ''] = filter.values;
  switch (filter.field) {
    case 'created_at':
      return compares(ticket.createdAt, filter.op, Date.parse(value));
    case 'updated_at':
      return compares(updatedAt(state, ticket), filter.op, Date.parse(value));
    case 'project': {
      const queues = filter.values.map((project) => queueBy(state.world, project));
      const isIn = queues.includes(ticket.queue);
      return filter.op === 'ne' || filter.op === 'not_in' ? !isIn : isIn;
    }
    case 'tags': {
      const some = filter.values.some((requested) => ticket.tags.some((tag) => matches(tag, filter.op, requested)));
      return filter.op === 'ne' || filter.op.startsWith('not_') ? !some : some;
    }
    default:
      return matchesText(fieldText(filter.field, ticket, state, provider), filter);
  }
}

function fieldText(field: string, ticket: WorldTicket, state: SynqlyState, provider: Provider): string {
  if (field === 'status') return statusWord(state, provider, ticket);
  if (field === 'priority') return priorityWord(state, ticket);
  if (field === 'project') return projectIdOf(ticket.queue);
  const value = renderTicket(state, provider, ticket)[field];
  return value === null || value === undefined ? '' : String(value);
}

function matchesText(text: string, { op, values }: Filter): boolean {
  const isNegative = op === 'ne' || op.startsWith('not_');
  const some = values.some((requested) => matches(text, op, requested));
  return isNegative ? !some : some;
}

function matches(text: string, op: string, requested: string): boolean {
  if (!op.endsWith('like')) return text.toLowerCase() === requested.toLowerCase();
  const parts = requested.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'is').test(text);
}

function compares(at: number, op: string, bound: number): boolean {
  if (Number.isNaN(bound)) return false;
  switch (op) {
    case 'gt':
      return at > bound;
    case 'gte':
      return at >= bound;
    case 'lt':
      return at < bound;
    case 'lte':
      return at <= bound;
    case 'ne':
      return at !== bound;
    default:
      return at === bound;
  }
}
