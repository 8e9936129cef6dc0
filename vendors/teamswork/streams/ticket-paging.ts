/**
 * How GET /tickets is walked. By offset, each page beginning with the last row of the page before, so that rows that
 * left meanwhile are noticed: the service's tokens may be offsets, too, and pass over rows without a sign. By token
 * where the service takes no offset. `itemCount` is never asked: two clients disagree on what it counts.
 */
import { readAgain } from '../../again';
import type { VendorError } from '../../errors';
import type { Answer, ApiRequest } from '../../http';
import type { Json } from '../../json';
import type { Join, ListRow } from '../../offset-list';
import { advanced, distinct, ending, isStillHead, joinOf, offsetOf } from '../../offset-list';
import { clockOf } from '../../time';
import type { Cursor, PageContent, PagingContext, Slice } from '../../vendor';
import { idOf, itemsOf, tokenOf } from '../envelope';
import { dayOf } from '../calendar';
import type { TicketQuery } from '../requests';
import { listTickets } from '../requests';
import { createdOf, isBefore, isWithin, updatedOf } from './row-times';
import type { PageState } from './page-state';
import { cursorOf, stateOf } from './page-state';
import type { TicketListQuery } from './ticket-list-query';
import { encodeListQuery, listQueryOf } from './ticket-list-query';

const LARGEST_PAGE = 1000;
/** An empty page in the midst of a list may be a gap, or an answer that lost its rows; not for ever. */
export const EMPTY_PAGES = 3;
const MOVED = 'the list of tickets changed while it was read';
export const STAYS_EMPTY = 'the pages of the list of tickets stay empty, though the service says that it goes on';

export function requestPage(slice: Slice, cursor: Cursor | null, context: PagingContext): ApiRequest {
  const listQuery = listQueryOf(slice);
  const state = stateOf(cursor);
  const query = { ...listQuery.query, limit: pageSize(listQuery, context) };
  if (listQuery.tokens) return listTickets(query, state.token ?? undefined);
  const offset = state.step === 'head' ? 0 : offsetOf(state, query.limit);
  return listTickets(offset === 0 ? query : { ...query, offset });
}

export function readPage(answer: Answer, slice: Slice, cursor: Cursor | null, context: PagingContext): PageContent {
  const page = pageOf(answer, slice, cursor, context);
  const { listQuery, state, items } = page;
  const stale =
    listQuery.updatedFrom !== null && items.some((item) => isBefore(updatedOf(item), listQuery.updatedFrom ?? ''));
  const ignored =
    stale && !state.told
      ? `lastUpdateAfter=${listQuery.updatedFrom} was ignored by the service, so all tickets are read`
      : undefined;
  const { note, ...content } = nextPage({ ...page, state: { ...state, told: state.told || stale } });
  // The row that was asked for twice counts once.
  const again = state.step === 'page' && state.last !== null && page.rows[0]?.id === state.last ? 1 : 0;
  const records = [...items.slice(again), ...page.others].filter((item) => isWithin(item, listQuery.keep));
  return { records, ...content, note: [ignored, note].filter((text) => text !== undefined).join('; ') || undefined };
}

/** Ways around an answer that cannot be had. */
export function recoverList(problem: VendorError, slice: Slice, context: PagingContext): Slice[] | undefined {
  const listQuery = listQueryOf(slice);
  if (REFUSALS.has(problem.code) && /[?&]offset=/.test(problem.request ?? '')) return [byToken(slice, listQuery)];
  const tooMuch = problem.code === 'too_large' || problem.code === 'timeout' || problem.code === 'truncated';
  if (tooMuch && pageSize(listQuery, context) > 200)
    return [encodeListQuery(`${slice.key}/by-200`, { ...listQuery, limit: 200 })];
  return undefined;
}

/** How a service may refuse an offset. */
const REFUSALS = new Set(['invalid_request', 'not_found', 'unsupported', 'server_error']);

interface TicketPage {
  slice: Slice;
  listQuery: TicketListQuery;
  /** Where the walk stood before this page. */
  state: PageState;
  items: Json[];
  /** Rows that say something else than the item of their id. */
  others: Json[];
  rows: ListRow[];
  /** What the answer names for the page after it. */
  token: string | null;
  limit: number;
  /** The service's, as the answer says it. */
  clock: string | null;
}

type PageEnding = Omit<PageContent, 'records'>;

function pageOf(answer: Answer, slice: Slice, cursor: Cursor | null, context: PagingContext): TicketPage {
  const listQuery = listQueryOf(slice);
  const { rows: items, others } = distinct(itemsOf(answer), idOf);
  const rows = items.map((item) => ({ id: idOf(item), at: createdOf(item) }));
  const limit = pageSize(listQuery, context);
  const state = stateOf(cursor);
  return { slice, listQuery, state, items, others, rows, token: tokenOf(answer), limit, clock: clockOf(answer) };
}

function nextPage(page: TicketPage): PageEnding {
  const { slice, listQuery, state, items, rows } = page;
  if (state.step === 'border') return afterBorder(page);
  if (state.step === 'head') return isStillHead(state, rows) ? { next: null } : readAgain(slice, MOVED);
  const isAsked = listQuery.proven && listQuery.downTo === null;
  if (isAsked && items.some((item) => isBefore(createdOf(item), listQuery.keep.createdFrom))) {
    return newestFirst(slice, listQuery);
  }
  if (items.length === 0) return afterEmpty(page);
  return listQuery.tokens ? afterToken(page) : afterOffset(page);
}

function afterOffset(page: TicketPage): PageEnding {
  const { slice, listQuery, state, rows, limit } = page;
  const before = offsetOf(state, limit);
  const join = before < state.rows ? joinOf(state, rows, listQuery.updatedFrom !== null) : 'fits';
  if (join === 'ignored') {
    return {
      next: null,
      note: 'the service ignored the offset, so the list is paged by token',
      splitInto: [byToken(slice, listQuery)],
    };
  }
  const way = onward(page, advance(page, before, join));
  return join === 'moved' && !listQuery.proven ? { ...way, note: `${MOVED}: some may be missing` } : way;
}

function onward(page: TicketPage, after: PageState): PageEnding {
  const { listQuery, state, items, token, limit } = page;
  const isDown = listQuery.downTo !== null && items.some((item) => isBefore(createdOf(item), listQuery.downTo ?? ''));
  const isLast = token === null && items.length < limit && reachesNewest(listQuery, after);
  const isOrdered = !listQuery.proven || (after.order !== 'descending' && after.order !== 'none');
  if (isDown || after.rows <= state.rows || (isLast && isOrdered)) return finish(page, after);
  return { next: cursorOf(after) };
}

/** By token the last row of the page before does not come again: the page that it ended is asked for once more. */
function afterToken(page: TicketPage): PageEnding {
  const { listQuery, state, rows, token } = page;
  if (token !== null && token === state.token) {
    return readAgain(page.slice, 'the service repeated a page token, and takes no offset');
  }
  const isKnown = state.rows > 0 && rows.some(({ id }) => id === state.last);
  const join = isKnown ? joinOf({ ...state, head: [] }, rows, listQuery.updatedFrom !== null) : 'fits';
  const after: PageState = { ...advance(page, state.rows, join), token, own: state.token };
  if (state.rows === 0 || !listQuery.proven || (isKnown && join !== 'moved')) return onwardByToken(page, after);
  const asked = { step: 'border', token: state.own, own: state.token, after: token } as const;
  return { next: cursorOf({ ...after, moved: state.moved, ...asked, border: state.last, first: rows[0]?.id ?? null }) };
}

/** Nothing moved where that page still ends with its last row, or reaches into the page that came after it. */
function afterBorder(page: TicketPage): PageEnding {
  const { state, rows } = page;
  const has = (requested: string | null): boolean => requested !== null && rows.some(({ id }) => id === requested);
  const fits = rows.at(-1)?.id === state.border || (has(state.border) && has(state.first));
  const moved = state.moved || !fits;
  return onwardByToken(page, {
    ...state,
    moved,
    step: 'page',
    token: state.after,
    after: null,
    border: null,
    first: null,
  });
}

function onwardByToken(page: TicketPage, after: PageState): PageEnding {
  const { listQuery, state, items, limit } = page;
  if (after.token !== null) return { next: cursorOf(after) };
  const isNewest = listQuery.newest !== null && after.last === listQuery.newest;
  const isEnd = (state.rows > 0 || isNewest) && isProvenEnd(listQuery, after);
  // More pages were wanted, else the offset would not have been asked for.
  if (listQuery.proven && !isEnd && (state.rows === 0 || items.length >= limit)) {
    return {
      next: null,
      incompleteReason: 'the list of tickets ended without a token, and the service takes no offset',
    };
  }
  return finish(page, after);
}

function afterEmpty(page: TicketPage): PageEnding {
  const { slice, listQuery, state, token } = page;
  const again: PageState = { ...state, empty: state.empty + 1 };
  const isOpen = token !== null || endsEarly(listQuery, state) || (!listQuery.tokens && state.rows > 1);
  if (isOpen && again.empty <= EMPTY_PAGES) return { next: cursorOf(listQuery.tokens ? { ...again, token } : again) };
  if (token !== null && !listQuery.tokens) {
    const note = 'pages by offset stay empty, though the list goes on, so it is paged by token';
    return { next: null, note, splitInto: [byToken(slice, listQuery)] };
  }
  if (token !== null && !isProvenEnd(listQuery, state)) return { next: null, incompleteReason: STAYS_EMPTY };
  if (listQuery.tokens && listQuery.proven && state.rows > 0) {
    const asked = { step: 'border', token: state.own, own: state.token, after: null, first: null } as const;
    return { next: cursorOf({ ...state, ...asked, border: state.last }) };
  }
  return finish(page, {
    ...state,
    moved: state.moved || (isOpen && !listQuery.tokens && !endsEarly(listQuery, state)),
  });
}

function finish({ slice, listQuery }: TicketPage, state: PageState): PageEnding {
  if (!listQuery.proven) return { next: null };
  if (!state.moved && endsEarly(listQuery, state)) return beyondCeiling(slice, listQuery, state);
  const end = ending(slice, state, MOVED);
  return end === 'head' ? { next: cursorOf({ ...state, step: 'head', token: null }) } : end;
}

/** The list ended before the newest ticket: what lies beyond is asked for by date. */
function beyondCeiling(slice: Slice, listQuery: TicketListQuery, state: PageState): PageEnding {
  const day = state.at === null ? null : dayOf(state.at);
  if (day === null || day <= (listQuery.query.createdAfter ?? '')) {
    const incompleteReason = `the list of tickets ended after ${state.rows} rows, before the newest ticket (created ${listQuery.until ?? 'later'})`;
    return { next: null, incompleteReason };
  }
  const query = { ...listQuery.query, createdAfter: day };
  const note = `the list ended early, after ${state.rows} rows, so it is read on from ${day}`;
  return { next: null, note, splitInto: [encodeListQuery(`${slice.key}/from-${day}`, { ...listQuery, query })] };
}

/** createdAfter was ignored: tickets are read from the newest down to the boundary, not from the very first. */
function newestFirst(slice: Slice, listQuery: TicketListQuery): PageEnding {
  const query: TicketQuery = { ...listQuery.query, order: 'DESC' };
  const note = `createdAfter=${listQuery.query.createdAfter ?? ''} was ignored by the service, so the list is read newest first down to it`;
  const down: TicketListQuery = {
    ...listQuery,
    query,
    until: null,
    newest: null,
    downTo: listQuery.keep.createdFrom ?? null,
  };
  return { next: null, note, splitInto: [encodeListQuery(`${slice.key}/newest-first`, down)] };
}

function byToken(slice: Slice, listQuery: TicketListQuery): Slice {
  return encodeListQuery(`${slice.key}/by-token`, { ...listQuery, tokens: true });
}

/** Of several tickets that were created at one instant the newest may stand behind the end of a page. */
function reachesNewest(listQuery: TicketListQuery, { at, last, head, rows }: PageState): boolean {
  if (!listQuery.proven || listQuery.until === null) return true;
  // First in both directions: the order was ignored, and it is not the newest.
  if (rows > 1 && head[0] === listQuery.newest) return false;
  return at !== null && (at > listQuery.until || (at === listQuery.until && last === listQuery.newest));
}

/** In the order of creation nothing comes after the newest ticket, whatever the service says. */
function isProvenEnd(listQuery: TicketListQuery, state: PageState): boolean {
  const isUp = state.order === null || state.order === 'ascending';
  return listQuery.proven && isUp && listQuery.until !== null && reachesNewest(listQuery, state);
}

function endsEarly(listQuery: TicketListQuery, state: PageState): boolean {
  return listQuery.proven && listQuery.until !== null && (state.at === null || state.at < listQuery.until);
}

function advance({ slice, state, rows, clock }: TicketPage, before: number, join: Join): PageState {
  const at = rows.reduce<string | null>((best, row) => later(best, row.at), state.at);
  return { ...state, ...advanced(slice, state, rows, before, join, clock), at, empty: 0 };
}

/** A proven walk needs room for the row that comes again. */
function pageSize(listQuery: TicketListQuery, context: PagingContext): number {
  const requested = listQuery.limit ?? context.settings.pageSize ?? LARGEST_PAGE;
  return Math.min(LARGEST_PAGE, Math.max(listQuery.proven ? 2 : 1, Math.floor(requested)));
}

function later(a: string | null, b: string | null): string | null {
  return a === null || (b !== null && b > a) ? b : a;
}
