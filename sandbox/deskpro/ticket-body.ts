/** What a create or update of a ticket says, checked, as the world's words and what the world has no place for. */
import { dictionary } from '../dictionary';
import type { TicketPatch, WorldPerson, WorldPriority, WorldStatus, WorldValue } from '../world/world';
import type { Caller, DeskproState } from './state';
import type { Json, JsonObject } from './json';
import { isObject } from './json';
import { invalidInput } from './answers';

const STATUS_OF: Readonly<Record<string, WorldStatus>> = dictionary({
  awaiting_agent: 'open',
  awaiting_user: 'pending',
  pending: 'on_hold',
  resolved: 'solved',
  archived: 'closed',
});

/** Kept beside the world's ticket, and shown as written. */
const EXTRAS = [
  'agent_team',
  'organization',
  'language',
  'product',
  'priority',
  'workflow',
  'parent',
  'brand',
  'is_hold',
  'star',
];
const KNOWN = new Set([
  ...EXTRAS,
  'subject',
  'person',
  'message',
  'department',
  'agent',
  'category',
  'status',
  'urgency',
  'labels',
  'cc',
  'fields',
  'suppress_user_notify',
  'date_created',
]);

export interface TicketChange {
  patch: TicketPatch;
  extras: JsonObject;
}

/** @throws Refused 400 `extra_fields`, and for every value that does not fit */
export function ticketChange(state: DeskproState, caller: Caller, body: JsonObject): TicketChange {
  const unknown = Object.keys(body).filter((name) => !KNOWN.has(name));
  if (unknown.length > 0) throw invalidInput('', 'extra_fields', `Unexpected field names: ${unknown.join(', ')}`);
  const change: TicketChange = { patch: {}, extras: {} };
  const { patch, extras } = change;
  if (typeof body['subject'] === 'string') patch.subject = body['subject'];
  if (body['person'] !== undefined) patch.requester = personFrom(state, body['person']).id;
  if (body['agent'] !== undefined) patch.assignee = body['agent'] === null ? null : agentFrom(state, body['agent']).id;
  if (body['department'] !== undefined) patch.queue = namedId(state.world.queues(), body['department'], 'department');
  if (body['category'] !== undefined)
    patch.type = body['category'] === null ? null : namedId(state.world.types(), body['category'], 'category');
  if (body['status'] !== undefined) setStatus(body['status'], change);
  if (body['urgency'] !== undefined) setUrgency(body['urgency'], change);
  if (body['labels'] !== undefined) patch.tags = labelsIn(body['labels']);
  if (body['fields'] !== undefined) patch.custom = customIn(state, body['fields']);
  if (body['date_created'] !== undefined) patch.createdAt = dateIn(caller, body['date_created']);
  if (body['cc'] !== undefined) extras['cc'] = ccIn(state, body['cc']);
  for (const name of EXTRAS) if (body[name] !== undefined) extras[name] = body[name];
  return change;
}

function setStatus(value: Json, { patch, extras }: TicketChange): void {
  const [main = '', sub] = String(value).split('.');
  const status = STATUS_OF[main];
  if (status === undefined)
    throw invalidInput('status', 'invalid_choice', `The value you selected is not a valid choice: ${main}`);
  patch.status = status;
  extras['ticket_status'] = sub === undefined ? main : `${main}.${sub}`;
}

function setUrgency(value: Json, { patch, extras }: TicketChange): void {
  const urgency = Number(value);
  if (!Number.isInteger(urgency) || urgency < 1 || urgency > 10) {
    throw invalidInput('urgency', 'out_of_range', 'Must be a number between 1 and 10');
  }
  patch.priority = levelOf(urgency);
  extras['urgency'] = urgency;
}

function levelOf(urgency: number): WorldPriority {
  if (urgency <= 3) return 'low';
  if (urgency <= 6) return 'normal';
  return urgency <= 8 ? 'high' : 'urgent';
}

/** The whole new set. */
function labelsIn(value: Json): string[] {
  if (!Array.isArray(value)) throw invalidInput('labels', 'invalid_type', 'This value should be a list.');
  return value.map(String);
}

function customIn(state: DeskproState, value: Json): Record<number, WorldValue> {
  if (!isObject(value)) throw invalidInput('fields', 'invalid_type', 'This value should be an object.');
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const id = Number(name.replace(/^field/, ''));
      const field = state.world.fields().find((one) => one.id === id);
      if (field === undefined) throw invalidInput(`fields.${name}`, 'extra_fields', `Unexpected field names: ${name}`);
      return [id, worldValue(member ?? null)];
    }),
  );
}

function worldValue(value: Json): WorldValue {
  if (Array.isArray(value)) return value.map(Number);
  return isObject(value) ? JSON.stringify(value) : value;
}

/** Only a superuser key may set historic dates. */
function dateIn(caller: Caller, value: Json): number {
  const at = Date.parse(String(value).replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  if (caller.department !== null) throw invalidInput('', 'extra_fields', 'Unexpected field names: date_created');
  if (Number.isNaN(at)) throw invalidInput('date_created', 'invalid_date', 'This date is invalid');
  return at;
}

function ccIn(state: DeskproState, value: Json): Json {
  if (!Array.isArray(value)) throw invalidInput('cc', 'invalid_type', 'This value should be a list.');
  return value.map((one) => personFrom(state, isObject(one) && one['person'] !== undefined ? one['person'] : one).id);
}

function namedId(list: ReadonlyArray<{ id: number }>, value: Json, name: string): number {
  const found = list.find(({ id }) => id === Number(value));
  if (!found) throw invalidInput(name, 'invalid_choice', 'The value you selected is not a valid choice');
  return found.id;
}

/** Id, e-mail address, `{id}` or `{name, email}`; an unknown address creates the person. */
export function personFrom(state: DeskproState, value: Json): WorldPerson {
  const email = isObject(value) ? value['email'] : value;
  const id = isObject(value) ? value['id'] : value;
  if (typeof email === 'string' && email.includes('@')) {
    const name = isObject(value) && typeof value['name'] === 'string' ? value['name'] : (email.split('@')[0] ?? email);
    return personWith(state, email) ?? newPerson(state, name, email);
  }
  const found = state.world.person(Number(id));
  if (!found) throw invalidInput('person', 'invalid_choice', 'This person does not exist');
  return found;
}

export function personWith(state: DeskproState, email: string): WorldPerson | undefined {
  return state.world.people().find((person) => person.email.toLowerCase() === email.trim().toLowerCase());
}

function newPerson(state: DeskproState, name: string, email: string): WorldPerson {
  return state.world.addPerson({
    name,
    email,
    isAgent: false,
    isActive: true,
    organization: null,
    team: null,
    timeZone: 'UTC',
  });
}

function agentFrom(state: DeskproState, value: Json): WorldPerson {
  const person = personFrom(state, value);
  if (!person.isAgent) throw invalidInput('agent', 'invalid_choice', 'This person is not an agent');
  return person;
}
