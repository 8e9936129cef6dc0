/** The parts into which tickets are cut for reading. Every part can be asked by itself, in any order. */
import type { JsonObject } from '../../json';
import { asText, isObject, numberOf, textsIn } from '../../json';
import { instantOf, microsOf } from '../../time';
import type { Slice } from '../../vendor';
import type { DateFilter, TicketFilters } from '../filters';
import { DATE_FILTERS } from '../filters';

/**
 * ids: every id of a range. chosen: these ids. tail: ids beyond the highest known one, until none is there.
 * window: a range of one date. ordered: newest first, down to `stop`. all: no filter, by id.
 * query: a user's filters.
 */
const KINDS = ['ids', 'chosen', 'tail', 'window', 'ordered', 'all', 'query'] as const;
export type SliceKind = (typeof KINDS)[number];

/** Two names of the sort direction are seen in live use on /tickets. */
export type Direction = 'order_dir' | 'group_sort';

const PURPOSES = ['scan', 'changes', 'query'] as const;
type Purpose = (typeof PURPOSES)[number];

export interface TicketSlice {
  kind: SliceKind;
  /** ids and tail. */
  first: number;
  last: number;
  /** chosen. */
  ids: string[];
  /** window: both ends included, canonical instants of whole seconds. */
  field: DateFilter;
  from: string;
  to: string;
  /** ordered. */
  order: string;
  direction: Direction;
  stop: string;
  filters: JsonObject;
  /** How often this part was tried, 1 or more. */
  attempt: number;
  /** ids and chosen: what the answer to the first try named, which does not come again. */
  known: string[];
  /** Asked without side-loaded people, since the service refused them. */
  plain: boolean;
  /** scan: to name every ticket. changes: to find what changed. query: a user's list. */
  purpose: Purpose;
}

const BLANK: TicketSlice = {
  kind: 'query',
  first: 0,
  last: 0,
  ids: [],
  field: 'date_created',
  from: '',
  to: '',
  order: '',
  direction: 'order_dir',
  stop: '',
  filters: {},
  attempt: 1,
  known: [],
  plain: false,
  purpose: 'query',
};

export function encodeSlice(ticket: TicketSlice): Slice {
  const params: JsonObject = { kind: ticket.kind };
  for (const [name, value] of Object.entries(ticket)) {
    if (JSON.stringify(value) !== JSON.stringify(Object.entries(BLANK).find(([known]) => known === name)?.[1]))
      params[name] = value;
  }
  return { key: keyOf(ticket), params };
}

export function fromSlice({ params }: Slice): TicketSlice {
  const text = (name: string) => asText(params[name]) ?? '';
  return {
    kind: KINDS.find((kind) => kind === params.kind) ?? 'query',
    first: numberOf(params.first) ?? 0,
    last: numberOf(params.last) ?? 0,
    ids: textsIn(params.ids),
    field: DATE_FILTERS.find((field) => field === params.field) ?? 'date_created',
    from: text('from'),
    to: text('to'),
    order: text('order'),
    direction: params.direction === 'group_sort' ? 'group_sort' : 'order_dir',
    stop: text('stop'),
    filters: isObject(params.filters) ? params.filters : {},
    attempt: numberOf(params.attempt) ?? 1,
    known: textsIn(params.known),
    plain: params.plain === true,
    purpose: PURPOSES.find((purpose) => purpose === params.purpose) ?? 'query',
  };
}

function keyOf(ticket: TicketSlice): string {
  const filters = Object.keys(ticket.filters).length === 0 ? '' : ` ${JSON.stringify(ticket.filters)}`;
  return `${nameOf(ticket)}${filters}${ticket.attempt > 1 ? `#${ticket.attempt}` : ''}${ticket.plain ? '~' : ''}`;
}

function nameOf(ticket: TicketSlice): string {
  switch (ticket.kind) {
    case 'ids':
      return `ids ${ticket.first}-${ticket.last}`;
    case 'chosen':
      return `open ${ticket.ids[0] ?? ''}-${ticket.ids.at(-1) ?? ''}`;
    case 'tail':
      return `ids from ${ticket.first}`;
    case 'window':
      return `${ticket.field} ${ticket.from.slice(0, 19)}/${ticket.to.slice(0, 19)}${ticket.purpose === 'scan' ? '' : ` ${ticket.purpose}`}`;
    case 'ordered':
      return `${ticket.order} since ${ticket.stop.slice(0, 19)} by ${ticket.direction}`;
    default:
      return ticket.direction === 'order_dir' ? ticket.kind : `${ticket.kind} by ${ticket.direction}`;
  }
}

export function idRange(first: number, last: number): TicketSlice {
  return { ...BLANK, kind: 'ids', first, last, purpose: 'scan' };
}

export function idTail(first: number): TicketSlice {
  return { ...BLANK, kind: 'tail', first, purpose: 'scan' };
}

export function chosenIds(ids: string[]): TicketSlice {
  return { ...BLANK, kind: 'chosen', ids, purpose: 'changes' };
}

export function dateWindow(field: DateFilter, from: string, to: string, more: Partial<TicketSlice> = {}): TicketSlice {
  return { ...BLANK, kind: 'window', field, from: wholeSecond(from), to: wholeSecond(to), purpose: 'changes', ...more };
}

export function newestFirst(order: string, stop: string, filters: JsonObject = {}): TicketSlice {
  return { ...BLANK, kind: 'ordered', order, stop, filters, purpose: 'changes' };
}

export function everyTicket(attempt: number): TicketSlice {
  return { ...BLANK, kind: 'all', purpose: 'scan', attempt };
}

/**
 * A user's filters as a slice for `pagesOf`.
 * @param filters see TicketFilters; an empty object lists all tickets that are not hidden
 */
export function ticketSlice(filters: TicketFilters): Slice {
  return encodeSlice({ ...BLANK, kind: 'query', filters: { ...filters } });
}

/** At most so many ids are taken at once. */
const MOST_IDS = 200;

/** The same where there may be more ids than one request takes. */
export function ticketSlices(filters: TicketFilters): Slice[] {
  const { ids = [], ...others } = filters;
  if (ids.length <= MOST_IDS) return [ticketSlice(filters)];
  const parts = Array.from({ length: Math.ceil(ids.length / MOST_IDS) }, (_, at) => at * MOST_IDS);
  return parts.map((first) => ticketSlice({ ...others, ids: ids.slice(first, first + MOST_IDS) }));
}

/** The ids that a slice asks for, from `at` on in a tail. */
export function idsOf(ticket: TicketSlice, size: number, at: number): string[] {
  if (ticket.kind === 'chosen') return ticket.ids;
  const first = ticket.kind === 'tail' ? at : ticket.first;
  const last = ticket.kind === 'tail' ? at + size - 1 : ticket.last;
  return Array.from({ length: last - first + 1 }, (_, offset) => String(first + offset));
}

const SECOND = 1_000_000n;
/** So many windows at once, not more: a helpdesk whose tickets stand in one month is split again there. */
const MOST_PARTS = 32;

/** A window that one second holds cannot be split. */
export function isSplittable(window: TicketSlice): boolean {
  return microsOf(window.to) - microsOf(window.from) >= SECOND;
}

/**
 * Smaller windows that together are the window. They do not touch: Deskpro's times are whole seconds.
 * @param rows how many rows the window was said to hold
 * @param size rows that a part should hold at most
 */
export function splitWindow(window: TicketSlice, rows: number, size: number): TicketSlice[] {
  const first = microsOf(window.from) / SECOND;
  const seconds = microsOf(window.to) / SECOND - first + 1n;
  const pieces = BigInt(Math.min(MOST_PARTS, Math.max(2, Math.ceil(rows / (size * 0.75)))));
  const parts = pieces < seconds ? pieces : seconds;
  return Array.from({ length: Number(parts) }, (_, index) => {
    const from = first + (seconds * BigInt(index)) / parts;
    const to = first + (seconds * BigInt(index + 1)) / parts - 1n;
    return { ...window, attempt: 1, from: instantAt(from), to: instantAt(to) };
  });
}

function instantAt(second: bigint): string {
  return instantOf(second * SECOND) ?? '9999-12-31T23:59:59.000000Z';
}

function wholeSecond(instant: string): string {
  return `${instant.slice(0, 19)}.000000Z`;
}
