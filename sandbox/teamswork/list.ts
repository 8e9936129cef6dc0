/** GET /tickets: pages by token or by offset, with the faults that a list can have. */
import type { WorldTicket } from '../world/world';
import type { Office } from './office';
import type { ListQuestion } from './question';
import { fitsAll, rangeOf, sortKey, within } from './question';
import { selected, ticketRow } from './ticket-view';

export interface ListAnswer {
  items: object[];
  continuationToken?: string;
  itemCount: number;
  error: false;
  message: string;
}

/** Where a page begins: `at` in the order of the walk, `served` rows before it. */
interface TokenPosition {
  at: number;
  served: number;
  /** Makes every token different. */
  serial: number;
}

const ENDPOINT = 'listTickets';
const FILTERS = [
  'search',
  'title',
  'status',
  'statusId',
  'isResolved',
  'priority',
  'tags',
  'createdAfter',
  'createdBefore',
  'expectedDateAfter',
  'expectedDateBefore',
  'lastUpdateAfter',
  'lastUpdateBefore',
];

/** @param token the request's header; undefined: none. An unreadable one is a failure of the request */
export function listPage(office: Office, asked: ListQuestion, token: string | undefined): ListAnswer | undefined {
  const query = office.fault('ignore_filters', ENDPOINT) ? unfiltered(asked) : asked;
  const position = token === undefined ? undefined : readToken(token);
  if (token !== undefined && position === undefined) return undefined;
  const limit = pageLimit(office, query);
  const listQuery = listQueryOf(office, query);
  const start = position ?? placeAfter(listQuery, Math.max(0, whole(query['offset'], 0)));
  const found = listQuery.page(start.at, limit + 1);
  const isShifted = start.served > 0 && found.rows.length > 0 && office.fault('moving_rows', ENDPOINT) !== undefined;
  const rows = isShifted
    ? [...listQuery.before(found.first), ...found.rows].slice(0, limit)
    : found.rows.slice(0, limit);
  const after: TokenPosition = {
    at: found.rows[limit]?.at ?? listQuery.end,
    served: start.served + rows.length,
    serial: start.serial + 1,
  };
  const page = { rows: rows.map(({ ticket }) => ticket), next: found.rows.length > limit ? after : undefined };
  return answer(office, query, spoiled(office, page, start), token);
}

interface PageOf {
  rows: WorldTicket[];
  next: TokenPosition | undefined;
}

/** What a list may do wrong by itself. */
function spoiled(office: Office, page: PageOf, start: TokenPosition): PageOf {
  if (office.fault('empty_page', ENDPOINT)) return { rows: [], next: { ...start, serial: start.serial + 1 } };
  const ceiling = Number(office.fault('page_ceiling', ENDPOINT)?.options['ceiling'] ?? Infinity);
  if (start.served + page.rows.length >= ceiling) {
    return { rows: page.rows.slice(0, Math.max(0, ceiling - start.served)), next: undefined };
  }
  const first = page.rows[0];
  if (first !== undefined && office.fault('duplicate_rows', ENDPOINT)) {
    return { ...page, rows: [...page.rows, first] };
  }
  return page;
}

function answer(office: Office, query: ListQuestion, page: PageOf, token: string | undefined): ListAnswer {
  const html = (query['include'] ?? '').split(',').includes('description_HTML');
  const select = query['select']?.split(',').map((name) => name.trim());
  const whole = page.rows.map((ticket) => ticketRow(office, ticket, html));
  const items = select === undefined ? whole : whole.map((row) => selected(row, select));
  const isRepeated = token !== undefined && office.fault('repeat_cursor', ENDPOINT) !== undefined;
  const next = isRepeated ? token : page.next && writeToken(page.next);
  const itemCount = office.fault('wrong_total', ENDPOINT) ? items.length * 3 + 7 : items.length;
  return { items, ...(next === undefined ? {} : { continuationToken: next }), itemCount, error: false, message: '' };
}

function pageLimit(office: Office, query: ListQuestion): number {
  const limit = Math.min(1000, Math.max(1, whole(query['limit'], 10)));
  return office.fault('short_pages', ENDPOINT) ? Math.max(1, Math.floor(limit / 2)) : limit;
}

interface FoundTicket {
  ticket: WorldTicket;
  /** Its place in the order of the walk. */
  at: number;
}

interface TicketListing {
  end: number;
  page(from: number, count: number): { rows: FoundTicket[]; first: number };
  /** The last row before a place, if there is one. */
  before(at: number): FoundTicket[];
}

/** In the order of creation a page looks at its own tickets only; every other order has to know all. */
function listQueryOf(office: Office, query: ListQuestion): TicketListing {
  const key = sortKey(office, query['orderBy']);
  const order = query['order']?.toUpperCase() ?? (query['orderBy'] === undefined ? 'DESC' : 'ASC');
  const candidates = key === undefined ? inRange(office, query) : sorted(office, query, key);
  const [first, end] = candidates.span;
  const ticketAt = (at: number): WorldTicket | undefined => {
    const ticket = candidates.ticket(order === 'DESC' ? first + end - 1 - at : at);
    return ticket !== undefined && ticket.status !== 'deleted' && fitsAll(office, ticket, query) ? ticket : undefined;
  };
  const collect = (from: number, count: number, step: 1 | -1): FoundTicket[] => {
    const rows: FoundTicket[] = [];
    for (let at = from; at >= first && at < end && rows.length < count; at += step) {
      const ticket = ticketAt(at);
      if (ticket !== undefined) rows.push({ ticket, at });
    }
    return rows;
  };
  return {
    end,
    page: (from, count) => {
      const rows = collect(Math.max(first, from), count, 1);
      return { rows, first: rows[0]?.at ?? end };
    },
    before: (at) => collect(at - 1, 1, -1),
  };
}

interface Candidates {
  span: [first: number, end: number];
  ticket(at: number): WorldTicket | undefined;
}

function inRange(office: Office, query: ListQuestion): Candidates {
  const { from, to } = rangeOf(query, 'created');
  const span: [number, number] =
    from === -Infinity && to === Infinity ? [0, office.world.size] : office.world.createdBetween(from, to + 1);
  const updated = rangeOf(query, 'lastUpdate');
  const isFiltered = updated.from !== -Infinity || updated.to !== Infinity;
  const isOut = (index: number): boolean => isFiltered && !within(office.updatedAt(index), updated);
  return { span, ticket: (at) => (isOut(at) ? undefined : office.world.ticket(at)) };
}

function sorted(office: Office, query: ListQuestion, key: (ticket: WorldTicket) => string | number): Candidates {
  const { span, ticket } = inRange(office, query);
  const keyed: Array<{ index: number; key: string | number }> = [];
  for (let index = span[0]; index < span[1]; index += 1) {
    const found = ticket(index);
    if (found !== undefined) keyed.push({ index, key: key(found) });
  }
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.index - b.index));
  return { span: [0, keyed.length], ticket: (at) => ticket(keyed[at]?.index ?? -1) };
}

/** Where the row after so many rows stands. */
function placeAfter(listQuery: TicketListing, offset: number): TokenPosition {
  const at = offset === 0 ? 0 : (listQuery.page(0, offset + 1).rows[offset]?.at ?? listQuery.end);
  return { at, served: offset, serial: 0 };
}

function unfiltered(query: ListQuestion): ListQuestion {
  return Object.fromEntries(Object.entries(query).filter(([name]) => !FILTERS.includes(name)));
}

function whole(text: string | undefined, otherwise: number): number {
  const number = Number(text);
  return text === undefined || !Number.isInteger(number) ? otherwise : number;
}

function writeToken(place: TokenPosition): string {
  return Buffer.from(`${place.at}.${place.served}.${place.serial}`).toString('base64url');
}

function readToken(token: string): TokenPosition | undefined {
  const parts = /^(\d+)\.(\d+)\.(\d+)$/.exec(Buffer.from(token, 'base64url').toString());
  return parts ? { at: Number(parts[1]), served: Number(parts[2]), serial: Number(parts[3]) } : undefined;
}
