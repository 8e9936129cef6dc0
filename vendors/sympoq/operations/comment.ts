/** Updates and notes of a ticket. */
import type { Call } from '../../http';
import type { Json, JsonObject } from '../../json';
import { arrayAt, asText, isObject } from '../../json';
import { write } from '../../outcome';
import { entryKind } from '../unify/events';
import type { Paths } from '../paths';
import { addUpdate } from '../requests';

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

/** What is wanted of an event log. */
export interface LogFilter {
  /** public: replies; internal: notes. */
  visibility?: 'public' | 'internal';
  /** Also what nobody said: assignments, notifications, attachments. */
  activities?: boolean;
}

/** A ticket whose event log holds what is wanted only. */
export function withLog(ticket: JsonObject, { visibility, activities = false }: LogFilter): JsonObject {
  const requestedIds = new Set([
    ...(visibility === 'internal' ? [] : ['reply']),
    ...(visibility === 'public' ? [] : ['note', ...(activities ? ['activity'] : [])]),
  ]);
  const log = arrayAt(ticket, 'event_log').filter((entry) => isObject(entry) && requestedIds.has(entryKind(entry)));
  return { ...ticket, event_log: log };
}

/** What was added, as the event log will show it, where SympoQ's answer says nothing of it. */
export function entryOf(input: UpdateInput, answer: Json): JsonObject {
  const entry = isObject(answer) && asText(answer['action']) !== null ? answer : {};
  return { action: input.type === 'note' ? 'Note' : 'Update', description: input.description, ...entry };
}
