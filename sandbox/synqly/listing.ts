/** Pages of lists: cursors of three kinds, and the faults that a list can have. */
import type { FaultKind, InstanceContext } from '../service';
import { ProblemError } from './answers';
import type { Provider } from './provider';

/** Anything with positions; `at` gives null for a position that is not shown. */
export interface Shelf<Row> {
  length: number;
  at(position: number): Row | null;
}

export interface ListedPage<Row> {
  rows: Row[];
  /** undefined: the member is left out. */
  cursor: string | undefined;
}

export interface PageQuery {
  cursor: string | null;
  limit: number;
}

const MOST_ROWS = 1000;

/** @throws Refused 400 for a limit that is no number */
export function pageQuery(query: Record<string, unknown>, defaultLimit: number): PageQuery {
  const { cursor, limit } = query;
  const rows = limit === undefined ? defaultLimit : Number(limit);
  if (!Number.isInteger(rows) || rows < 0) {
    throw new ProblemError({
      status: 400,
      message: 'limit must be a whole number',
      parameter: { id: 'limit', location: 'query', value: String(limit) },
    });
  }
  return {
    cursor: typeof cursor === 'string' && cursor !== '' ? cursor : null,
    limit: Math.min(rows === 0 ? defaultLimit : rows, MOST_ROWS),
  };
}

/** Where a page begins; 0 without a cursor. @throws Refused 400 for a cursor that was never given out */
export function positionOf(cursor: string | null, kind: Provider['cursor']): number {
  if (cursor === null) return 0;
  const text =
    kind === 'offset' ? cursor : Buffer.from(cursor, 'base64').toString('utf8').replace(/^at:/, '').split('#')[0];
  if (/^\d{1,12}$/.test(text ?? '')) return Number(text);
  throw new ProblemError({
    status: 400,
    message: 'cursor is not valid',
    parameter: { id: 'cursor', location: 'query', value: cursor },
  });
}

/** `turn` makes the cursor of a repeated position differ from the one that was sent. */
function cursorAt(position: number, kind: Provider['cursor'], turn = 0): string {
  return kind === 'offset' ? String(position) : Buffer.from(`at:${position}#${turn}`).toString('base64');
}

export function pageOf<Row>(
  shelf: Shelf<Row>,
  { cursor, limit }: PageQuery,
  kind: Provider['cursor'],
  instance: InstanceContext,
  endpoint: string,
  ceiling = Number.POSITIVE_INFINITY,
): ListedPage<Row> {
  const strikes = (fault: FaultKind): ReturnType<InstanceContext['fault']> => instance.fault(fault, endpoint);
  const from = positionOf(cursor, kind);
  if (strikes('empty_page')) return { rows: [], cursor: cursorAt(from, kind, Math.floor(instance.random() * 1e9)) };
  const end = Math.min(shelf.length, ceiling);
  const size = strikes('short_pages') ? Math.ceil(limit / 2) : limit;
  const rows: Row[] = [];
  let at = from;
  while (at < end && rows.length < size) {
    const row = shelf.at(at);
    if (row !== null) rows.push(row);
    at += 1;
  }
  const [first] = rows;
  if (first !== undefined && strikes('duplicate_rows')) rows.push(first);
  if (strikes('repeat_cursor')) return { rows, cursor: cursor ?? cursorAt(0, kind) };
  return { rows, cursor: at < end ? cursorAt(at, kind) : endCursor(at, kind) };
}

/** How a list ends: an empty text, the offset again, or no cursor at all. */
function endCursor(at: number, kind: Provider['cursor']): string | undefined {
  if (kind === 'offset') return String(at);
  return kind === 'keyset' ? '' : undefined;
}
