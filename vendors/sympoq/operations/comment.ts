/** Updates and notes of a ticket. */
import type { Call } from '../../http';
import type { Json, JsonObject } from '../../json';
import { arrayAt } from '../../json';
import { write } from '../../outcome';
import type { Paths } from '../paths';
import { addUpdate } from '../requests';
import { get } from './ticket';

export interface UpdateInput {
  ticketId: string;
  description: string;
  /** reply: the customer sees it; note: agents only. */
  type: 'reply' | 'note';
  /** Billable minutes. */
  minutes?: number;
}

/** @returns what SympoQ answers: the entity, or null when it answers nothing */
export async function add(call: Call, input: UpdateInput, paths: Paths): Promise<Json> {
  const body: JsonObject = { description: input.description, type: input.type };
  if (input.minutes !== undefined) body['minutes'] = input.minutes;
  const { json } = await write(call, addUpdate(paths, input.ticketId, body));
  return json;
}

/** @returns the whole event log, newest first; the stream `comments` says what each entry is */
export async function getAll(call: Call, input: { ticketId: string }, paths: Paths): Promise<Json[]> {
  return arrayAt(await get(call, { id: input.ticketId, eventLog: true }, paths), 'event_log');
}
