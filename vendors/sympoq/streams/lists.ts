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
import type { Join, Place, Row } from '../../offset-list';
import { BEGIN, advanced, distinct, ending, isStillHead, joinOf, offsetOf, placeIn } from '../../offset-list';
import { clockOf, readTime } from '../../time';
import type { Cursor, PageContent, Slice } from '../../vendor';
import type { ListWindow } from '../requests';

/** A page that is not the one that was asked for, or that is empty in the midst of a list, is asked for again. */
const TRIES = 3;
const MOVED = 'rows moved while the list was read';
/** The probe of a bare array asks for so many times the rows that came. */
const WIDER = 2;
/** What services cut lists at: so many rows, of a service that takes neither offset nor limit, may not be all. */
const CAPS = new Set([25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10_000]);

/**
 * page: the next rows. probe: what stands beyond a list that does not say whether it ended. head: the first page once
 * more, for rows that joined in front.
 */
type Step = 'page' | 'probe' | 'head';
const STEPS: readonly Step[] = ['page', 'probe', 'head'];

interface Mark extends Place {
  step: Step;
  /** Tries of this page so far. */
  tries: number;
}

function markOf(cursor: Cursor | null): Mark {
  const parsed = cursor === null ? null : parseJson(cursor);
  const value = parsed?.ok && isObject(parsed.value) ? parsed.value : {};
  const step = STEPS.find((name) => name === value['step']) ?? 'page';
  return { ...placeIn(value), step, tries: numberOf(value['tries']) ?? 0 };
}

function cursorOf(mark: Mark): Cursor {
  return JSON.stringify(mark);
}

/** Slice in which nothing but whole answers are asked for, since the service refused an offset. */
export function wholeSlice(slice: Slice): Slice {
  return { ...slice, key: `${slice.key}/whole`, params: { ...slice.params, whole: true } };
}

export const isWhole = ({ params }: Slice): boolean => params['whole'] === true;

/** @param wanted rows on a page, at least two, since one comes again; null: the service's choice */
export function windowOf(cursor: Cursor | null, wanted: number | null): ListWindow {
  const mark = markOf(cursor);
  const pageSize = wanted === null ? null : Math.max(2, wanted);
  if (mark.step === 'head') return { limit: pageSize };
  const offset = offsetOf(mark, null);
  return mark.step === 'probe' ? { offset, limit: WIDER * mark.rows } : { offset, limit: pageSize };
}

export interface Named {
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
  named: Named,
  pageSize: number | null,
): PageContent {
  const { json } = answer;
  const isBare = Array.isArray(json);
  if (!isBare && !(isObject(json) && Array.isArray(json['items']))) throw notAList(slice);
  const { rows: records, others } = distinct(isBare ? json : arrayAt(json, 'items'), named.idOf);
  const envelope = isObject(json) ? json : {};
  const rows = records.map((record) => ({ id: named.idOf(record), at: createdOf(record, named.created) }));
  const mark = markOf(cursor);
  const page = { slice, mark, records, rows, envelope, clock: clockOf(answer), pageSize, more: moreIn(envelope) };
  const content = read(page);
  return { ...content, records: [...content.records, ...others] };
}

function createdOf(record: Json, member: string | undefined): string | null {
  const reading = readTime(isObject(record) && member !== undefined ? record[member] : null);
  return reading.kind === 'instant' ? reading.instant : null;
}

interface Page {
  slice: Slice;
  /** Where the list stood before this page. */
  mark: Mark;
  records: Json[];
  rows: Row[];
  envelope: JsonObject;
  clock: string | null;
  pageSize: number | null;
  /** Whether more is to come; null: the service does not say. */
  more: boolean | null;
}

function read(page: Page): PageContent {
  const { slice, mark, records, rows, more } = page;
  if (mark.step === 'head') {
    return { records, ...(isStillHead(mark, rows) ? { next: null } : readAgain(slice, MOVED)) };
  }
  const offset = offsetOf(mark, null);
  const answered = numberOf(page.envelope['offset']) ?? offset;
  if (records.length === 0 && offset === 0 && more !== true) return emptyList(slice);
  if (mark.step === 'probe') return afterProbe(page, offset);
  if (answered !== offset) return again(page, `the service answered from row ${answered} instead of ${offset}`);
  if (records.length === 0 && (more === true || mark.rows > 1)) {
    return again(page, `the service answered an empty page at row ${offset}, with more to come`);
  }
  return onward(page, offset, joinOf(mark, rows));
}

function onward(page: Page, offset: number, join: Join): PageContent {
  const { slice, mark, rows, more } = page;
  // The row that was asked for twice counts once.
  const records = mark.last !== null && rows[0]?.id === mark.last ? page.records.slice(1) : page.records;
  const after: Mark = { ...mark, ...advanced(slice, mark, rows, offset, join, page.clock), step: 'page', tries: 0 };
  if (join === 'ignored') return { records, next: null, unproven: 'the service ignored the offset of a list' };
  if (isWhole(slice) && (more ?? isCapLike(page, rows.length))) return { records, ...cut(rows.length) };
  const isFresh = after.rows > mark.rows;
  if (more === true) {
    // Pages that hold one row alone cannot overlap.
    return { records, next: cursorOf(isFresh ? after : { ...after, rows: mark.rows + 1, last: null }) };
  }
  if (more === null && isFresh && !isWhole(slice)) {
    return { records, next: cursorOf({ ...after, step: mark.rows === 0 ? 'probe' : 'page' }) };
  }
  const end = ending(slice, timed(page, after), MOVED);
  return { records, ...(end === 'head' ? { next: cursorOf({ ...after, step: 'head' }) } : end) };
}

/** Rows that do not say when they were created have no order that could be missing. */
function timed({ rows }: Page, place: Mark): Mark {
  return rows.every(({ at }) => at === null) ? { ...place, order: null } : place;
}

/** Asked for what stands beyond, with a limit that reaches further, the service shows what it takes. */
function afterProbe(page: Page, offset: number): PageContent {
  const { slice, mark, records, rows } = page;
  const join = joinOf({ ...mark, head: [] }, rows);
  const isFromStart =
    offset > 0 &&
    (rows[0]?.id !== mark.last || offset === mark.rows) &&
    rows.some(({ id }) => id !== null && mark.head.includes(id));
  if (!isFromStart) {
    if (records.length === 0 && offset === mark.rows) return onward(page, offset, 'fits');
    if (records.length === 0)
      return again(page, `the service answered nothing at row ${offset}, which it named before`);
    // Not known to take an offset at all, the list is not followed any further.
    return join === 'moved' ? { records, ...readAgain(slice, MOVED) } : onward(page, offset, join);
  }
  // The first rows again: the offset was ignored, unless so many rows joined in front. With a larger limit more come.
  if (rows[0]?.id !== mark.head[0]) return { records, ...readAgain(slice, MOVED) };
  const after: Mark = { ...mark, ...advanced(slice, mark, rows, 0, 'fits', page.clock), tries: 0 };
  if (rows.length > mark.rows) return { records, next: cursorOf({ ...after, rows: rows.length, step: 'probe' }) };
  const alone = advanced(slice, { ...BEGIN, began: mark.began }, rows, 0, 'fits', mark.began);
  if (!samePrint(alone.print, mark.print)) return { records, ...readAgain(slice, MOVED) };
  // A limit that was doubled changed nothing: that as many came as page_size says is chance, and no sign of a cut.
  return { records: [], ...(CAPS.has(mark.rows) ? cut(mark.rows) : { next: null }) };
}

function isCapLike({ pageSize }: Page, rows: number): boolean {
  return rows === pageSize || CAPS.has(rows);
}

function cut(rows: number): Pick<PageContent, 'next' | 'unproven'> {
  return {
    next: null,
    unproven: `the service answered ${rows} rows, as lists are cut at, and takes neither offset nor limit: whether there are more is not known`,
  };
}

function again({ slice, mark, records, more }: Page, reason: string): PageContent {
  // Where nothing is to come, and even the row that was there is not, rows have left the list.
  if (mark.tries + 1 >= TRIES && more !== true && records.length === 0) return { records, ...readAgain(slice, MOVED) };
  const tries = Math.min(mark.tries + 1, TRIES);
  // At the last try the same cursor comes back: paging stops there and says that the list cannot be followed.
  return { records, next: cursorOf({ ...mark, tries }), note: `${reason}; asked again` };
}

/** Nothing at all is believed when it is said twice: an answer that lost its rows looks the same. */
function emptyList(slice: Slice): PageContent {
  if (slice.params['confirmed'] === true) return { records: [], next: null };
  const confirming: Slice = { key: `${slice.key}/again`, params: { ...slice.params, confirmed: true } };
  return {
    records: [],
    next: null,
    replaceBy: [confirming],
    note: 'the service answered an empty list; asked once more',
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
