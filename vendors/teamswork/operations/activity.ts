/** Activities of a ticket: everything that was said and done on it, newest first. */
import type { Call } from '../../http';
import type { Json } from '../../json';
import type { PagingContext } from '../../vendor';
import { activitySlice, comments as stream } from '../streams/activities';
import { gather } from './gather';
import { idFrom } from './ticket';

/**
 * @param limit stop after so many; null: all
 * @returns raw activities, newest first
 */
export async function list(
  call: Call,
  idOrNumber: string,
  limit: number | null,
  context: PagingContext,
): Promise<Json[]> {
  const id = await idFrom(call, idOrNumber);
  return gather(stream, activitySlice(id), call, context, limit);
}
