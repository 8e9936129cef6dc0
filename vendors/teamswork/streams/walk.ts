/**
 * How GET /tickets is walked. By offset, each page beginning with the last row of the page before, so that rows that
 * left meanwhile are noticed: the service's tokens may be offsets, too, and pass over rows without a sign. By token
 * where the service takes no offset. `itemCount` is never asked: two clients disagree on what it counts.
 */
import { readAgain } from '../../again';
import type { VendorError } from '../../errors';
import type { Answer, ApiRequest } from '../../http';
import type { Json } from '../../json';
import type { Join, Row } from '../../offset-list';
import { advanced, distinct, ending, isStillHead, joinOf, offsetOf } from '../../offset-list';
import { clockOf } from '../../time';
import type { Cursor, PageContent, PagingContext, Slice } from '../../vendor';
import { idOf, itemsOf, tokenOf } from '../envelope';
import { dayOf } from '../calendar';
import type { TicketQuery } from '../requests';
import { listTickets } from '../requests';
import { createdOf, isBefore, isWithin, updatedOf } from './row-times';
import type { Mark } from './walk-mark';
import { cursorOf, markOf } from './walk-mark';
import type { Walk } from './walk-slice';
import { sliceOfWalk, walkOf } from './walk-slice';

const LARGEST_PAGE = 1000;
/** An empty page in the midst of a list may be a gap, or an answer that lost its rows; not for ever. */
export const EMPTY_PAGES = 3;
const MOVED = 'rows moved while the list of tickets was read';
export const STAYS_EMPTY = 'the pages of the list of tickets stay empty, though the service says that it goes on';

export function requestPage(slice: Slice, cursor: Cursor | null, context: PagingContext): ApiRequest {
  const walk = walkOf(slice);
  const mark = markOf(cursor);
  const query = { ...walk.query, limit: pageSize(walk, context) };
  if (walk.tokens) return listTickets(query, mark.token ?? undefined);
  const offset = mark.step === 'head' ? 0 : offsetOf(mark, query.limit);
  return listTickets(offset === 0 ? query : { ...query, offset });
}

export function readPage(answer: Answer, slice: Slice, cursor: Cursor | null, context: PagingContext): PageContent {
  const page = pageOf(answer, slice, cursor, context);
  const { walk, mark, items } = page;
  const stale = walk.updatedFrom !== null && items.some((item) => isBefore(updatedOf(item), walk.updatedFrom ?? ''));
  const ignored =
    stale && !mark.told
      ? `lastUpdateAfter=${walk.updatedFrom} was ignored by the service: all tickets are read`
      : undefined;
  const { note, ...content } = goOn({ ...page, mark: { ...mark, told: mark.told || stale } });
  // The row that was asked for twice counts once.
  const again = mark.step === 'page' && mark.last !== null && page.rows[0]?.id === mark.last ? 1 : 0;
  const records = [...items.slice(again), ...page.others].filter((item) => isWithin(item, walk.keep));
  return { records, ...content, note: [ignored, note].filter((text) => text !== undefined).join('; ') || undefined };
}

/** Ways around an answer that cannot be had. */
export function recoverWalk(problem: VendorError, slice: Slice, context: PagingContext): Slice[] | undefined {
  const walk = walkOf(slice);
  if (REFUSALS.has(problem.code) && /[?&]offset=/.test(problem.request ?? '')) return [byToken(slice, walk)];
  const tooMuch = problem.code === 'too_large' || problem.code === 'timeout' || problem.code === 'truncated';
  if (tooMuch && pageSize(walk, context) > 200) return [sliceOfWalk(`${slice.key}/by-200`, { ...walk, limit: 200 })];
  return undefined;
}

/** How a service may refuse an offset. */
const REFUSALS = new Set(['invalid_request', 'not_found', 'unsupported', 'server_error']);

interface Page {
  slice: Slice;
  walk: Walk;
  /** Where the walk stood before this page. */
  mark: Mark;
  items: Json[];
  /** Rows that say something else than the item of their id. */
  others: Json[];
  rows: Row[];
  /** What the answer names for the page after it. */
  token: string | null;
  limit: number;
  /** The service's, as the answer says it. */
  clock: string | null;
}

type Way = Omit<PageContent, 'records'>;

function pageOf(answer: Answer, slice: Slice, cursor: Cursor | null, context: PagingContext): Page {
  const walk = walkOf(slice);
  const { rows: items, others } = distinct(itemsOf(answer), idOf);
  const rows = items.map((item) => ({ id: idOf(item), at: createdOf(item) }));
  const limit = pageSize(walk, context);
  const mark = markOf(cursor);
  return { slice, walk, mark, items, others, rows, token: tokenOf(answer), limit, clock: clockOf(answer) };
}

function goOn(page: Page): Way {
  const { slice, walk, mark, items, rows } = page;
  if (mark.step === 'border') return afterBorder(page);
  if (mark.step === 'head') return isStillHead(mark, rows) ? { next: null } : readAgain(slice, MOVED);
  const isAsked = walk.proven && walk.downTo === null;
  if (isAsked && items.some((item) => isBefore(createdOf(item), walk.keep.createdFrom))) {
    return newestFirst(slice, walk);
  }
  if (items.length === 0) return afterEmpty(page);
  return walk.tokens ? afterToken(page) : afterOffset(page);
}

function afterOffset(page: Page): Way {
  const { slice, walk, mark, rows, limit } = page;
  const before = offsetOf(mark, limit);
  const join = before < mark.rows ? joinOf(mark, rows, walk.updatedFrom !== null) : 'fits';
  if (join === 'ignored') {
    return { next: null, note: 'the service ignored the offset: paged by token', replaceBy: [byToken(slice, walk)] };
  }
  const way = onward(page, advance(page, before, join));
  return join === 'moved' && !walk.proven ? { ...way, note: `${MOVED}: some may be missing` } : way;
}

function onward(page: Page, after: Mark): Way {
  const { walk, mark, items, token, limit } = page;
  const isDown = walk.downTo !== null && items.some((item) => isBefore(createdOf(item), walk.downTo ?? ''));
  const isLast = token === null && items.length < limit && reachesNewest(walk, after);
  const isOrdered = !walk.proven || (after.order !== 'descending' && after.order !== 'none');
  if (isDown || after.rows <= mark.rows || (isLast && isOrdered)) return finish(page, after);
  return { next: cursorOf(after) };
}

/** By token the last row of the page before does not come again: the page that it ended is asked for once more. */
function afterToken(page: Page): Way {
  const { walk, mark, rows, token } = page;
  if (token !== null && token === mark.token) {
    return readAgain(page.slice, 'the service repeated a page token, and takes no offset');
  }
  const isKnown = mark.rows > 0 && rows.some(({ id }) => id === mark.last);
  const join = isKnown ? joinOf({ ...mark, head: [] }, rows, walk.updatedFrom !== null) : 'fits';
  const after: Mark = { ...advance(page, mark.rows, join), token, own: mark.token };
  if (mark.rows === 0 || !walk.proven || (isKnown && join !== 'moved')) return onwardByToken(page, after);
  const asked = { step: 'border', token: mark.own, own: mark.token, after: token } as const;
  return { next: cursorOf({ ...after, moved: mark.moved, ...asked, border: mark.last, first: rows[0]?.id ?? null }) };
}

/** Nothing moved where that page still ends with its last row, or reaches into the page that came after it. */
function afterBorder(page: Page): Way {
  const { mark, rows } = page;
  const has = (wanted: string | null): boolean => wanted !== null && rows.some(({ id }) => id === wanted);
  const fits = rows.at(-1)?.id === mark.border || (has(mark.border) && has(mark.first));
  const moved = mark.moved || !fits;
  return onwardByToken(page, {
    ...mark,
    moved,
    step: 'page',
    token: mark.after,
    after: null,
    border: null,
    first: null,
  });
}

function onwardByToken(page: Page, after: Mark): Way {
  const { walk, mark, items, limit } = page;
  if (after.token !== null) return { next: cursorOf(after) };
  const isNewest = walk.newest !== null && after.last === walk.newest;
  const isEnd = (mark.rows > 0 || isNewest) && isProvenEnd(walk, after);
  // More pages were wanted, else the offset would not have been asked for.
  if (walk.proven && !isEnd && (mark.rows === 0 || items.length >= limit)) {
    return { next: null, unproven: 'the list of tickets ended without a token, and the service takes no offset' };
  }
  return finish(page, after);
}

function afterEmpty(page: Page): Way {
  const { slice, walk, mark, token } = page;
  const again: Mark = { ...mark, empty: mark.empty + 1 };
  const isOpen = token !== null || endsEarly(walk, mark) || (!walk.tokens && mark.rows > 1);
  if (isOpen && again.empty <= EMPTY_PAGES) return { next: cursorOf(walk.tokens ? { ...again, token } : again) };
  if (token !== null && !walk.tokens) {
    const note = 'pages by offset stay empty, though the list goes on: paged by token';
    return { next: null, note, replaceBy: [byToken(slice, walk)] };
  }
  if (token !== null && !isProvenEnd(walk, mark)) return { next: null, unproven: STAYS_EMPTY };
  if (walk.tokens && walk.proven && mark.rows > 0) {
    const asked = { step: 'border', token: mark.own, own: mark.token, after: null, first: null } as const;
    return { next: cursorOf({ ...mark, ...asked, border: mark.last }) };
  }
  return finish(page, { ...mark, moved: mark.moved || (isOpen && !walk.tokens && !endsEarly(walk, mark)) });
}

function finish({ slice, walk }: Page, mark: Mark): Way {
  if (!walk.proven) return { next: null };
  if (!mark.moved && endsEarly(walk, mark)) return beyondCeiling(slice, walk, mark);
  const end = ending(slice, mark, MOVED);
  return end === 'head' ? { next: cursorOf({ ...mark, step: 'head', token: null }) } : end;
}

/** The list ended before the newest ticket: what lies beyond is asked for by date. */
function beyondCeiling(slice: Slice, walk: Walk, mark: Mark): Way {
  const day = mark.at === null ? null : dayOf(mark.at);
  if (day === null || day <= (walk.query.createdAfter ?? '')) {
    const unproven = `the list of tickets ended after ${mark.rows} rows, before the newest ticket (created ${walk.until ?? 'later'})`;
    return { next: null, unproven };
  }
  const query = { ...walk.query, createdAfter: day };
  const note = `the list ended early, after ${mark.rows} rows: read on from ${day}`;
  return { next: null, note, replaceBy: [sliceOfWalk(`${slice.key}/from-${day}`, { ...walk, query })] };
}

/** createdAfter was ignored: tickets are read from the newest down to the boundary, not from the very first. */
function newestFirst(slice: Slice, walk: Walk): Way {
  const query: TicketQuery = { ...walk.query, order: 'DESC' };
  const note = `createdAfter=${walk.query.createdAfter ?? ''} was ignored by the service: read newest first down to it`;
  const down: Walk = { ...walk, query, until: null, newest: null, downTo: walk.keep.createdFrom ?? null };
  return { next: null, note, replaceBy: [sliceOfWalk(`${slice.key}/newest-first`, down)] };
}

function byToken(slice: Slice, walk: Walk): Slice {
  return sliceOfWalk(`${slice.key}/by-token`, { ...walk, tokens: true });
}

/** Of several tickets that were created at one instant the newest may stand behind the end of a page. */
function reachesNewest(walk: Walk, { at, last, head, rows }: Mark): boolean {
  if (!walk.proven || walk.until === null) return true;
  // First in both directions: the order was ignored, and it is not the newest.
  if (rows > 1 && head[0] === walk.newest) return false;
  return at !== null && (at > walk.until || (at === walk.until && last === walk.newest));
}

/** In the order of creation nothing comes after the newest ticket, whatever the service says. */
function isProvenEnd(walk: Walk, mark: Mark): boolean {
  const isUp = mark.order === null || mark.order === 'ascending';
  return walk.proven && isUp && walk.until !== null && reachesNewest(walk, mark);
}

function endsEarly(walk: Walk, mark: Mark): boolean {
  return walk.proven && walk.until !== null && (mark.at === null || mark.at < walk.until);
}

function advance({ slice, mark, rows, clock }: Page, before: number, join: Join): Mark {
  const at = rows.reduce<string | null>((best, row) => later(best, row.at), mark.at);
  return { ...mark, ...advanced(slice, mark, rows, before, join, clock), at, empty: 0 };
}

/** A proven walk needs room for the row that comes again. */
function pageSize(walk: Walk, context: PagingContext): number {
  const wanted = walk.limit ?? context.settings.pageSize ?? LARGEST_PAGE;
  return Math.min(LARGEST_PAGE, Math.max(walk.proven ? 2 : 1, Math.floor(wanted)));
}

function later(a: string | null, b: string | null): string | null {
  return a === null || (b !== null && b > a) ? b : a;
}
