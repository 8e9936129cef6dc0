/**
 * How SympoQ's lists are paged. The documented ones are bare arrays; an Oracle REST list is
 * `{items, hasMore, offset, limit}`. Both are asked at the next offset, one row back, until nothing new comes: a bare
 * array does not say whether it was cut. No list has a total that could be trusted.
 */
import { readAgain, samePrint } from '../../again';
import { VendorError } from '../../errors';
import type { Answer } from '../../http';
import type { Json, JsonObject } from '../../json';
import { arrayAt, isObject, numberOf, parseJson } from '../../json';
import type { Join, ListPosition, ListRow } from '../../offset-list';
import { BEGIN, advanced, distinct, ending, isStillHead, joinOf, offsetOf, placeIn } from '../../offset-list';
import { clockOf, readTime } from '../../time';
import type { Cursor, PageContent, Slice } from '../../vendor';
import type { ListWindow } from '../requests';

/** A page that is not the one that was asked for, or that is empty in the midst of a list, is asked for again. */
const TRIES = 3;
const MOVED = 'the list changed while it was read';
/** The probe of a bare array asks for so many times the rows that came. */
const WIDER = 2;
/** What services cut lists at: so many rows, of a service that takes neither offset nor limit, may not be all. */
const CAPS = new Set([25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10_000]);

/**
 * page: the next rows. probe: what stands beyond a list that does not say whether it ended. head: the first page once
 * more, for rows that joined in front.
 */
type ListStep = 'page' | 'probe' | 'head';
const STEPS: readonly ListStep[] = ['page', 'probe', 'head'];

interface ListState extends ListPosition {
  step: ListStep;
  /** Tries of this page so far. */
  tries: number;
}

function stateOf(cursor: Cursor | null): ListState {
  const parsed = cursor === null ? null : parseJson(cursor);
  const value = parsed?.ok && isObject(parsed.value) ? parsed.value : {};
  const step = STEPS.find((name) => name === value['step']) ?? 'page';
  return { ...placeIn(value), step, tries: numberOf(value['tries']) ?? 0 };
}

function cursorOf(state: ListState): Cursor {
  return JSON.stringify(state);
}

/** Slice in which nothing but whole answers are asked for, since the service refused an offset. */
export function wholeSlice(slice: Slice): Slice {
  return { ...slice, key: `${slice.key}/whole`, params: { ...slice.params, whole: true } };
}

export const isWhole = ({ params }: Slice): boolean => params['whole'] === true;

/** @param size rows on a page, at least two, since one comes again; null: the service's choice */
export function windowOf(cursor: Cursor | null, size: number | null): ListWindow {
  const state = stateOf(cursor);
  const pageSize = size === null ? null : Math.max(2, size);
  if (state.step === 'head') return { limit: pageSize };
  const offset = offsetOf(state, null);
  return state.step === 'probe' ? { offset, limit: WIDER * state.rows } : { offset, limit: pageSize };
}

export interface RowNaming {
  /** Names a row, so that rows that moved between two requests are noticed. */
  idOf(record: Json): string | null;
  /** Member with the time of creation, where rows have one. */
  created?: string;
}

/** @throws VendorError `incomplete` when the answer is no list at all */
export function readList(
  answer: Answer,
  slice: Slice,
  cursor: Cursor | null,
  named: RowNaming,
  pageSize: number | null,
): PageContent {
  const { json } = answer;
  const isBare = Array.isArray(json);
  if (!isBare && !(isObject(json) && Array.isArray(json['items']))) throw notAList(slice);
  const { rows: records, others } = distinct(isBare ? json : arrayAt(json, 'items'), named.idOf);
  const envelope = isObject(json) ? json : {};
  const rows = records.map((record) => ({ id: named.idOf(record), at: createdOf(record, named.created) }));
  const state = stateOf(cursor);
  const page = { slice, state, records, rows, envelope, clock: clockOf(answer), pageSize, more: moreIn(envelope) };
  const content = read(page);
  return { ...content, records: [...content.records, ...others] };
}

function createdOf(record: Json, member: string | undefined): string | null {
  const reading = readTime(isObject(record) && member !== undefined ? record[member] : null);
  return reading.kind === 'instant' ? reading.instant : null;
}

interface ListPage {
  slice: Slice;
  /** Where the list stood before this page. */
  state: ListState;
  records: Json[];
  rows: ListRow[];
  envelope: JsonObject;
  clock: string | null;
  pageSize: number | null;
  /** Whether more is to come; null: the service does not say. */
  more: boolean | null;
}

function read(page: ListPage): PageContent {
  const { slice, state, records, rows, more } = page;
  if (state.step === 'head') {
    return { records, ...(isStillHead(state, rows) ? { next: null } : readAgain(slice, MOVED)) };
  }
  const offset = offsetOf(state, null);
  const answered = numberOf(page.envelope['offset']) ?? offset;
  if (records.length === 0 && offset === 0 && more !== true) return emptyList(slice);
  if (state.step === 'probe') return afterProbe(page, offset);
  if (answered !== offset) return again(page, `the service answered from row ${answered} instead of ${offset}`);
  if (records.length === 0 && (more === true || state.rows > 1)) {
    return again(page, `the service answered an empty page at row ${offset}, with more to come`);
  }
  return onward(page, offset, joinOf(state, rows));
}

function onward(page: ListPage, offset: number, join: Join): PageContent {
  const { slice, state, rows, more } = page;
  // The row that was asked for twice counts once.
  const records = state.last !== null && rows[0]?.id === state.last ? page.records.slice(1) : page.records;
  const after: ListState = {
    ...state,
    ...advanced(slice, state, rows, offset, join, page.clock),
    step: 'page',
    tries: 0,
  };
  if (join === 'ignored') return { records, next: null, incompleteReason: 'the service ignored the offset of a list' };
  if (isWhole(slice) && (more ?? isCapLike(page, rows.length))) return { records, ...cut(rows.length) };
  const isFresh = after.rows > state.rows;
  if (more === true) {
    // Pages that hold one row alone cannot overlap.
    return { records, next: cursorOf(isFresh ? after : { ...after, rows: state.rows + 1, last: null }) };
  }
  if (more === null && isFresh && !isWhole(slice)) {
    return { records, next: cursorOf({ ...after, step: state.rows === 0 ? 'probe' : 'page' }) };
  }
  const end = ending(slice, timed(page, after), MOVED);
  return { records, ...(end === 'head' ? { next: cursorOf({ ...after, step: 'head' }) } : end) };
}

/** Rows that do not say when they were created have no order that could be missing. */
function timed({ rows }: ListPage, place: ListState): ListState {
  return rows.every(({ at }) => at === null) ? { ...place, order: null } : place;
}

/** Asked for what stands beyond, with a limit that reaches further, the service shows what it takes. */
function afterProbe(page: ListPage, offset: number): PageContent {
  const { slice, state, records, rows } = page;
  const join = joinOf({ ...state, head: [] }, rows);
  const isFromStart =
    offset > 0 &&
    (rows[0]?.id !== state.last || offset === state.rows) &&
    rows.some(({ id }) => id !== null && state.head.includes(id));
  if (!isFromStart) {
    if (records.length === 0 && offset === state.rows) return onward(page, offset, 'fits');
    if (records.length === 0)
      return again(page, `the service answered nothing at row ${offset}, which it named before`);
    // Not known to take an offset at all, the list is not followed any further.
    return join === 'moved' ? { records, ...readAgain(slice, MOVED) } : onward(page, offset, join);
  }
  // The first rows again: the offset was ignored, unless so many rows joined in front. With a larger limit more come.
  if (rows[0]?.id !== state.head[0]) return { records, ...readAgain(slice, MOVED) };
  const after: ListState = { ...state, ...advanced(slice, state, rows, 0, 'fits', page.clock), tries: 0 };
  if (rows.length > state.rows) return { records, next: cursorOf({ ...after, rows: rows.length, step: 'probe' }) };
  const single = advanced(slice, { ...BEGIN, began: state.began }, rows, 0, 'fits', state.began);
  if (!samePrint(single.print, state.print)) return { records, ...readAgain(slice, MOVED) };
  // A limit that was doubled changed nothing: that as many came as page_size says is chance, and no sign of a cut.
  return { records: [], ...(CAPS.has(state.rows) ? cut(state.rows) : { next: null }) };
}

function isCapLike({ pageSize }: ListPage, rows: number): boolean {
  return rows === pageSize || CAPS.has(rows);
}

function cut(rows: number): Pick<PageContent, 'next' | 'incompleteReason'> {
  return {
    next: null,
    incompleteReason: `the service answered ${rows} rows, a usual limit, and takes neither offset nor limit, so whether there are more is not known`,
  };
}

function again({ slice, state, records, more }: ListPage, reason: string): PageContent {
  // Where nothing is to come, and even the row that was there is not, rows have left the list.
  if (state.tries + 1 >= TRIES && more !== true && records.length === 0) return { records, ...readAgain(slice, MOVED) };
  const tries = Math.min(state.tries + 1, TRIES);
  // At the last try the same cursor comes back: paging stops there and says that the list cannot be followed.
  return { records, next: cursorOf({ ...state, tries }), note: `${reason}; asked again` };
}

/** Nothing at all is believed when it is said twice: an answer that lost its rows looks the same. */
function emptyList(slice: Slice): PageContent {
  if (slice.params['confirmed'] === true) return { records: [], next: null };
  const confirming: Slice = { key: `${slice.key}/again`, params: { ...slice.params, confirmed: true } };
  return {
    records: [],
    next: null,
    splitInto: [confirming],
    note: 'the service answered an empty list and was asked once more',
  };
}

/** `hasMore` decides; without it, Oracle's link to the next page does. */
function moreIn(answer: JsonObject): boolean | null {
  if (typeof answer['hasMore'] === 'boolean') return answer['hasMore'];
  if (!Array.isArray(answer['links'])) return null;
  return arrayAt(answer, 'links').some((link) => isObject(link) && link['rel'] === 'next');
}

function notAList(slice: Slice): VendorError {
  return new VendorError({
    code: 'incomplete',
    message: `SympoQ answered something that is not a list, where ${slice.key} were expected`,
    remedy: 'Check the base URL, and the paths that you set.',
  });
}
