/**
 * Lists that are asked by offset. Each page begins with the last row of the page before: a row that left in front of
 * it draws all that follow back by one, so that another row comes first and the loss is noticed.
 */
import type { Print } from './again';
import { NO_PRINT, comparedUntil, comparedWithLast, printIn, readAgain, withId } from './again';
import type { Json } from './json';
import { asText, booleanOf, isObject, jsonText, numberOf } from './json';
import type { RowOrder } from './row-order';
import { ROW_ORDERS, rowOrder } from './row-order';
import type { PageContent, Slice } from './vendor';

/** What a list's row is known by. */
export interface ListRow {
  id: string | null;
  /** Creation, a canonical instant; null: not said. */
  at: string | null;
}

/**
 * A row that stands twice on a page counts once, and does not move what stands after it.
 * @returns others: rows that say something else than the first one of their id
 */
export function distinct(
  records: readonly Json[],
  idOf: (record: Json) => string | null,
): { rows: Json[]; others: Json[] } {
  const seen = new Map<string, Json>();
  const [rows, others]: [Json[], Json[]] = [[], []];
  for (const record of records) {
    const id = idOf(record);
    const first = id === null ? undefined : seen.get(id);
    if (id !== null && first === undefined) seen.set(id, record);
    if (first === undefined) rows.push(record);
    else if (jsonText(first) !== jsonText(record)) others.push(record);
  }
  return { rows, others };
}

/** Where the reading of a list stands after a page. */
export interface ListPosition {
  /** Rows up to the end of the last page. */
  rows: number;
  /** Rows of the first page. */
  width: number;
  /** Ids of the first two rows. */
  head: string[];
  last: string | null;
  lastAt: string | null;
  /** null: there were no two rows that differ yet. */
  order: RowOrder | null;
  /** Rows were pushed on by others that joined in front. */
  pushed: boolean;
  /** A page did not join the one before. */
  moved: boolean;
  /** The service's clock at the first page. */
  began: string | null;
  print: Print;
}

export const BEGIN: ListPosition = {
  rows: 0,
  width: 0,
  head: [],
  last: null,
  lastAt: null,
  order: null,
  pushed: false,
  moved: false,
  began: null,
  print: NO_PRINT,
};

export function placeIn(stored: Json | undefined): ListPosition {
  if (!isObject(stored)) return BEGIN;
  const head = stored['head'];
  return {
    rows: numberOf(stored['rows']) ?? 0,
    width: numberOf(stored['width']) ?? 0,
    head: Array.isArray(head) ? head.flatMap((id) => asText(id) ?? []) : [],
    last: asText(stored['last']),
    lastAt: asText(stored['lastAt']),
    order: ROW_ORDERS.find((order) => order === stored['order']) ?? null,
    pushed: booleanOf(stored['pushed']) ?? false,
    moved: booleanOf(stored['moved']) ?? false,
    began: asText(stored['began']),
    print: printIn(stored['print']),
  };
}

/** One row back, where the pages have room for it. */
export function offsetOf({ rows }: Pick<ListPosition, 'rows'>, limit: number | null): number {
  return rows > 1 && limit !== 1 ? rows - 1 : rows;
}

/**
 * fits: nothing was passed over. pushed: nor was it, but other rows joined in front. moved: a row may have been passed
 * over. ignored: the service answered its first page again.
 */
export type Join = 'fits' | 'pushed' | 'moved' | 'ignored';

/**
 * By order of creation, the newest first, the last row may stand anywhere on the page: what follows it was not passed
 * over, and what stands before it joined. Else it has to come first.
 * @param mayJoin rows may join anywhere, since a filter asks for what changed: then the order of creation is enough
 */
export function joinOf(place: ListPosition, rows: readonly ListRow[], mayJoin = false): Join {
  if (place.last === null) return 'fits';
  const at = rows.findIndex(({ id }) => id === place.last);
  if (at === 0) return 'fits';
  if (place.rows > 2 && rows.some(({ id }) => id !== null && place.head.includes(id))) return 'ignored';
  const order = orderAfter(place, rows);
  return at > 0 && (order === 'descending' || (mayJoin && order === 'ascending')) ? 'pushed' : 'moved';
}

/**
 * The place after a page.
 * @param before so many rows stand in front of the page
 * @param clock the service's, at this page
 */
export function advanced(
  slice: Slice,
  place: ListPosition,
  rows: readonly ListRow[],
  before: number,
  join: Join,
  clock: string | null,
): ListPosition {
  const isFirst = place.rows === 0;
  const began = isFirst ? clock : place.began;
  const until = comparedUntil(slice) ?? began;
  const known = rows.findIndex(({ id }) => id === place.last);
  const fresh = rows.slice(place.last === null ? 0 : known + 1);
  return {
    rows: before + rows.length,
    width: isFirst ? rows.length : place.width,
    head: isFirst ? rows.slice(0, 2).flatMap(({ id }) => id ?? []) : place.head,
    last: rows.at(-1)?.id ?? null,
    lastAt: rows.at(-1)?.at ?? null,
    order: orderAfter(place, rows),
    pushed: place.pushed || join === 'pushed',
    moved: place.moved || join === 'moved',
    began,
    print: fresh.reduce((print, { id, at }) => (counts(id, at, until) ? withId(print, id) : print), place.print),
  };
}

function counts(id: string | null, at: string | null, until: string | null): id is string {
  return id !== null && (at === null || until === null || at <= until);
}

function orderAfter(place: ListPosition, rows: readonly ListRow[]): RowOrder | null {
  const instants = rows.map(({ at }) => at);
  const known = rows.findIndex(({ id }) => id === place.last);
  return rowOrder(known < 0 && place.rows > 0 ? [place.lastAt, ...instants] : instants, place.order);
}

/**
 * What the end of a list is worth.
 * @returns head: its first page has to be read once more, for what joined in front
 */
export function ending(slice: Slice, place: ListPosition, reason: string): Omit<PageContent, 'records'> | 'head' {
  if (place.moved) return readAgain(slice, reason);
  if (place.pushed) return 'head';
  if (place.order !== 'none' || place.rows <= place.width) return { next: null };
  return comparedWithLast(slice, { print: place.print, until: comparedUntil(slice) ?? place.began });
}

/** Rows that joined in front stand before the list's first row, which is still followed by its second. */
export function isStillHead({ head: [first, second] }: ListPosition, rows: readonly ListRow[]): boolean {
  const place = rows.findIndex(({ id }) => id === first);
  const next = rows[place + 1]?.id;
  return place >= 0 && (second === undefined || next === undefined || next === second);
}
