/** What SympoQ's records mean. */
import { dayOrTime } from '../../day';
import type { Json, JsonObject } from '../../json';
import { isObject, textOf } from '../../json';
import type { NameKind, Rows, Ticket } from '../../model';
import { isOpen } from '../../model';
import { withoutSecrets } from '../../redact';
import { clean, firstLine } from '../../text';
import { INTEGER, Notes, instantFrom, refuseRecord, textFrom, wholeNumberFrom } from '../../unify';
import type { UnifyContext } from '../../vendor';
import { withoutAttachmentSecrets } from './attachment';
import { customValues } from './custom';
import { unifyEvents } from './events';
import { numbered, priorityLevel, statusGroup } from './numbers';
import { agentId, customerOf } from './person';

/** Members of a ticket that have a column, or rows of their own. */
const PLACED = new Set(
  `id queue created channel priority status topic description customer assignee deadline responded updated
   rating closed_on tags custom_fields event_log estimated elapsed minutes solution`.split(/\s+/),
);

/** The id of a record, whatever its list, blanks around it included: SympoQ calls it `id` everywhere. */
export function idOf(record: Json): string | null {
  const id = isObject(record) ? textOf(record['id']) : null;
  return id === null ? null : clean(id);
}

/** A ticket of the list or of GET ticket/{id}. */
export function unifyTicket(record: Json, context: UnifyContext, rows: Rows): void {
  const id = idOf(record);
  if (!isObject(record) || id === null) {
    refuseRecord(rows, withoutAttachmentSecrets(record), null, isObject(record) ? 'no_id' : 'not_an_object');
    return;
  }
  const notes = new Notes(rows, id);
  const created = instantFrom(record['created'], 'created', context, notes);
  const customer = customerOf(record, notes);
  if (customer) rows.people.push(customer);
  const status = numbered('status', textFrom(record['status'], 'status', notes), context.nameOf);
  const group = statusGroup(status);
  if (group === 'unknown' && status.name !== null) notes.add('note', 'status', 'unmapped_status', status.name);
  const due = dayOrTime(record['deadline'], 'deadline', context, notes);
  const closedAt = isOpen(group) ? null : instantFrom(record['closed_on'], 'closed_on', context, notes);
  rows.tickets.push({
    ticket_id: id,
    ticket_number: id,
    url: null,
    ...texts(record, notes),
    status: status.name,
    status_id: status.id,
    status_group: group,
    is_open: isOpen(group),
    ...references(record, context, notes),
    requester_id: customer?.person_id ?? null,
    requester_name: customer?.name ?? null,
    requester_email: customer?.email ?? null,
    organization: customer?.organization ?? null,
    organization_id: null,
    team: null,
    team_id: null,
    created_at: created,
    updated_at: instantFrom(record['updated'], 'updated', context, notes),
    first_response_at: instantFrom(record['responded'], 'responded', context, notes),
    resolved_at: closedAt,
    closed_at: closedAt,
    due_at: due.at,
    due_date: due.date,
    satisfaction: rating(record['rating'], notes),
    sla_status: null,
    tags: tagsOf(record['tags'], notes),
    is_deleted: false,
    custom_fields: customValues(record, context, notes, rows),
    extra: extra(record),
  });
}

/** The answer of GET ticket/{id} with its event log. */
export function unifyTicketEvents(record: Json, context: UnifyContext, rows: Rows): void {
  const id = idOf(record);
  if (isObject(record) && id !== null) unifyEvents(record, id, context, rows);
  else refuseRecord(rows, withoutAttachmentSecrets(record), null, isObject(record) ? 'no_id' : 'not_an_object');
}

export function unifyQueue(record: Json, rows: Rows): void {
  const id = idOf(record);
  if (!isObject(record) || id === null) refuseRecord(rows, record, null, 'no_id');
  else rows.queues.push({ queue_id: id, name: textFrom(record['name'], 'name', new Notes(rows, id)), kind: 'queue' });
}

/** A row of topics, statuses, priorities or channels. */
export function unifyName(record: Json, kind: NameKind, rows: Rows): void {
  const id = idOf(record);
  const name = isObject(record) ? textOf(record['name']) : null;
  if (id === null || name === null) refuseRecord(rows, record, id, id === null ? 'no_id' : 'no_name');
  // Tickets name them by number.
  else rows.names.push({ kind, id: id.trim(), name: clean(name) });
}

/** The page shows plain texts: what looks like markup in them is what somebody wrote. */
function texts(record: JsonObject, notes: Notes): Pick<Ticket, 'subject' | 'description'> {
  const description = textFrom(record['description'], 'description', notes);
  return { subject: firstLine(description), description };
}

type References = Pick<
  Ticket,
  | 'priority'
  | 'priority_id'
  | 'priority_level'
  | 'ticket_type'
  | 'ticket_type_id'
  | 'channel'
  | 'channel_id'
  | 'queue'
  | 'queue_id'
  | 'assignee_id'
  | 'assignee_name'
  | 'assignee_email'
>;

function references(record: JsonObject, context: UnifyContext, notes: Notes): References {
  const text = (member: string): string | null => textFrom(record[member], member, notes);
  const priority = numbered('priority', text('priority'), context.nameOf);
  const channel = numbered('channel', text('channel'), context.nameOf);
  const topic = text('topic')?.trim() ?? null;
  const queue = text('queue');
  const assignee = text('assignee');
  return {
    priority: priority.name,
    priority_id: priority.id,
    priority_level: priorityLevel(priority),
    ticket_type: topic === null ? null : context.nameOf('ticket_type', topic),
    ticket_type_id: topic,
    channel: channel.name,
    channel_id: channel.id,
    queue: queue === null ? null : context.nameOf('queue', queue),
    queue_id: queue,
    assignee_id: assignee === null ? null : agentId(assignee),
    assignee_name: assignee === null ? null : context.nameOf('person', agentId(assignee)),
    assignee_email: null,
  };
}

/** Customers rate from 1 to 5. */
function rating(value: Json | undefined, notes: Notes): number | null {
  return wholeNumberFrom(value, 'rating', notes, INTEGER, 'not_an_integer');
}

function tagsOf(value: Json | undefined, notes: Notes): string[] | null {
  if (value === undefined) return null;
  if (value === null) return [];
  if (Array.isArray(value)) return value.map((tag) => textFrom(tag, 'tags', notes)).filter((tag) => tag !== null);
  notes.add('field', 'tags', 'not_a_list', value);
  return null;
}

function extra(record: JsonObject): JsonObject {
  const kept = Object.fromEntries(Object.entries(record).filter(([name]) => !PLACED.has(name)));
  const shown = withoutSecrets(kept);
  return isObject(shown) ? shown : {};
}
