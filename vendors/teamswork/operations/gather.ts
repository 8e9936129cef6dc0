/** The records of one question, each once. */
import type { Call } from '../../http';
import type { Json } from '../../json';
import type { Paged } from '../../paging';
import { pagesOf } from '../../paging';
import type { PagingContext, Slice } from '../../vendor';

/**
 * Reads a slice, and the slices that take over from it, until there are enough records.
 * @param limit null: all; else no page is asked for once so many are there
 */
export async function gather(
  stream: Paged,
  slice: Slice,
  call: Call,
  context: PagingContext,
  limit: number | null,
): Promise<Json[]> {
  const found: Json[] = [];
  const seen = new Set<string>();
  const slices = [slice];
  for (let next = slices.shift(); next !== undefined; next = slices.shift()) {
    for await (const page of pagesOf(stream, next, call, context)) {
      for (const record of page.records) if (isNew(stream.idOf(record), seen)) found.push(record);
      if (limit !== null && found.length >= limit) return found.slice(0, limit);
      for (const each of page.replacedBy ?? []) slices.push(each);
    }
  }
  return found;
}

function isNew(id: string | null, seen: Set<string>): boolean {
  if (id === null) return true;
  if (seen.has(id)) return false;
  seen.add(id);
  return true;
}
