/**
 * How GET /tickets is walked. By token, and by offset where the token is missing on a full page or repeats.
 * `itemCount` is never asked: two clients disagree on what it counts.
 */
import type { VendorError } from '../errors';
import type { Answer, ApiRequest } from '../http';
import type { Json } from '../json';
import { booleanOf, isObject, numberOf, parseJson, textOf } from '../json';
import type { Cursor, PageContent, PagingContext, Slice } from '../vendor';
import { idOf, itemsOf, tokenOf } from './answers';
import { dayOf } from './calendar';
import type { TicketQuery } from './requests';
import { listTickets } from './requests';
import { createdOf, isBefore, isWithin, updatedOf } from './row-times';
import type { Walk } from './walk-slice';
import { sliceOfWalk, walkOf } from './walk-slice';

const LARGEST_PAGE = 1000;
/** A database that filters while it scans may answer empty pages that still go on; not for ever. */
const EMPTY_PAGES = 3;
const PASSES = 3;

/** Where a walk stands after a page; the cursor is its JSON. */
interface Mark {
  token: string | null;
  /** Rows answered so far. */
  rows: number;
  /** Id of the last row. */
  last: string | null;
  /** Latest createdOn seen. */
  at: string | null;
  /** Empty pages in a row. */
  empty: number;
  /** The ignored filter was said already. */
  told: boolean;
}

const START: Mark = { token: null, rows: 0, last: null, at: null, empty: 0, told: false };

export function requestPage(slice: Slice, cursor: Cursor | null, context: PagingContext): ApiRequest {
  const walk = walkOf(slice);
  const mark = markOf(cursor);
  const query = { ...walk.query, limit: pageSize(walk, context) };
  if (mark.token !== null) return listTickets(query, mark.token);
  return listTickets(mark.rows === 0 ? query : { ...query, offset: mark.rows - overlap(walk) });
}

export function readPage(answer: Answer, slice: Slice, cursor: Cursor | null, context: PagingContext): PageContent {
  const walk = walkOf(slice);
  const before = markOf(cursor);
  const items = itemsOf(answer);
  const stale = walk.updatedFrom !== null && items.some((item) => isBefore(updatedOf(item), walk.updatedFrom ?? ''));
  const note =
    stale && !before.told
      ? `lastUpdateAfter=${walk.updatedFrom} was ignored by the service: all tickets are read`
      : undefined;
  const records = items.filter((item) => isWithin(item, walk.keep));
  const sinceIgnored = walk.proven && items.some((item) => isBefore(createdOf(item), walk.keep.createdFrom));
  if (sinceIgnored) return { records, ...newestFirst(slice, walk) };
  if (walk.downTo !== null && items.some((item) => isBefore(createdOf(item), walk.downTo ?? '')))
    return { records, next: null, note };
  if (hasMoved(items, walk, before)) return { records, ...beginAgain(slice, walk) };
  const after = { ...advance(before, items, walk), told: before.told || stale };
  const content = { records, ...goOn(answer, slice, walk, before, after, items.length, pageSize(walk, context)) };
  return { ...content, note: [note, content.note].filter((text) => text !== undefined).join('; ') || undefined };
}

/** Ways around an answer that cannot be had or a list whose tokens go in a circle. */
export function recoverWalk(problem: VendorError, slice: Slice, context: PagingContext): Slice[] | undefined {
  const walk = walkOf(slice);
  if (problem.code === 'incomplete' && !walk.offsets) {
    return [sliceOfWalk(`${slice.key}/by-offset`, { ...walk, offsets: true })];
  }
  const tooMuch = problem.code === 'too_large' || problem.code === 'timeout' || problem.code === 'truncated';
  if (tooMuch && pageSize(walk, context) > 200) return [sliceOfWalk(`${slice.key}/by-200`, { ...walk, limit: 200 })];
  return undefined;
}

function goOn(
  answer: Answer,
  slice: Slice,
  walk: Walk,
  before: Mark,
  after: Mark,
  count: number,
  limit: number,
): Omit<PageContent, 'records'> {
  const token = walk.offsets ? null : tokenOf(answer);
  const isRepeated = token !== null && token === before.token;
  if (token !== null && !isRepeated && after.empty <= EMPTY_PAGES) return { next: cursorOf({ ...after, token }) };
  const byOffset = { next: cursorOf({ ...after, token: null }) };
  const fresh = after.rows - before.rows;
  if (isRepeated && fresh > 0) return { ...byOffset, note: 'the service repeated a page token: paged on by offset' };
  if (token === null && count >= limit && fresh > 0) return byOffset;
  if (!endsEarly(walk, after)) return { next: null };
  return fresh > 0 ? byOffset : beyondCeiling(slice, walk, after);
}

/** The list ended before the newest ticket: what lies beyond is asked for by date. */
function beyondCeiling(slice: Slice, walk: Walk, mark: Mark): Omit<PageContent, 'records'> {
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
function newestFirst(slice: Slice, walk: Walk): Omit<PageContent, 'records'> {
  const query: TicketQuery = { ...walk.query, order: 'DESC' };
  const note = `createdAfter=${walk.query.createdAfter ?? ''} was ignored by the service: read newest first down to it`;
  const down: Walk = { ...walk, query, proven: false, until: null, downTo: walk.keep.createdFrom ?? null };
  return { next: null, note, replaceBy: [sliceOfWalk(`${slice.key}/newest-first`, down)] };
}

function endsEarly(walk: Walk, mark: Mark): boolean {
  return walk.proven && walk.until !== null && (mark.at === null || mark.at < walk.until);
}

/**
 * Rows that change their place while a list is read can be missed. The last row of the page before tells: by
 * token it must not come again, by offset, which steps back by one row, it must come first.
 */
function hasMoved(items: readonly Json[], walk: Walk, before: Mark): boolean {
  const first = items[0];
  if (!walk.proven || before.last === null || first === undefined) return false;
  const comesFirst = idOf(first) === before.last;
  if (before.token === null) return !comesFirst;
  // Newest first, whatever was asked: a new ticket pushes rows on, and none is missed.
  return comesFirst && !isNewestFirst(items);
}

function beginAgain(slice: Slice, walk: Walk): Omit<PageContent, 'records'> {
  if (walk.pass + 1 >= PASSES) {
    return { next: null, unproven: `rows moved while the list of tickets was read, ${PASSES} times in a row` };
  }
  const key = `${slice.key.replace(/\/again-\d+$/, '')}/again-${walk.pass + 1}`;
  const note = 'rows moved while the list was read: read again from the beginning';
  return { next: null, note, replaceBy: [sliceOfWalk(key, { ...walk, pass: walk.pass + 1 })] };
}

function advance(before: Mark, items: readonly Json[], walk: Walk): Mark {
  const repeated = before.token === null && before.rows > 0 && items.length > 0 ? overlap(walk) : 0;
  const last = items[items.length - 1];
  const at = items.reduce<string | null>((best, item) => later(best, createdOf(item)), before.at);
  return {
    ...before,
    rows: before.rows + Math.max(0, items.length - repeated),
    last: last === undefined ? before.last : idOf(last),
    at,
    empty: items.length === 0 ? before.empty + 1 : 0,
  };
}

function overlap(walk: Walk): number {
  return walk.proven ? 1 : 0;
}

function pageSize(walk: Walk, context: PagingContext): number {
  const wanted = walk.limit ?? context.settings.pageSize ?? LARGEST_PAGE;
  return Math.min(LARGEST_PAGE, Math.max(1, Math.floor(wanted)));
}

function isNewestFirst(items: readonly Json[]): boolean {
  const first = createdOf(items[0] ?? null);
  const last = createdOf(items[items.length - 1] ?? null);
  return first !== null && last !== null && first > last;
}

function later(a: string | null, b: string | null): string | null {
  return a === null || (b !== null && b > a) ? b : a;
}

function cursorOf(mark: Mark): Cursor {
  return JSON.stringify(mark);
}

function markOf(cursor: Cursor | null): Mark {
  const parsed = cursor === null ? null : parseJson(cursor);
  if (!parsed?.ok || !isObject(parsed.value)) return START;
  const { value } = parsed;
  return {
    token: textOf(value['token']),
    rows: numberOf(value['rows']) ?? 0,
    last: textOf(value['last']),
    at: textOf(value['at']),
    empty: numberOf(value['empty']) ?? 0,
    told: booleanOf(value['told']) ?? false,
  };
}
