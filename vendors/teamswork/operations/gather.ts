/** The records of one question, each once. */
import type { Call } from '../../http';
import type { Json } from '../../json';
import type { Paged } from '../../paging';
import { readSlices } from '../../paging';
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
  for await (const page of readSlices(stream, [slice], call, context)) {
    for (const record of page.fresh) found.push(record);
    if (limit !== null && found.length >= limit) return found.slice(0, limit);
  }
  return found;
}
