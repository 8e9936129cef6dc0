/** Pages of any list, in Deskpro's envelope, and the faults that a list can have. */
import type { DeskproState } from './state';
import type { JsonObject } from './json';
import { badRequest, refusal, Refused } from './answers';

export type RawQuery = Readonly<Record<string, string | string[] | undefined>>;

export interface PageAsked {
  page: number;
  count: number;
}

const DEFAULT_COUNT = 10;
const MOST = 200;

/** @throws Refused 400 for more than 200 rows a page */
export function pageAsked(query: RawQuery): PageAsked {
  const count = wholeIn(query, 'count') ?? DEFAULT_COUNT;
  if (count > MOST) throw badRequest('You can select maximum 200 entities');
  return { page: wholeIn(query, 'page') ?? 1, count };
}

function wholeIn(query: RawQuery, name: string): number | undefined {
  const text = query[name];
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw badRequest(`${name} must be a positive whole number`);
  return number;
}

/** @throws Refused 400: an unknown parameter is refused, not passed over */
export function refuseUnknown(query: RawQuery, known: (name: string) => boolean): void {
  const unknown = Object.keys(query).find((name) => !known(name.replace(/\[\]$/, '')));
  if (unknown !== undefined) throw badRequest(`Unknown filter term: ${unknown}`);
}

export interface ListParts {
  endpoint: string;
  length: number;
  /** null: nothing stands there any more. */
  at(position: number): JsonObject | null;
  fql?: string;
  /** Side-loaded records for the rows of a page. */
  linked?(rows: readonly JsonObject[]): JsonObject;
  /** A list that may be cut at a ceiling. */
  hasCeiling?: boolean;
}

/** @throws Refused 404 for a page beyond the last */
export function listAnswer({ instance }: DeskproState, parts: ListParts, { page, count }: PageAsked): JsonObject {
  const strikes = (kind: Parameters<typeof instance.fault>[0]) => instance.fault(kind, parts.endpoint);
  const ceiling = parts.hasCeiling ? strikes('page_ceiling') : undefined;
  const length = ceiling ? Math.min(parts.length, Number(ceiling.options['ceiling'] ?? 1000)) : parts.length;
  const total = strikes('wrong_total') ? Math.floor(length * 0.9) : length;
  const pages = Math.max(1, Math.ceil(total / count));
  if (page > Math.max(pages, Math.ceil(length / count))) {
    throw new Refused(refusal(404, 'Page does not exist', 'Page does not exist'));
  }
  const positions = positionsOf(page, count, length, strikes);
  const rows = positions.rows.flatMap((position) => {
    const row = parts.at(position);
    return row === null ? [] : [row];
  });
  return {
    data: rows,
    meta: {
      ...(parts.fql === undefined ? {} : { fql: parts.fql }),
      pagination: { total, count: positions.count, per_page: count, current_page: page, total_pages: pages },
    },
    linked: parts.linked?.(rows) ?? {},
  };
}

type Strikes = (kind: 'repeat_cursor' | 'moving_rows' | 'duplicate_rows' | 'short_pages' | 'empty_page') => unknown;

/** `count` stays what it would be: the service says more rows than it gives. */
function positionsOf(page: number, count: number, length: number, strikes: Strikes): { rows: number[]; count: number } {
  const first = (strikes('repeat_cursor') ? 0 : page - 1) * count;
  const rows = Array.from({ length: Math.max(0, Math.min(count, length - first)) }, (_, offset) => first + offset);
  const reported = rows.length;
  // The first row of this page has moved before all others since the page before was read: they shift by one.
  if (first > 0 && rows.length > 0 && strikes('moving_rows')) rows[0] = first - 1;
  if (rows[0] !== undefined && strikes('duplicate_rows')) rows.push(rows[0]);
  if (strikes('short_pages')) rows.length = Math.ceil(rows.length / 2);
  if (strikes('empty_page')) rows.length = 0;
  return { rows, count: reported };
}

/** A list that is an array already. */
export function arrayList(
  state: DeskproState,
  endpoint: string,
  rows: readonly JsonObject[],
  query: RawQuery,
  linked?: ListParts['linked'],
): JsonObject {
  const at = (position: number) => rows[position] ?? null;
  return listAnswer(state, { endpoint, length: rows.length, at, linked }, pageAsked(query));
}

export function single(data: JsonObject, linked: JsonObject = {}): JsonObject {
  return { data, meta: {}, linked };
}
