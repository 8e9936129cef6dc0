/** A ticket of the world in SympoQ's words. */
import { plainOf } from '../world/plain';
import { dictionary } from '../dictionary';
import type { World, WorldField, WorldPriority, WorldStatus, WorldTicket, WorldValue } from '../world/world';
import { interval, oracleDate, utcSeconds } from './dates';

export const STATUSES = ['New', 'Working', 'Pending', 'Closed'];
export const PRIORITIES = ['Low', 'Normal', 'High', 'Urgent'];
export const CHANNELS = ['Email', 'Form', 'Widget', 'Phone', 'Other'];

const STATUS: Readonly<Record<WorldStatus, number>> = {
  new: 1,
  open: 2,
  pending: 3,
  on_hold: 3,
  solved: 4,
  closed: 4,
  deleted: 4,
};
const PRIORITY: Readonly<Record<WorldPriority, number>> = { low: 1, normal: 2, high: 3, urgent: 4 };
const CHANNEL: Readonly<Record<string, number>> = dictionary({
  email: 1,
  mail: 1,
  form: 2,
  web: 2,
  portal: 2,
  widget: 3,
  chat: 3,
  phone: 4,
});

export function statusNumber(status: WorldStatus): number {
  return STATUS[status];
}

/** What is set on a ticket that the world has no place for. */
export interface Beside {
  solution?: string | null;
  minutes?: number;
}

/** As in the account's ID format `MM-DD-O-…`: opaque to everyone but us. */
export function ticketId(ticket: Pick<WorldTicket, 'id' | 'createdAt'>): string {
  const day = new Date(ticket.createdAt).toISOString();
  return `${day.slice(5, 7)}-${day.slice(8, 10)}-O-${ticket.id.toString(36).toUpperCase().padStart(3, '0')}`;
}

/** The ticket that has this id; undefined for any other text. */
export function ticketOf(world: World, id: string): WorldTicket | undefined {
  const number = /^\d{2}-\d{2}-O-([0-9A-Z]{3,8})$/.exec(id)?.[1];
  const ticket = number === undefined ? undefined : world.ticket(Number.parseInt(number, 36) - 1);
  return ticket && ticketId(ticket) === id ? ticket : undefined;
}

export function renderTicket(
  { world, hasMarkup }: { world: World; hasMarkup: boolean },
  ticket: WorldTicket,
  beside: Beside = {},
) {
  const requester = world.person(ticket.requester);
  const isClosed = STATUS[ticket.status] === 4;
  return {
    id: ticketId(ticket),
    queue: ticket.queue,
    created: utcSeconds(ticket.createdAt),
    channel: CHANNEL[ticket.channel] ?? 5,
    priority: PRIORITY[ticket.priority],
    status: STATUS[ticket.status],
    has_attachments: ticket.attachments.length > 0,
    has_notes: ticket.comments.some(({ isPublic }) => !isPublic),
    topic: ticket.type,
    description: describe(ticket, hasMarkup),
    reported_by: requester?.name ?? null,
    customer: customerOf(world, ticket),
    assignee: ticket.assignee,
    assigned_on: ticket.assignee === null ? null : utcSeconds(assignedAt(ticket)),
    deadline: utcSeconds(ticket.dueAt),
    responded: utcSeconds(ticket.firstResponseAt),
    updated: utcSeconds(ticket.updatedAt),
    minutes: beside.minutes ?? (ticket.id * 7) % 60,
    rating: ticket.satisfaction,
    closed_on: isClosed ? utcSeconds(ticket.closedAt ?? ticket.resolvedAt ?? ticket.updatedAt) : null,
    tags: ticket.tags,
    solution: beside.solution ?? null,
    estimated: interval((ticket.dueAt ?? ticket.createdAt + 7_200_000) - ticket.createdAt),
    elapsed: interval((ticket.resolvedAt ?? ticket.updatedAt) - ticket.createdAt),
    custom_fields: customFields(world, ticket),
  };
}

/** SympoQ has one text, without markup: the subject is its first line. */
function describe({ subject, description, descriptionFormat }: WorldTicket, hasMarkup: boolean): string {
  if (description === '') return subject;
  if (hasMarkup && descriptionFormat === 'html') return `<p>${escaped(subject)}</p>\n${description}`;
  return `${subject}\n\n${plainOf(description, descriptionFormat)}`;
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** Without an id: customers are known by their e-mail. Every fifth is a guest. */
function customerOf(world: World, ticket: WorldTicket) {
  const person = world.person(ticket.requester);
  if (!person) return null;
  const group = world.organizations().find(({ id }) => id === person.organization)?.name ?? null;
  return {
    registered: person.id % 5 !== 0,
    name: person.name,
    email: person.email === '' ? null : person.email,
    role: person.id % 7 === 0 ? 'Customer Manager' : 'Customer',
    group,
  };
}

function assignedAt(ticket: WorldTicket): number {
  const last = ticket.changes.findLast(({ field, to }) => field === 'assignee' && to !== null);
  return last?.at ?? ticket.createdAt;
}

/** Keyed by label; every value a text, a date as Oracle writes it. */
function customFields(world: World, ticket: WorldTicket): Record<string, string> {
  const fields = world
    .fields()
    .map((field) => [field.name, fieldText(world, field, ticket.custom[field.id] ?? null)] as const);
  return Object.fromEntries(fields.filter((field): field is readonly [string, string] => field[1] !== null));
}

function fieldText(world: World, field: WorldField, value: WorldValue): string | null {
  if (value === null) return null;
  if (field.type === 'date') return oracleDate(String(value), '09:30');
  if (field.type === 'toggle') return value === true ? 'Yes' : 'No';
  if (field.type === 'person') return world.person(Number(value))?.name ?? null;
  const labels = [value].flat().map((one) => field.options.find(({ id }) => id === one)?.name ?? String(one));
  return labels.join(', ');
}
