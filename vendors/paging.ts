/** How slices are read: one loop for the pages of a slice, one for slices that take over from others. */
import { VendorError, isVendorError } from './errors';
import type { Answer, ApiRequest, Call } from './http';
import { describeRequest } from './http';
import type { Json } from './json';
import { answerOrError } from './outcome';
import type { Cursor, PagingContext, Slice, Stream } from './vendor';

/** What paging needs of a stream: lists that no table holds (escalation policies) are paged too. */
export type Paged = Pick<Stream, 'request' | 'read' | 'recover' | 'idOf'>;

export interface Page {
  slice: Slice;
  cursor: Cursor | null;
  next: Cursor | null;
  request: ApiRequest;
  answer: Answer;
  records: Json[];
  total: number | null;
  /** Set on the last page of a slice that other slices take over. */
  replacements: Slice[] | null;
  note: string | null;
  /** Set on the last page: why the slice, read to its end, still cannot be called whole. */
  incompleteReason: string | null;
}

/** A page as it came, and what is new on it. */
export interface FreshPage extends Page {
  /** The records whose id stood on no page before. */
  fresh: Json[];
}

/**
 * Reads slices to their end, and in the place of a replaced slice those that take over from it. A slice is read once,
 * whoever names it again.
 * @param from the cursor to go on from in the first slice; null begins at its first page
 * @throws VendorError as `pagesOf`
 */
export async function* readSlices(
  stream: Paged,
  slices: readonly Slice[],
  call: Call,
  context: PagingContext,
  from: Cursor | null = null,
): AsyncGenerator<FreshPage, void, undefined> {
  const seen = new Set<string>();
  const read = new Set<string>();
  let cursor = from;
  let waiting = [...slices];
  for (let slice = waiting.shift(); slice; slice = waiting.shift(), cursor = null) {
    if (read.has(slice.key)) continue;
    read.add(slice.key);
    for await (const page of pagesOf(stream, slice, call, context, cursor)) {
      yield { ...page, fresh: page.records.filter((record) => isNew(seen, stream.idOf(record))) };
      if (page.replacements !== null) waiting = withReplacements(page.replacements, waiting);
    }
  }
}

/** What is left to read: slices that take over stand before all that waits. */
export function withReplacements(replacements: readonly Slice[], waiting: readonly Slice[]): Slice[] {
  return [...replacements, ...waiting];
}

/** Records without an id count as new. */
function isNew(seen: Set<string>, id: string | null): boolean {
  if (id === null) return true;
  if (seen.has(id)) return false;
  seen.add(id);
  return true;
}

/** A service that goes on answering without ever saying anything new is stopped after so many pages. */
const IDLE_PAGES = 20;

/**
 * Pages one slice to its end. The consumer may stop at any page, and go on later from `page.next`.
 * @param from the cursor to go on from; null begins at the first page
 * @throws VendorError of the call, or `incomplete` when the service's paging cannot be followed to an end
 */
export async function* pagesOf(
  stream: Paged,
  slice: Slice,
  call: Call,
  context: PagingContext,
  from: Cursor | null = null,
): AsyncGenerator<Page, void, undefined> {
  const seenCursors = new Set<Cursor>();
  const seenIds = new IdSet();
  let cursor = from;
  let idlePages = 0;
  for (;;) {
    const request = stream.request(slice, cursor, context);
    const asked = await ask(stream, slice, call, context, request);
    if (Array.isArray(asked)) {
      yield {
        ...emptyPage(slice, cursor, request),
        replacements: asked,
        note: 'the service refused the request and was asked in another way',
      };
      return;
    }
    const content = stream.read(asked, slice, cursor, context);
    const fresh = content.records.filter((record) => seenIds.add(stream.idOf(record))).length;
    idlePages = fresh === 0 ? idlePages + 1 : 0;
    const problem = loopIn(content.next, cursor, seenCursors, idlePages, request);
    const detour = problem ? stream.recover?.(problem, slice, context) : content.splitInto;
    yield {
      slice,
      cursor,
      next: problem || detour ? null : content.next,
      request,
      answer: asked,
      records: content.records,
      total: content.total ?? null,
      replacements: detour ?? null,
      note: problem?.message ?? content.note ?? null,
      incompleteReason: detour ? null : (problem?.message ?? content.incompleteReason ?? null),
    };
    if (problem && !detour) throw problem;
    if (content.incompleteReason !== undefined && !detour) throw incompleteError(content.incompleteReason, request);
    if (detour || content.next === null) return;
    seenCursors.add(content.next);
    cursor = content.next;
  }
}

async function ask(
  stream: Paged,
  slice: Slice,
  call: Call,
  context: PagingContext,
  request: ApiRequest,
): Promise<Answer | Slice[]> {
  const outcome = await answerOrError(call, request);
  if (!isVendorError(outcome)) return outcome;
  const detour = stream.recover?.(outcome, slice, context);
  if (detour) return detour;
  throw outcome;
}

function loopIn(
  next: Cursor | null,
  cursor: Cursor | null,
  seen: ReadonlySet<Cursor>,
  idlePages: number,
  request: ApiRequest,
): VendorError | undefined {
  if (next === null) return undefined;
  const repeated = next === cursor || seen.has(next);
  if (!repeated && idlePages < IDLE_PAGES) return undefined;
  return new VendorError({
    code: 'incomplete',
    message: repeated
      ? 'the service repeated a page cursor, so the end of the list cannot be reached'
      : `the service answered ${IDLE_PAGES} pages in a row without a new row`,
    remedy: 'Run again. If the problem remains, ask for smaller pages with page_size.',
    request: describeRequest(request),
  });
}

function incompleteError(reason: string, request: ApiRequest): VendorError {
  return new VendorError({
    code: 'incomplete',
    message: reason,
    remedy: 'Run again. If the problem remains, run it when fewer people work in the service.',
    request: describeRequest(request),
  });
}

function emptyPage(slice: Slice, cursor: Cursor | null, request: ApiRequest): Omit<Page, 'replacements' | 'note'> {
  const answer: Answer = { status: 0, headers: {}, json: null, bytes: null };
  return { slice, cursor, next: null, request, answer, records: [], total: null, incompleteReason: null };
}

/**
 * Remembers ids by a 53-bit hash, 8 bytes each: a slice may have a million of them. A clash (one in 10^5 at a
 * million ids) only makes a page look less new than it is; rows are never judged by it.
 */
export class IdSet {
  private slots = new Float64Array(1024);
  private used = 0;

  /** @returns true when the id was not there yet; records without an id count as new */
  add(id: string | null): boolean {
    if (id === null) return true;
    if (this.used * 2 >= this.slots.length) this.grow();
    const added = insert(this.slots, hash53(id));
    if (added) this.used += 1;
    return added;
  }

  get size(): number {
    return this.used;
  }

  private grow(): void {
    const larger = new Float64Array(this.slots.length * 2);
    for (const hash of this.slots) if (hash !== 0) insert(larger, hash);
    this.slots = larger;
  }
}

function insert(slots: Float64Array, hash: number): boolean {
  const mask = slots.length - 1;
  let at = hash % slots.length;
  while (slots[at] !== 0) {
    if (slots[at] === hash) return false;
    at = (at + 1) & mask;
  }
  slots[at] = hash;
  return true;
}

/** cyrb53 (public domain), never 0. */
export function hash53(text: string): number {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    a = Math.imul(a ^ unit, 2654435761);
    b = Math.imul(b ^ unit, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return 4294967296 * (2097151 & b) + (a >>> 0) || 1;
}
