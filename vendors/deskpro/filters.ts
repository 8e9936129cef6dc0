/** The documented filters of lists, as typed values and as Deskpro writes them. */
import { VendorError } from '../errors';
import type { Json, JsonObject } from '../json';
import { asText, isObject } from '../json';
import { readTime } from '../time';

export type FilterQuery = ReadonlyArray<readonly [string, string]>;

/** A range of time, both ends included. Canonical instants, ISO texts or `YYYY-MM-DD`; without a zone: UTC. */
export type DateRange = { from?: string; to?: string };

/** Filters of `/tickets`. Lists mean "any of". Deskpro refuses filters that it does not know with 400. */
export type TicketFilters = {
  /** Bypass every other filter, also the one that leaves out hidden tickets; at most 200. */
  ids?: string[];
  status?: string[];
  not_status?: string[];
  agent?: string[];
  agent_team?: string[];
  department?: string[];
  person?: string[];
  organization?: string[];
  language?: string[];
  problem?: string[];
  urgency?: string[];
  star?: string[];
  labels?: string[];
  sla?: string[];
  sla_status?: string[];
  /** By field id. */
  fields?: Record<string, string>;
  date_created?: DateRange;
  date_resolved?: DateRange;
  date_last_agent_reply?: DateRange;
  date_last_user_reply?: DateRange;
  order_by?: string;
  order_dir?: 'asc' | 'desc';
};

/** The only date filters that were found. */
export const DATE_FILTERS = ['date_created', 'date_resolved', 'date_last_agent_reply', 'date_last_user_reply'] as const;
export type DateFilter = (typeof DATE_FILTERS)[number];

/** What `/tickets` sorts by; others are refused, or passed over. */
export const TICKET_ORDERS = [
  'id',
  'urgency',
  'date_created',
  'date_status',
  'date_last_agent_reply',
  'date_last_user_reply',
  'date_last_reply',
  'date_user_waiting',
  'total_user_waiting',
  'sla',
] as const;
export type TicketOrder = (typeof TICKET_ORDERS)[number];

/** Filters of `/people`. */
export type PersonFilters = {
  ids?: string[];
  primary_email?: string;
  organization?: string;
  is_agent?: boolean;
  is_deleted?: boolean;
  agent_team?: string[];
  user_group?: string[];
  label?: string[];
  order_by?: string;
  order_dir?: 'asc' | 'desc';
};

/** Filters of `/organizations`. */
export type OrganizationFilters = { ids?: string[]; name?: string; labels?: string[]; user_group?: string[] };

/** Filters as they travel in a slice: any of the types above, and what a list of reference data takes. */
export function queryOf(filters: JsonObject): FilterQuery {
  return Object.entries(filters).flatMap(([name, value]) => parametersOf(name, value));
}

function parametersOf(name: string, value: Json | undefined): FilterQuery {
  if (value === undefined || value === null || value === '') return [];
  if (name === 'fields' && isObject(value)) return fieldParameters(value);
  if (isObject(value)) return rangeParameter(name, value);
  if (!Array.isArray(value)) return [[name, typeof value === 'boolean' ? String(Number(value)) : String(value)]];
  const items = value.flatMap((item) => asText(item) ?? []);
  if (items.length === 0) return [];
  if (name === 'ids') return [[name, items.join(',')]];
  // One value goes plainly: live clients send `status=…`; a list is PHP's `name[]=`, read as "any of".
  return items.length === 1 && name !== 'labels'
    ? [[name, items[0] ?? '']]
    : items.map((item) => [`${name}[]`, item] as const);
}

function fieldParameters(fields: JsonObject): FilterQuery {
  return Object.entries(fields).flatMap(([id, value]) => {
    const text = asText(value);
    return text === null ? [] : [[`ticket_field.${id}`, text] as const];
  });
}

/** One condition a field: both ends as `A/B`, inclusive; a lone start is `>=`, the meaning of a bare time. */
function rangeParameter(name: string, range: JsonObject): FilterQuery {
  const from = asText(range.from);
  const to = asText(range.to);
  if (from === null && to === null) return [];
  if (from === null) return [[name, `<=${deskproTime(to ?? '')}`]];
  return [[name, to === null ? deskproTime(from) : `${deskproTime(from)}/${deskproTime(to)}`]];
}

/**
 * A time as the date filters read it: seconds, UTC, `+0000`. A date alone stays a date (Deskpro stretches the
 * end of a range to the end of that day).
 * @throws VendorError bad_input when the text is no time
 */
export function deskproTime(text: string): string {
  const reading = readTime(text);
  if (reading.kind === 'instant') return `${reading.instant.slice(0, 19)}+0000`;
  if (reading.kind === 'wall') return `${reading.wall.slice(0, 19)}+0000`;
  if (reading.kind === 'date') return reading.date;
  throw new VendorError({
    code: 'bad_input',
    message: `"${text}" is not a date or time`,
    remedy: 'Write it as 2026-03-01 or 2026-03-01T09:00:00Z.',
  });
}
