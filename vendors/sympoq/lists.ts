/**
 * How SympoQ's lists are paged. The documented ones are bare arrays; an Oracle REST list is
 * `{items, hasMore, offset, limit}` and goes on at `?offset=`. No list has a total that could be trusted.
 */
import { VendorError } from '../errors';
import type { Json, JsonObject } from '../json';
import { arrayAt, isObject, numberOf, textOf } from '../json';
import type { Cursor, PageContent, Slice } from '../vendor';

/** A page that is not the one that was asked for, or that is empty in the midst of a list, is asked for again. */
const TRIES = 3;
/** A list whose rows moved while it was read is read again, so many times in all. */
const PASSES = 3;

/** Where the next page begins. */
export interface Place {
  offset: number;
  /** Tries of this page so far. */
  tries: number;
  /** The row that this page must begin with, since pages overlap by one; null: unknown. */
  first: string | null;
  /** Whether a page of this pass did not begin with the row it had to begin with. */
  moved: boolean;
}

const BEGIN: Place = { offset: 0, tries: 0, first: null, moved: false };

export function placeOf(cursor: Cursor | null): Place {
  if (cursor === null) return BEGIN;
  const [offset, tries, moved, ...first] = cursor.split(' ');
  return { offset: Number(offset), tries: Number(tries), moved: moved === '1', first: first.join(' ') || null };
}

function cursorOf(place: Place): Cursor {
  return `${place.offset} ${place.tries} ${place.moved ? 1 : 0} ${place.first ?? ''}`;
}

/**
 * @param idOf names a row, so that rows that moved between two requests are noticed
 * @throws VendorError `incomplete` when the answer is no list at all
 */
export function readList(
  answer: Json,
  slice: Slice,
  cursor: Cursor | null,
  idOf: (record: Json) => string | null,
): PageContent {
  if (Array.isArray(answer)) return answer.length > 0 ? { records: answer, next: null } : emptyList(slice);
  if (!isObject(answer) || !Array.isArray(answer['items'])) throw notAList(slice);
  return readEnvelope(answer, slice, placeOf(cursor), idOf);
}

function readEnvelope(
  answer: JsonObject,
  slice: Slice,
  place: Place,
  idOf: (record: Json) => string | null,
): PageContent {
  const records = arrayAt(answer, 'items');
  const offset = numberOf(answer['offset']) ?? place.offset;
  const hasMore = hasMoreRows(answer);
  if (offset !== place.offset)
    return again(records, place, `the service answered from row ${offset} instead of ${place.offset}`);
  if (records.length === 0 && hasMore)
    return again(records, place, `the service answered an empty page at row ${offset}, with more to come`);
  const begins = records[0] === undefined ? null : idOf(records[0]);
  const moved = place.moved || (place.first !== null && begins !== place.first);
  if (!hasMore && offset === 0 && records.length === 0) return emptyList(slice);
  if (!hasMore) return moved ? nextPass(records, slice) : { records, next: null };
  return { records, next: cursorOf({ ...following(answer, records, offset, idOf), tries: 0, moved }) };
}

/** Pages overlap by one row: the last row of a page must be the first of the next, or rows have moved. */
function following(
  answer: JsonObject,
  records: readonly Json[],
  offset: number,
  idOf: (record: Json) => string | null,
): Pick<Place, 'offset' | 'first'> {
  const limit = numberOf(answer['limit']) ?? 0;
  const rows = limit > 0 ? Math.min(limit, records.length) : records.length;
  if (rows < 2) return { offset: offset + 1, first: null };
  return { offset: offset + rows - 1, first: idOf(records.at(-1) ?? null) };
}

function again(records: Json[], place: Place, reason: string): PageContent {
  const tries = Math.min(place.tries + 1, TRIES);
  // At the last try the same cursor comes back: paging stops there and says that the list cannot be followed.
  return { records, next: cursorOf({ ...place, tries }), note: `${reason}; asked again` };
}

function nextPass(records: Json[], slice: Slice): PageContent {
  const pass = numberOf(slice.params['pass']) ?? 1;
  const reason = 'rows moved while the list was read';
  if (pass >= PASSES)
    return {
      records,
      next: null,
      unproven: `${reason}, ${PASSES} times in a row: it cannot be proven that none was missed`,
    };
  const base = textOf(slice.params['base']) ?? slice.key;
  const next: Slice = { key: `${base}/pass-${pass + 1}`, params: { ...slice.params, base, pass: pass + 1 } };
  return { records, next: null, replaceBy: [next], note: `${reason}; it is read once more` };
}

/** Nothing at all is believed when it is said twice: an answer that lost its rows looks the same. */
function emptyList(slice: Slice): PageContent {
  if (slice.params['confirmed'] === true) return { records: [], next: null };
  const again: Slice = { key: `${slice.key}/again`, params: { ...slice.params, confirmed: true } };
  return { records: [], next: null, replaceBy: [again], note: 'the service answered an empty list; asked once more' };
}

/** `hasMore` decides; without it, Oracle's link to the next page does. */
function hasMoreRows(answer: JsonObject): boolean {
  if (typeof answer['hasMore'] === 'boolean') return answer['hasMore'];
  return arrayAt(answer, 'links').some((link) => isObject(link) && link['rel'] === 'next');
}

function notAList(slice: Slice): VendorError {
  return new VendorError({
    code: 'incomplete',
    message: `SympoQ answered something that is not a list, where ${slice.key} were expected`,
    remedy: 'Check the base URL, and the paths that you set.',
  });
}
