/** Activities of a ticket: everything that was said and done on it, newest first. */
import type { Call } from '../../http';
import type { Json } from '../../json';
import { readSlices } from '../../paging';
import type { PagingContext } from '../../vendor';
import { activitySlice, comments as stream } from '../streams/activities';
import { idFrom } from './ticket';

/**
 * @param limit no page is asked for once so many are there; null: all
 * @returns raw activities, newest first, each once
 */
export async function list(
  call: Call,
  idOrNumber: string,
  limit: number | null,
  context: PagingContext,
): Promise<Json[]> {
  const id = await idFrom(call, idOrNumber);
  const found: Json[] = [];
  for await (const page of readSlices(stream, [activitySlice(id)], call, context)) {
    for (const record of page.fresh) found.push(record);
    if (limit !== null && found.length >= limit) return found.slice(0, limit);
  }
  return found;
}
