/** How a slice of tickets is asked, read, and asked another way when the service cannot be taken at its word. */
import type { VendorError } from '../../errors';
import type { Answer, ApiRequest } from '../../http';
import type { Json, JsonObject } from '../../json';
import { asText, isObject, numberOf, objectAt } from '../../json';
import { readTicket, ticketOfSlice } from '../../one-ticket';
import type { Cursor, PageContent, PagingContext, Slice } from '../../vendor';
import { judgeFilters } from './filter-check';
import type { FilterQuery } from '../filters';
import { queryOf } from '../filters';
import { idIn, recordOf } from '../envelope';
import { byStatus, fallbackSlices, followedByFallback, isOfHidden } from './fallback';
import { getTicket, listTickets } from '../requests';
import type { Listing } from '../envelope';
import { encodeSlice, fromSlice, idsOf, isSplittable, splitWindow } from './slices';
import type { TicketSlice } from './slices';
import { LARGEST_PAGE, isBeyondEnd, listIn, positionOf, turnPage, withLinked } from './pages';
import { readTime } from '../../time';
import { peopleLinkedTo } from '../unify/linked';

/** `/tickets` was seen to cut a list at 1,000 rows and to call those the total: a list that looks complete. */
export const CEILING = 1000;

/** Ids of merged tickets may bring their survivors: a few rows beside the asked ones are no sign of an ignored filter. */
const MERGED_ROWS = 5;

export function pageSize({ settings }: PagingContext): number {
  return Math.min(Math.max(settings.pageSize ?? LARGEST_PAGE, 1), LARGEST_PAGE);
}

/** People that a ticket names come with it. */
const LINKED: FilterQuery = [['include', 'person,agent']];

export function requestTickets(slice: Slice, cursor: Cursor | null, context: PagingContext): ApiRequest {
  const one = ticketOfSlice(slice);
  if (one !== null) return getTicket(one, LINKED);
  const ticket = fromSlice(slice);
  const size = pageSize(context);
  const page = ticket.kind === 'tail' ? 1 : positionOf(cursor).page;
  const include: FilterQuery = ticket.plain ? [] : LINKED;
  return listTickets({ page, count: size }, [...filtersOf(ticket, size, cursor), ...include]);
}

function filtersOf(ticket: TicketSlice, size: number, cursor: Cursor | null): FilterQuery {
  switch (ticket.kind) {
    case 'ids':
    case 'chosen':
    case 'tail':
      return [['ids', idsOf(ticket, size, tailAt(ticket, cursor)).join(',')]];
    case 'window':
      return queryOf({ ...ticket.filters, [ticket.field]: rangeOf(ticket), order_by: 'id' });
    case 'ordered':
      return queryOf({ ...ticket.filters, order_by: ticket.order, [ticket.direction]: 'desc' });
    case 'all':
      return [['order_by', 'id']];
    default:
      return queryOf(directed(ticket));
  }
}

/** The user's direction under the name that this helpdesk takes. */
function directed({ filters, direction }: TicketSlice): JsonObject {
  const { order_dir, ...others } = filters;
  return { ...others, [direction]: order_dir };
}

function rangeOf(window: TicketSlice): JsonObject {
  return { from: window.from, to: window.to };
}

function tailAt(ticket: TicketSlice, cursor: Cursor | null): number {
  return cursor === null ? ticket.first : Number(cursor);
}

export function readTickets(answer: Answer, slice: Slice, cursor: Cursor | null, context: PagingContext): PageContent {
  const one = ticketOfSlice(slice);
  if (one !== null) return readOne(answer, one);
  const ticket = fromSlice(slice);
  const list = listIn(answer, 'a list of tickets');
  const records = list.records.map((record) => withLinked(record, peopleLinkedTo(record, list.linked)));
  const content = { list, records, cursor, size: pageSize(context) };
  switch (ticket.kind) {
    case 'ids':
    case 'chosen':
    case 'tail':
      return readIds(ticket, content);
    case 'window':
      return readWindow(ticket, content);
    case 'ordered':
      return readOrdered(ticket, content);
    case 'all':
      return readAll(ticket, content);
    default:
      return readQuery(ticket, content);
  }
}

function readOne({ json }: Answer, one: string): PageContent {
  const record = recordOf(json);
  const linked = objectAt(json, 'linked');
  const whole = record === null ? null : withLinked(record, peopleLinkedTo(record, linked));
  return readTicket('Deskpro', whole, one, ticketId);
}

interface ListedTickets {
  list: Listing;
  records: Json[];
  cursor: Cursor | null;
  size: number;
}

/**
 * Unknown and forbidden ids drop out. A range with few tickets is asked once more: it costs one request where ids are
 * sparse, and an answer that lost its rows looks the same. What is still missing shows in the plan's total.
 */
function readIds(ticket: TicketSlice, { list, records, cursor, size }: ListedTickets): PageContent {
  const at = tailAt(ticket, cursor);
  const asked = new Set(idsOf(ticket, size, at));
  const inside = records.filter((record) => asked.has(ticketId(record) ?? '')).length;
  const others = records.length - inside;
  if ((list.total !== null && list.total > asked.size) || others > inside + MERGED_ROWS) {
    return { records, ...followedByFallback(ticket, 'Deskpro ignored the filter ids') };
  }
  if (ticket.kind === 'tail') return { records, next: inside === 0 ? null : String(at + size) };
  // Neither total nor count can be trusted with ids: both were seen to count the ids asked, not the rows.
  if (ticket.attempt === 1 && records.length * 2 <= asked.size) {
    const known = records.flatMap((record) => ticketId(record) ?? []);
    return { records, next: null, splitInto: [encodeSlice({ ...ticket, attempt: 2, known })] };
  }
  const known = new Set(ticket.known);
  const fresh = records.filter((record) => !known.has(ticketId(record) ?? ''));
  const turned = turnPage({ ...list, perPage: list.perPage ?? size }, positionOf(cursor), size);
  const capsPages = list.perPage !== null && list.perPage < asked.size;
  return { records: fresh, next: capsPages ? turned.next : null };
}

/**
 * A window is read in one answer, or split until it can be: then neither the ceiling nor rows that move between
 * two pages can lose one.
 */
function readWindow(ticket: TicketSlice, { list, records, cursor, size }: ListedTickets): PageContent {
  const filterCheck = judgeFilters(list, { ...ticket.filters, [ticket.field]: rangeOf(ticket) });
  if (filterCheck.ignored !== null) {
    return { records, ...followedByFallback(ticket, `Deskpro ignored the filter ${filterCheck.ignored}`) };
  }
  const perPage = Math.min(size, list.perPage ?? size);
  const rows = rowsOf(list, perPage);
  if (rows > perPage && isSplittable(ticket)) {
    return { records, next: null, splitInto: splitWindow(ticket, rows, perPage).map(encodeSlice) };
  }
  const turned = turnPage(list, positionOf(cursor), size);
  const note = filterCheck.unnamed === null ? undefined : unnamedNote(filterCheck.unnamed);
  if (turned.next === null && list.total === CEILING) {
    return { records, next: null, note, incompleteReason: cutAt('created or changed in one second') };
  }
  return { records, next: turned.next, total: turned.total, note };
}

/** The total, unless the rows disprove it; then a full page counts as more than one. */
function rowsOf(list: Listing, perPage: number): number {
  if (list.total !== null && list.total >= list.records.length) return list.total;
  return list.records.length >= perPage ? perPage + 1 : list.records.length;
}

function unnamedNote(name: string): string {
  return `meta.fql does not name the filter ${name}, though the rows agree with it`;
}

function cutAt(where: string): string {
  return `Deskpro shows no more than ${CEILING} tickets of a list, and there may be more that were ${where}`;
}

/** Newest first: read down to the first row that is older than `stop`. */
function readOrdered(ticket: TicketSlice, { list, records, cursor, size }: ListedTickets): PageContent {
  const filterCheck = judgeFilters(list, ticket.filters);
  const stamps = records.map((record) => stampOf(record, ticket.order));
  const isDescending = stamps.every((stamp, index) => index === 0 || stamp <= (stamps[index - 1] ?? stamp));
  if (filterCheck.ignored !== null || !isDescending) {
    const what =
      filterCheck.ignored === null ? `the order ${ticket.order} descending` : `the filter ${filterCheck.ignored}`;
    return { records, ...followedByFallback(ticket, `Deskpro ignored ${what}`) };
  }
  if ((stamps.at(-1) ?? '') < ticket.stop && records.length > 0) return { records, next: null };
  const position = positionOf(cursor);
  const turned = turnPage(list, position, size);
  if (turned.next === null && records.length === 0 && position.rows < (turned.total ?? 0)) {
    const incompleteReason = `Deskpro counts ${turned.total} tickets by ${ticket.order}, but its list ends with an empty page after ${position.rows}`;
    return { records, next: null, incompleteReason };
  }
  if (turned.next !== null || list.total !== CEILING) return { records, next: turned.next };
  const parts = byStatus(ticket);
  const reason = cutAt('changed since the last run');
  return parts
    ? { records, next: null, note: `${reason}, so it was asked by status`, splitInto: parts.map(encodeSlice) }
    : { records, next: null, incompleteReason: `${reason}; run with --full` };
}

/** Rows without a date sort last. */
function stampOf(record: Json, member: string): string {
  const reading = readTime(isObject(record) ? record[member] : null);
  return reading.kind === 'instant' ? reading.instant : '';
}

function readAll(ticket: TicketSlice, { list, records, cursor, size }: ListedTickets): PageContent {
  const turned = turnPage(list, positionOf(cursor), size);
  if (turned.moved) {
    return { records, ...followedByFallback(ticket, 'tickets joined or left the list while it was paged') };
  }
  if (turned.next === null && list.total === CEILING)
    return { records, next: null, incompleteReason: cutAt('not listed') };
  return { records, next: turned.next, total: turned.total };
}

/** A user's list. Its ceiling is gone around by windows of the creation date, unless the user gave some already. */
function readQuery(ticket: TicketSlice, { list, records, cursor, size }: ListedTickets): PageContent {
  const filterCheck = judgeFilters(list, ticket.filters);
  if (filterCheck.ignored !== null) {
    return {
      records: [],
      next: null,
      incompleteReason: `Deskpro ignored the filter ${filterCheck.ignored}, because tickets came that do not match it`,
    };
  }
  const turnedRound = cursor === null && isInWrongOrder(ticket, records) ? otherDirection(ticket) : undefined;
  if (turnedRound) return { records: [], next: null, splitInto: [encodeSlice(turnedRound)] };
  const turned = turnPage(list, positionOf(cursor), size);
  const note = filterCheck.unnamed === null ? undefined : unnamedNote(filterCheck.unnamed);
  if (turned.next === null && list.total === CEILING)
    return { records, ...followedByFallback(ticket, cutAt('not listed')) };
  return { records, next: turned.next, total: turned.total, note };
}

/** Asked to begin with the greatest, Deskpro began with the least: the name of the direction was passed over. */
function isInWrongOrder({ filters }: TicketSlice, records: Json[]): boolean {
  if (filters.order_dir !== 'desc' || filters.ids !== undefined) return false;
  const member = asText(filters.order_by) ?? 'id';
  const keys = records.flatMap((record) => keyOf(record, member) ?? []);
  const [first, last] = [keys[0], keys.at(-1)];
  return first !== undefined && last !== undefined && first < last;
}

function keyOf(record: Json, member: string): string | null {
  if (member.startsWith('date_')) return stampOf(record, member) || null;
  const number = isObject(record) ? numberOf(record[member]) : null;
  return number === null || number < 0 ? null : String(number).padStart(16, '0');
}

function otherDirection(ticket: TicketSlice): TicketSlice | undefined {
  const canTurn = ticket.direction === 'order_dir' && ticket.filters.order_dir !== undefined;
  return canTurn ? { ...ticket, direction: 'group_sort' } : undefined;
}

export function recoverTickets(problem: VendorError, slice: Slice): Slice[] | undefined {
  if (ticketOfSlice(slice) !== null) return undefined;
  if (isBeyondEnd(problem)) return [];
  const ticket = fromSlice(slice);
  if (problem.code === 'forbidden' && isOfHidden(ticket)) return [];
  if (problem.code !== 'invalid_request') return undefined;
  const turned = otherDirection(ticket);
  if (turned) return [encodeSlice(turned)];
  if (!ticket.plain) return [encodeSlice({ ...ticket, plain: true, direction: 'order_dir' })];
  const isLastWay = ticket.kind === 'query' || ticket.kind === 'all';
  return isLastWay ? undefined : fallbackSlices({ ...ticket, attempt: 2 })?.map(encodeSlice);
}

function ticketId(record: Json): string | null {
  return isObject(record) ? idIn(record.id) : null;
}
