/** The world's tickets in Synqly's words. */
import type { WorldAttachment, WorldComment, WorldField, WorldPriority, WorldTicket, WorldValue } from '../world/world';
import type { SynqlyState } from './state';
import { projectIdOf, ticketIdOf } from './state';
import type { Json } from './answers';
import type { Provider } from './provider';

export type JsonObject = Record<string, Json | undefined>;

export const time = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z');

/** Two providers' worth of words: the enumeration has seven. */
const PRIORITIES: Readonly<Record<WorldPriority, readonly [string, string]>> = {
  urgent: ['URGENT', 'CRITICAL'],
  high: ['HIGH', 'HIGH'],
  normal: ['MEDIUM', 'MODERATE'],
  low: ['LOW', 'PLANNING'],
};

export function priorityWord(state: SynqlyState, ticket: WorldTicket): string {
  const override = state.extras.get(ticket.index)?.priorityWord;
  if (override !== undefined && override.means === ticket.priority) return override.word;
  return PRIORITIES[ticket.priority][ticket.id % 5 === 0 ? 1 : 0];
}

export function statusWord(state: SynqlyState, provider: Provider, ticket: WorldTicket): string {
  const override = state.extras.get(ticket.index)?.statusWord;
  if (provider.freeStatuses && override?.means === ticket.status) return override.word;
  return ticket.status === 'deleted' ? 'Deleted' : provider.statuses[ticket.status];
}

export function updatedAt(state: SynqlyState, ticket: WorldTicket): number {
  return Math.max(ticket.updatedAt, state.extras.get(ticket.index)?.touchedAt ?? 0);
}

/** Members without a value are null on one ticket and missing on another, as the documents allow. */
export function renderTicket(state: SynqlyState, provider: Provider, ticket: WorldTicket): JsonObject {
  const { world } = state;
  const extra = state.extras.get(ticket.index) ?? {};
  const email = (id: number | null): string | null => (id === null ? null : textOfPerson(state, id));
  const contact = extra.contact === undefined ? (ticket.id % 3 === 0 ? email(ticket.requester) : null) : extra.contact;
  const type = world.types().find(({ id }) => id === ticket.type)?.name ?? null;
  const rendered: JsonObject = {
    id: ticketIdOf(ticket),
    name: ticket.subject,
    summary: extra.summary ?? ticket.subject,
    created_at: time(ticket.createdAt),
    updated_at: time(updatedAt(state, ticket)),
    creator: extra.creator === undefined ? email(ticket.requester) : extra.creator,
    assignee: email(ticket.assignee),
    contact,
    description: ticket.description === '' ? null : ticket.description,
    priority: priorityWord(state, ticket),
    due_date: ticket.dueAt === null ? null : time(ticket.dueAt),
    completion_date: extra.completion ?? (ticket.resolvedAt === null ? null : time(ticket.resolvedAt)),
    status: statusWord(state, provider, ticket),
    project: projectIdOf(ticket.queue),
    issue_type: type,
    parent: extra.parent ?? null,
    tags: ticket.tags.length === 0 ? null : [...ticket.tags],
    attachments: provider.has.attachments
      ? ticket.attachments.map((file) => renderAttachment(state, ticket, file))
      : null,
    custom_fields: renderCustom(state, ticket),
    unmapped: {
      number: ticket.number,
      channel: ticket.channel,
      sla: { breached: ticket.isSlaBreached },
      ...(ticket.satisfaction === null ? {} : { satisfaction: ticket.satisfaction }),
    },
  };
  if (ticket.id % 2 === 0) return rendered;
  return Object.fromEntries(Object.entries(rendered).filter(([, value]) => value !== null));
}

function textOfPerson(state: SynqlyState, id: number): string {
  const person = state.world.person(id);
  if (person === undefined) return 'unknown';
  return person.email === '' ? person.name : person.email;
}

function renderCustom(state: SynqlyState, ticket: WorldTicket): JsonObject | null {
  const override = state.extras.get(ticket.index)?.custom ?? {};
  const values: JsonObject = {};
  for (const field of state.world.fields()) {
    const value = ticket.custom[field.id];
    if (value !== undefined && value !== null) values[field.name] = renderValue(state, field, value);
  }
  const all = { ...values, ...override };
  return Object.keys(all).length === 0 ? null : all;
}

function renderValue(state: SynqlyState, field: WorldField, value: Exclude<WorldValue, null>): Json {
  const nameOf = (id: number): string => field.options.find((option) => option.id === id)?.name ?? String(id);
  if (Array.isArray(value)) {
    const names = value.map(nameOf);
    return field.type === 'list' ? (names[0] ?? null) : names;
  }
  if (field.type === 'person' && typeof value === 'number') return textOfPerson(state, value);
  if (field.type === 'list' && typeof value === 'number') return nameOf(value);
  return value;
}

export function renderAttachment(state: SynqlyState, ticket: WorldTicket, file: WorldAttachment): JsonObject {
  return {
    id: String(file.id),
    ticket_id: ticketIdOf(ticket),
    file_name: file.fileName,
    file_type: file.mediaType,
    created_date: time(file.createdAt),
    creator: textOfPerson(state, file.author),
    ...(file.id % 4 === 0 ? {} : { file_size: file.bytes.length }),
  };
}

export function renderComment(state: SynqlyState, ticket: WorldTicket, comment: WorldComment): JsonObject {
  return {
    id: String(comment.id),
    ticket_id: ticketIdOf(ticket),
    creator: textOfPerson(state, comment.author),
    content: comment.body,
    created_at: time(comment.createdAt),
    updated_at: comment.updatedAt === null ? null : time(comment.updatedAt),
  };
}

export function renderNote(state: SynqlyState, ticket: WorldTicket, comment: WorldComment): JsonObject {
  return { ...renderComment(state, ticket, comment), title: state.titles.get(comment.id) ?? comment.title ?? 'Note' };
}

const FIELD_TYPES: Readonly<Record<WorldField['type'], string>> = {
  text: 'string',
  textarea: 'string',
  number: 'number',
  date: 'other',
  toggle: 'other',
  list: 'enum',
  multi_list: 'enum',
  person: 'other',
};

/** `field_Type` with its capital T, as the SDKs spell it. */
export function renderRemoteFields(state: SynqlyState, provider: Provider): JsonObject[] {
  const custom = state.world.fields().map((field) => ({
    field_id: `customfield_${10000 + field.id}`,
    field_scope: 'integration_custom',
    provider_field_name: field.name,
    provider_field_path: `fields.customfield_${10000 + field.id}`,
    schema: {
      field_type_id: FIELD_TYPES[field.type],
      field_Type: field.type,
      ...(field.options.length === 0
        ? {}
        : {
            enum_values: field.options.map(({ name }) => name),
            enum_option_values: field.options.map(({ id, name }) => ({ id: String(id), name })),
          }),
    },
  }));
  const statuses = [...new Set(Object.values(provider.statuses))];
  const status = {
    field_id: 'status',
    field_scope: 'standard',
    provider_field_name: 'Status',
    schema: { field_type_id: 'enum', enum_values: statuses },
  };
  return [...custom, status];
}
