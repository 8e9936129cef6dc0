import { VendorError } from '../../errors';
import type { Call } from '../../http';
import type { Json, JsonObject } from '../../json';
import { isObject } from '../../json';
import { answerOrError, write } from '../../outcome';
import { idIn, listingOf, recordOf } from '../envelope';
import { NAMED_WITH_TICKETS, namesLinkedTo } from '../streams/named-lists';
import {
  createTicket,
  deleteTicket,
  getTicket,
  listTickets,
  lockTicket,
  unlockTicket,
  updateTicket,
} from '../requests';
import type { WriteVerb } from '../requests';
import type { FilterQuery } from '../filters';
import { deskproTime } from '../filters';
import { bodyOf, changeOf } from './body';
import type { Verbs } from './write';
import { create, remove, update } from './write';

/** Id, e-mail address (an unknown one creates the person), or name and address. */
export type PersonInput = string | { name?: string; email: string };

/** Unsent members stay as they are on an update; unknown ones are refused. */
export type TicketFields = {
  subject?: string;
  department?: string | null;
  agent?: string | null;
  agent_team?: string | null;
  organization?: string | null;
  category?: string | null;
  priority?: string | null;
  product?: string | null;
  workflow?: string | null;
  language?: string | null;
  brand?: string;
  parent?: string | null;
  /** A code, maybe with a sub-status: `pending.5`. `hidden` cannot be set. */
  status?: string;
  is_hold?: boolean;
  /** 1 to 10. */
  urgency?: number;
  /** The whole new set. */
  labels?: string[];
  /** E-mail addresses. */
  cc?: string[];
  /** By field id or alias; choices by the ids of their options. */
  fields?: JsonObject;
  /** Do not mail the user. */
  suppress_user_notify?: boolean;
};

export type MessageInput = {
  message: string;
  /** html is Deskpro's default; text is escaped by it. */
  format?: 'html' | 'text';
  /** Shown to agents only. */
  is_note?: boolean;
  /** Who wrote it: id or e-mail address; default the key's agent. */
  person?: string;
  /** From `attachment.upload`. */
  attachments?: Array<{ blob_auth: string; is_inline?: boolean }>;
};

export type NewTicket = TicketFields & {
  subject: string;
  person: PersonInput;
  message?: MessageInput;
  date_created?: string;
};

/** Unset: what belongs to a new ticket alone. */
const ONLY_NEW = { person: undefined, message: undefined, date_created: undefined };

const SIDE_LOADED: FilterQuery = [['include', NAMED_WITH_TICKETS]];

/** @returns the created ticket, raw */
export async function createOne(call: Call, input: NewTicket, verbs: Verbs = 'auto'): Promise<JsonObject> {
  const { date_created: created, ...others } = input;
  const body = bodyOf(created === undefined ? others : { ...others, date_created: deskproTime(created) });
  return create(call, (verb) => createTicket(body, verb), getTicket, verbs);
}

/** A ticket as a path names it: by its id, else by the reference that people quote. */
function pathName(input: string): string {
  const text = input.trim().replace(/^#/, '');
  return text === '' || /^(?:\d+|ref:.*)$/s.test(text) ? text : `ref:${text}`;
}

/**
 * @param input an id, or a reference as `ABC-123`: most calls take ids alone
 * @throws VendorError not_found when no ticket has the reference
 */
export async function idFrom(call: Call, input: string): Promise<string> {
  const name = pathName(input);
  return name.startsWith('ref:') ? (idIn((await getOne(call, name)).id) ?? name) : name;
}

/**
 * @param input Deskpro's id, or a reference as `ABC-123` or `ref:ABC-123`
 * @returns the ticket with what it refers to side-loaded under `linked`; of a merged ticket the one that survived
 *   it, whose id differs
 */
export async function getOne(call: Call, input: string): Promise<JsonObject> {
  const id = pathName(input);
  const answer = await answerOrError(call, getTicket(id, SIDE_LOADED));
  if (answer instanceof VendorError) {
    if (answer.code === 'redirect') return survivorOf(call, id, answer);
    if (answer.code === 'invalid_request') return withoutSideLoads(call, id);
    throw answer;
  }
  const record = ticketIn(answer.json);
  if (record) return record;
  throw new VendorError({
    code: 'not_found',
    message: `Deskpro answered without a ticket for ${id}`,
    remedy: 'Check the ID.',
  });
}

async function withoutSideLoads(call: Call, id: string): Promise<JsonObject> {
  const record = recordOf((await call(getTicket(id))).json);
  if (record) return record;
  throw new VendorError({
    code: 'not_found',
    message: `Deskpro answered without a ticket for ${id}`,
    remedy: 'Check the ID.',
  });
}

/** Where redirects are not followed on the way, the list may still name the survivor. */
async function survivorOf(call: Call, id: string, redirect: VendorError): Promise<JsonObject> {
  const list = listingOf((await call(listTickets({ page: 1, count: 1 }, [['ids', id], ...SIDE_LOADED]))).json);
  const [record] = list?.records ?? [];
  if (list && isObject(record)) return withNames(record, list.linked);
  throw new VendorError({
    code: 'not_found',
    message: `Ticket ${id} was merged into another one`,
    remedy: 'Ask for the ticket that it was merged into.',
    status: redirect.status,
    request: redirect.request,
  });
}

function ticketIn(json: Json): JsonObject | null {
  const record = recordOf(json);
  return record && withNames(record, listingOf(json)?.linked ?? {});
}

function withNames(record: JsonObject, linked: JsonObject): JsonObject {
  const found = namesLinkedTo(record, linked);
  return Object.keys(found).length === 0 ? record : { ...record, linked: found };
}

/** @returns the ticket after the update, raw */
export async function updateOne(
  call: Call,
  id: string,
  fields: TicketFields,
  verbs: Verbs = 'auto',
): Promise<JsonObject> {
  const body = changeOf(fields);
  const request = (verb: WriteVerb) => updateTicket(id, body, verb, SIDE_LOADED);
  return update(call, request, verbs, () => getOne(call, id), ticketIn);
}

/**
 * Updates the ticket, or creates it where there is none.
 * @param match id or reference; blank: create
 * @param input of an update, person, message and creation date are left out: they belong to a new ticket
 */
export async function upsertOne(
  call: Call,
  match: string,
  input: NewTicket,
  verbs: Verbs = 'auto',
): Promise<JsonObject> {
  const found = match.trim() === '' ? null : await answerOrError(call, getTicket(pathName(match)));
  if (found === null || (found instanceof VendorError && found.code === 'not_found'))
    return createOne(call, input, verbs);
  if (found instanceof VendorError) throw found;
  const id = idIn(recordOf(found.json)?.id) ?? pathName(match);
  return updateOne(call, id, { ...input, ...ONLY_NEW }, verbs);
}

/** Moves the ticket to Deskpro's recycle bin. */
export async function deleteOne(call: Call, id: string): Promise<JsonObject> {
  return remove(call, deleteTicket(id));
}

export async function lock(call: Call, id: string, force: boolean): Promise<JsonObject> {
  await write(call, lockTicket(id, force));
  return { locked: true };
}

export async function unlock(call: Call, id: string, force: boolean): Promise<JsonObject> {
  await write(call, unlockTicket(id, force));
  return { locked: false };
}
