/**
 * Where the next page begins. Synqly does not say how a list ends (`cursor` is a required text in its SDKs), and
 * its cursors are of two kinds: an opaque token, or a running offset that stays there on the last page (so a
 * public consumer of its API found). Both are followed here, and what cannot be an end is not taken for one.
 */
import type { Json } from '../../json';
import { asText, isObject, parseJson } from '../../json';
import type { Cursor } from '../../vendor';

/** What has to be remembered from one page to the next. */
interface OffsetPosition {
  /** Sent to the service. */
  token: string;
  /** Rows of the first page that has any: a last page of the same size may be a ceiling instead of the end. */
  first: number;
  /** The row that has to come first, since the offset was put back by one. */
  overlap?: string;
  /** A row did not stand where it stood a page ago. */
  moved?: true;
  /** Pages without a row so far, in one go. */
  empty?: number;
  /** First row of the page whose answer named the same token as its request. */
  again?: string;
}

/**
 * sure: one page that was not full; plausible: the last of several pages, or a single one with a round number of
 * rows; doubtful: the last page was as full as the others, which is how a ceiling looks; empty: no row came, though
 * the service names a cursor.
 */
export type End = 'sure' | 'plausible' | 'doubtful' | 'empty';

export interface Turn {
  /** null: the list has ended. */
  next: Cursor | null;
  /** Rows moved between pages of an offset: one may have been skipped. */
  moved: boolean;
  /** How far the end can be believed; undefined while there is a next page. */
  end?: End;
  /** So many rows at the top were on the page before as well. */
  skip: number;
  note?: string;
}

/** A running offset past the end may still move: so many empty pages are its end. */
const EMPTY_PAGES = 10;
/** List sizes that services like to cap at. */
const ROUND = 50;

/** The token to send for a cursor; null for the first page. */
export function tokenOf(cursor: Cursor | null): string | null {
  return positionOf(cursor)?.token ?? null;
}

export interface PagingStyle {
  /** Rows asked for; null for lists that are documented without paging. */
  limit: number | null;
  /** A running offset may be counted and put back by one, to see whether rows move; else cursors are sent as told. */
  counted: boolean;
}

/**
 * @param ids of the rows of a page, in order
 * @param rawToken the answer's `cursor`
 * @param sent the cursor that the page was asked with
 */
export function turn(ids: Ids, rawToken: Json | undefined, sent: Cursor | null, style: PagingStyle): Turn {
  return { ...continuationOf(ids, rawToken, sent, style), skip: skipOf(ids, positionOf(sent)) };
}

type Ids = ReadonlyArray<string | null>;
type Continuation = Omit<Turn, 'skip'>;

function continuationOf(
  ids: Ids,
  rawToken: Json | undefined,
  sent: Cursor | null,
  { limit, counted }: PagingStyle,
): Continuation {
  const from = positionOf(sent);
  const token = asText(rawToken)?.trim() ?? null;
  const page: PageFacts = {
    ids,
    from,
    sent,
    limit,
    first: from?.first || ids.length,
    moved:
      from?.moved === true ||
      (from?.overlap !== undefined && (ids.length > 0 || token === null) && ids[0] !== from.overlap),
  };
  if (token === null) return end(page);
  const isCounted = counted && isOffset(token) && (from === null || isOffset(from.token));
  return isCounted ? nextOffset(page, token) : nextToken(page, token);
}

interface PageFacts {
  ids: Ids;
  from: OffsetPosition | null;
  sent: Cursor | null;
  limit: number | null;
  first: number;
  moved: boolean;
}

function nextOffset(page: PageFacts, token: string): Continuation {
  const { ids, from, limit } = page;
  const at = Number(from?.token ?? '0');
  const offset = Number(token);
  if (ids.length === 0) return afterEmpty(page, offset > at ? token : String(at), offset > at ? EMPTY_PAGES : 2);
  if (ids.length === 1 && from?.overlap !== undefined && ids[0] === from.overlap) {
    const isFull = limit !== null && (at + 1) % limit === 0;
    return { ...end(page), end: isFull ? 'doubtful' : 'plausible' };
  }
  const first = ids[0] ?? '';
  if (offset <= at) {
    if (from?.again === first) return stuck(page);
    return {
      ...go(page, { token: String(at + ids.length), again: first }),
      note: 'the service did not move its numeric cursor, so the offset was counted here',
    };
  }
  const last = ids.at(-1) ?? null;
  // Told exactly what was counted: it is an offset, so one row may be asked for twice to see that nothing moved.
  if (offset === at + ids.length && ids.length > 1 && last !== null) {
    return go(page, { token: String(offset - 1), overlap: last });
  }
  return go(page, { token });
}

function nextToken(page: PageFacts, token: string): Continuation {
  const { ids, from } = page;
  const repeated = token === from?.token;
  if (ids.length === 0) return repeated ? afterEmpty(page, token, 2) : go(page, { token });
  if (!repeated) return go(page, { token });
  const first = ids[0] ?? '';
  // The same token may bring the next rows, as a scroll does: only the same rows again prove that it is stuck.
  return from?.again === first ? stuck(page) : go(page, { token, again: first });
}

/** Asked once more, the service gave the same rows: that is an end only of a list that ran out. */
function stuck({ ids, sent, limit, moved }: PageFacts): Continuation {
  if (limit !== null && ids.length >= limit) return { next: sent, moved };
  return {
    next: null,
    moved,
    end: 'plausible',
    note:
      limit === null
        ? undefined
        : 'the service repeated its cursor after a page that was not full, which is taken as the end',
  };
}

/** An empty page may be a gap: it is the end only when it stays empty. */
function afterEmpty(page: PageFacts, token: string, pages: number): Continuation {
  const empty = (page.from?.empty ?? 0) + 1;
  if (empty < pages) return go(page, { token, empty, overlap: page.from?.overlap });
  // An offset that stays at 0 says of an empty list what it is.
  const end = page.first === 0 && !/^0+$/.test(token) ? 'empty' : 'plausible';
  return { next: null, moved: page.moved || page.from?.overlap !== undefined, end };
}

function go(page: PageFacts, to: Omit<OffsetPosition, 'first' | 'moved'>): Continuation {
  const position: OffsetPosition = { ...to, first: page.first, ...(page.moved ? { moved: true as const } : {}) };
  return { next: JSON.stringify(position), moved: page.moved };
}

function end({ ids, from, limit, first, moved }: PageFacts): Continuation {
  const rows = ids.length;
  if (limit !== null && rows > 0 && (rows >= limit || (from !== null && rows === first))) {
    return { next: null, moved, end: 'doubtful' };
  }
  return { next: null, moved, end: from === null && rows % ROUND !== 0 ? 'sure' : 'plausible' };
}

function skipOf(ids: Ids, from: OffsetPosition | null): number {
  const first = ids[0] ?? null;
  if (first === null || from === null) return 0;
  if (first === from.again) return ids.length;
  return first === from.overlap ? 1 : 0;
}

function isOffset(token: string): boolean {
  return /^\d{1,15}$/.test(token);
}

/** Whether the page was asked with an offset that was counted here, so that its first row shows whether rows moved. */
export function isCounted(cursor: Cursor | null): boolean {
  return positionOf(cursor)?.overlap !== undefined;
}

function positionOf(cursor: Cursor | null): OffsetPosition | null {
  const parsed = cursor === null ? null : parseJson(cursor);
  if (!parsed?.ok || !isObject(parsed.value)) return null;
  const { token, first, overlap, moved, empty, again } = parsed.value;
  return {
    token: asText(token) ?? '',
    first: typeof first === 'number' ? first : 0,
    ...(typeof overlap === 'string' ? { overlap } : {}),
    ...(moved === true ? { moved } : {}),
    ...(typeof empty === 'number' ? { empty } : {}),
    ...(typeof again === 'string' ? { again } : {}),
  };
}

/** Why a list that ends as `empty` cannot be called whole. */
export function staysEmpty(what: string): string {
  return `the pages of the list of ${what} stay empty, though the service says that it goes on`;
}
