/**
 * Lists that are read more than once: since rows moved while they were read, or since nothing but a second reading
 * can show that none was missed.
 */
import type { Json } from './json';
import { asText, isObject, numberOf, objectAt } from './json';
import { hash53 } from './paging';
import type { PageContent, Slice } from './vendor';

/** So many times in all; then the list cannot be called whole. */
export const READINGS = 3;

type RereadEnding = Pick<PageContent, 'next' | 'note' | 'splitInto' | 'incompleteReason'>;

/** What a reading saw: the ids of all rows that were created by an instant, in any order. */
export interface Sight {
  print: Print;
  /** Canonical instant; null: whenever they were created. */
  until: string | null;
}

/** Of a set of ids: how many, and two sums that no order changes. */
export interface Print {
  count: number;
  low: number;
  high: number;
}

export const NO_PRINT: Print = { count: 0, low: 0, high: 0 };

export function withId({ count, low, high }: Print, id: string): Print {
  const hash = hash53(id);
  return { count: count + 1, low: (low ^ hash) >>> 0, high: high ^ Math.floor(hash / 4294967296) };
}

export function printIn(stored: Json | undefined): Print {
  const value = isObject(stored) ? stored : {};
  return { count: numberOf(value['count']) ?? 0, low: numberOf(value['low']) ?? 0, high: numberOf(value['high']) ?? 0 };
}

/** Which reading of its list a slice is; the first one is 1. */
export function readingOf(slice: Slice): number {
  return numberOf(objectAt(slice.params, 'again')['reading']) ?? 1;
}

/** Until which creation rows count in the comparison with the reading before; null: there was none, or no limit. */
export function comparedUntil(slice: Slice): string | null {
  return asText(objectAt(slice.params, 'again')['until']);
}

/** The list is read once more from its beginning. @param reason as in `the list changed while it was read` */
export function readAgain(slice: Slice, reason: string): RereadEnding {
  if (readingOf(slice) >= READINGS) {
    return {
      next: null,
      incompleteReason: `${reason}, ${READINGS} times in a row, so it cannot be proven that none was missed`,
    };
  }
  return { next: null, note: `${reason}: it is read again from its beginning`, splitInto: [nextReading(slice, null)] };
}

/**
 * A list that proves nothing by itself counts as whole when two readings in a row saw the same.
 * @param note why it is read a second time
 */
export function comparedWithLast(
  slice: Slice,
  sight: Sight,
  note = 'the list has no order that could be relied on, so it is read once more, to compare',
): RereadEnding {
  const before = objectAt(slice.params, 'again')['print'];
  if (isObject(before) && samePrint(printIn(before), sight.print)) return { next: null };
  if (!isObject(before) && readingOf(slice) < READINGS) {
    return { next: null, note, splitInto: [nextReading(slice, sight)] };
  }
  if (readingOf(slice) < READINGS) {
    return {
      next: null,
      note: 'two readings of the list differ, so it is read once more',
      splitInto: [nextReading(slice, sight)],
    };
  }
  return {
    next: null,
    incompleteReason: `no two of ${READINGS} readings of the list agree, so that rows may have been missed`,
  };
}

export function samePrint(a: Print, b: Print): boolean {
  return a.count === b.count && a.low === b.low && a.high === b.high;
}

function nextReading(slice: Slice, sight: Sight | null): Slice {
  const base = asText(objectAt(slice.params, 'again')['base']) ?? slice.key;
  const reading = readingOf(slice) + 1;
  const seen = sight === null ? {} : { print: { ...sight.print }, until: sight.until };
  return { ...slice, key: `${base}/again-${reading}`, params: { ...slice.params, again: { base, reading, ...seen } } };
}
