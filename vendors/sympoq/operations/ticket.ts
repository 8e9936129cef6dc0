/** What can be done with a SympoQ ticket. All but `get` are assumed endpoints: see endpoints.ts. */
import { VendorError } from '../../errors';
import type { Call } from '../../http';
import { idAt } from '../../http';
import type { Json, JsonObject } from '../../json';
import { asText, isObject, objectAt } from '../../json';
import { readCreated, write } from '../../outcome';
import { readTime } from '../../time';
import { withoutAttachmentSecrets } from '../unify/attachment';
import type { Paths } from '../paths';
import { itemPath } from '../paths';
import { createTicket, deleteTicket, getTicket, updateTicket } from '../requests';

/** Members of a ticket that can be written, as SympoQ names them. Numbers are ids; times ISO text. */
export interface TicketInput {
  description?: string;
  customer?: { name?: string; email?: string };
  queue?: number;
  topic?: number;
  priority?: number;
  channel?: number;
  status?: number;
  assignee?: number | null;
  deadline?: string | null;
  /** The whole set. */
  tags?: string[];
  /** By label. */
  custom_fields?: JsonObject;
  /** Members that this list does not know. */
  more?: JsonObject;
}

/** @returns the ticket, with its event log when asked for, without the secrets in the addresses of attachments */
export async function get(call: Call, input: { id: string; eventLog?: boolean }, paths: Paths): Promise<JsonObject> {
  const { json } = await call(getTicket(paths, input.id, input.eventLog ?? false));
  const ticket = withoutAttachmentSecrets(json);
  if (isObject(ticket)) return ticket;
  throw new VendorError({
    code: 'refused_by_service',
    message: `SympoQ answered something that is not a ticket for ${input.id}`,
    remedy: 'Check the base URL.',
  });
}

/** @returns the ticket, read where the answer names its address only; a receipt where it cannot be shown */
export async function create(
  call: Call,
  input: TicketInput & { description: string },
  paths: Paths,
): Promise<JsonObject> {
  const { json, location } = await write(call, createTicket(paths, bodyOf(input)));
  const id = idAt(location, (made) => itemPath(paths, 'ticket', made));
  return ticketIn(json) ?? readCreated('SympoQ', id, (made) => get(call, { id: made }, paths));
}

/**
 * Sends the changed members only; null or an empty list empties one.
 * @returns the ticket as it is afterwards
 * @throws VendorError refused_by_service when what should be empty is not
 */
export async function update(
  call: Call,
  input: { id: string; changes: TicketInput },
  paths: Paths,
): Promise<JsonObject> {
  const body = bodyOf(input.changes);
  const { json } = await write(call, updateTicket(paths, input.id, body));
  const after = ticketIn(json) ?? (await get(call, { id: input.id }, paths));
  const kept = Object.keys(body).filter((name) => isEmpty(body[name]) && !isEmpty(after[name]));
  if (kept.length === 0) return after;
  throw new VendorError({
    code: 'refused_by_service',
    message: `SympoQ accepted the request, but did not empty: ${kept.join(', ')}`,
    remedy: 'What else was changed stands. Empty these in SympoQ itself.',
  });
}

const isEmpty = (value: Json | undefined): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

/** `delete` is a reserved word. SympoQ answers 410 when it worked. */
export async function remove(call: Call, input: { id: string }, paths: Paths): Promise<void> {
  await write(call, deleteTicket(paths, input.id));
}

/** The labels of the custom fields seen on tickets, sorted: SympoQ has no list of them. */
export function customFieldsSeenOn(tickets: readonly Json[]): string[] {
  const labels = tickets.flatMap((ticket) => Object.keys(objectAt(ticket, 'custom_fields')));
  return [...new Set(labels)].sort();
}

/** Times go as SympoQ writes them: `2024-09-05T14:20:54Z`. */
function seconds(time: string): string {
  const reading = readTime(time);
  return reading.kind === 'instant' ? `${reading.instant.slice(0, 19)}Z` : time;
}

function bodyOf({ more, deadline, ...rest }: TicketInput): JsonObject {
  const known = { ...rest, deadline: typeof deadline === 'string' ? seconds(deadline) : deadline };
  const entries = Object.entries(known as JsonObject).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(entries), ...more };
}

/** The ticket of an answer; a description of the result without an id is none. */
function ticketIn(json: Json): JsonObject | null {
  const ticket = withoutAttachmentSecrets(json);
  return isObject(ticket) && asText(ticket['id']) !== null ? ticket : null;
}
