/**
 * What a list is worth that comes in one answer, without a total, a page or an order: on a first export, when nothing
 * is known that it could have left out, it is read twice; a list as long as lists are cut at is asked for what stands
 * beyond it.
 */
import { NO_PRINT, comparedUntil, comparedWithLast, readingOf, withId } from '../../again';
import type { Json } from '../../json';
import { asText, numberOf } from '../../json';
import type { PageContent, Slice } from '../../vendor';
import { idOf } from '../members';

/** @param isFirst whether the list was never read whole */
export function wholeSlice(name: string, isFirst: boolean): Slice {
  return { key: name, params: isFirst ? { twice: true } : {} };
}

/** @returns the records that are not known from a reading that said the same, and what the list's end is worth */
export function endOf(slice: Slice, records: Json[]): PageContent {
  if (slice.params['twice'] !== true) return { records, next: null };
  const last = comparedUntil(slice) ?? highestOf(records);
  const print = records.reduce<typeof NO_PRINT>((sum, record) => {
    const id = idOf(record);
    return id === null || isBeyond(id, last) ? sum : withId(sum, id);
  }, NO_PRINT);
  const end = comparedWithLast(slice, { print, until: last }, 'the first export reads the list twice, to compare');
  const isSame = readingOf(slice) > 1 && end.splitInto === undefined && end.incompleteReason === undefined;
  return { records: isSame ? records.filter((record) => isNew(record, last)) : records, ...end };
}

function isNew(record: Json, last: string | null): boolean {
  const id = idOf(record);
  return id === null || isBeyond(id, last);
}

/** Nothing at all is believed when it is said twice: an answer that lost its rows looks the same. */
export function emptyList(slice: Slice): PageContent {
  if (readingOf(slice) > 1) {
    return {
      records: [],
      next: null,
      incompleteReason: 'the service answered an empty list, and one with rows before',
    };
  }
  if (slice.params['confirmed'] === true) return { records: [], next: null };
  const again: Slice = { key: `${slice.key}/again`, params: { ...slice.params, confirmed: true } };
  return {
    records: [],
    next: null,
    splitInto: [again],
    note: 'the service answered an empty list and was asked once more',
  };
}

/** Ids are given in order: a higher one joined since the first reading. null: ids are not all numbers. */
function highestOf(records: readonly Json[]): string | null {
  let highest = 0;
  for (const record of records) {
    const number = wholeNumber(idOf(record));
    if (number === null) return null;
    highest = Math.max(highest, number);
  }
  return String(highest);
}

function isBeyond(id: string, last: string | null): boolean {
  const number = wholeNumber(id);
  return last !== null && number !== null && number > Number(last);
}

function wholeNumber(id: string | null): number | null {
  const number = id === null ? null : numberOf(id);
  return number !== null && Number.isSafeInteger(number) && number >= 0 ? number : null;
}

/** What services cut lists at. */
const CAPS: ReadonlySet<number> = new Set([100, 200, 250, 500, 1000, 2000, 2500, 5000, 10_000, 20_000, 50_000]);
/** So many ids on either side: the next one may have been deleted. */
const NEIGHBOURS = [1, 2, 3];

/** The tickets beside the lowest and the highest one of a list that may have been cut; none where it does not look so. */
export function neighboursOf(records: readonly Json[]): Slice[] {
  if (!CAPS.has(records.length)) return [];
  const numbers = records.flatMap((record) => wholeNumber(idOf(record)) ?? []);
  if (numbers.length < records.length) return [];
  const lowest = numbers.reduce((least, number) => Math.min(least, number));
  const highest = numbers.reduce((most, number) => Math.max(most, number));
  return NEIGHBOURS.flatMap((far) => [highest + far, lowest - far])
    .filter((id) => id > 0)
    .map((id) => ({ key: `tickets/beside ${id}`, params: { beside: String(id), rows: records.length } }));
}

/** The id of a ticket that is asked for beside a list. */
export function neighbourIn({ params }: Slice): string | null {
  return asText(params['beside']);
}

export function isCut(slice: Slice): string {
  const id = neighbourIn(slice) ?? '';
  return `the list of tickets ends with ${String(slice.params['rows'])} rows, a usual limit, so it may be incomplete, and ticket ${id} exists beside it`;
}
