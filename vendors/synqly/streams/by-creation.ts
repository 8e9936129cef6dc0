/**
 * The ticket list read by the time of creation: each page is followed by a part that begins a minute before its last
 * row, so that rows which leave meanwhile move no other past the reader. A cursor may be an offset, and would not show it.
 */
import type { Json } from '../../json';
import { asText, isObject } from '../../json';
import { instantOf, microsOf, readTime } from '../../time';
import type { Cursor, PageContent } from '../../vendor';
import { filterTime } from '../filters';
import type { Turn } from './position';
import type { SliceScan } from './ticket-slice';
import { scanSlice } from './ticket-slice';

const MINUTE = 60_000_000n;

/** What follows a page: a next page, other slices, or the end. */
export type Onward = Pick<PageContent, 'next' | 'splitInto' | 'note' | 'incompleteReason'>;

export const isByCreation = (scan: SliceScan): boolean => scan.ordered === true && scan.unkeyed !== true;

/** From the beginning, without relying on the time of creation. */
export function withoutCreation(scan: SliceScan): SliceScan {
  return { ...scan, above: undefined, known: undefined, pass: undefined, unkeyed: true };
}

/**
 * @param rows of a page
 * @param cursor that the page was asked with
 * @returns null: rows moved inside of a part, which is to be read again
 */
export function onwardByCreation(
  rows: readonly Json[],
  cursor: Cursor | null,
  step: Turn,
  scan: SliceScan,
  limit: number,
): Onward | null {
  const created = rows.map(createdOf);
  if (!isAscending(created)) return instead(scan, 'tickets do not come in the order of creation');
  const ids = rows.map((row) => (isObject(row) ? asText(row['id']) : null));
  if (scan.known !== undefined && cursor === null && !scan.known.includes(ids[0] ?? '')) {
    return instead(scan, 'the filter by created_at did not bring a ticket again that it has to');
  }
  const isFirst = scan.known === undefined && cursor === null;
  const isMore = step.next !== null || rows.length >= limit;
  if (isFirst && isMore && created.at(-1) === created[0]) return instead(scan, 'no order shows on the first page');
  if (step.moved) return null;
  const last = created.at(-1) ?? null;
  if (last === null) return { next: step.next };
  const from = partAfter(created, last, cursor, scan);
  const isNew = ids.at(-1) !== scan.known?.at(-1);
  // Several rows of the last minute may be as many as the service gives at once.
  if (from !== null && (isNew || rows.length > 1)) {
    const since = earlier(from, MINUTE);
    const known = ids.flatMap((id, at) => (id !== null && (created[at] ?? '') >= since ? [id] : []));
    return { next: null, splitInto: [scanSlice({ ...scan, above: filterTime(from), known, pass: undefined })] };
  }
  if (step.next !== null) return { next: step.next };
  if (rows.length < limit) return { next: null };
  return { next: null, incompleteReason: 'so many tickets were created in one second that a page holds no others' };
}

/** A minute before the last row, or at its second where that is no step forward; null: neither is. */
function partAfter(
  created: ReadonlyArray<string | null>,
  last: string,
  cursor: Cursor | null,
  { above, since }: SliceScan,
): string | null {
  const first = created[0] ?? last;
  const isForward = (from: string): boolean => {
    const time = filterTime(from);
    // The row that has to come first must be one of this page.
    const isSeen = cursor === null || filterTime(first) < time;
    const begin = above ?? since;
    return isSeen && (begin === undefined || time > begin);
  };
  return [earlier(last, MINUTE), last].find(isForward) ?? null;
}

function instead(scan: SliceScan, reason: string): Onward {
  return { next: null, splitInto: [scanSlice(withoutCreation(scan))], note: `${reason}, so it is paged by cursor` };
}

function createdOf(row: Json): string | null {
  const reading = readTime(isObject(row) ? row['created_at'] : undefined);
  return reading.kind === 'instant' ? reading.instant : null;
}

function isAscending(created: ReadonlyArray<string | null>): boolean {
  return created.every((instant, at) => instant !== null && (at === 0 || instant >= (created[at - 1] ?? instant)));
}

function earlier(instant: string, micros: bigint): string {
  return instantOf(microsOf(instant) - micros) ?? instant;
}
