/** What SympoQ's records mean. */
import { dayOrTime } from '../../day';
import type { Json, JsonObject } from '../../json';
import { asText, isObject } from '../../json';
import type { NameKind, Rows, Ticket } from '../../model';
import { isOpen } from '../../model';
import { withoutSecrets } from '../../redact';
import { clean, firstLine } from '../../text';
import { INTEGER, IssueCollector, parseInstant, parseText, refuseRecord, wholeNumberFrom } from '../../unify';
import type { UnifyContext } from '../../vendor';
import { withoutAttachmentSecrets } from './attachment';
import { customValues } from './custom';
import { unifyEvents } from './events';
import { numbered, priorityLevel, statusGroup } from './numbers';
import { agentId, creatorOf, customerOf, reporterOf } from './person';

/** Members of a ticket that have a column, or rows of their own. */
const PLACED = new Set(
  `id queue created channel priority status topic description customer assignee deadline responded updated
   rating closed_on tags custom_fields event_log estimated elapsed minutes solution reported_by`.split(/\s+/),
);

/** The id of a record, whatever its list, blanks around it included: SympoQ calls it `id` everywhere. */
export function idOf(record: Json): string | null {
  const id = isObject(record) ? asText(record['id']) : null;
  return id === null ? null : clean(id);
}

/** A ticket of the list or of GET ticket/{id}. */
export function unifyTicket(record: Json, context: UnifyContext, rows: Rows): void {
  const id = idOf(record);
  if (!isObject(record) || id === null) {
    refuseRecord(rows, withoutAttachmentSecrets(record), null, isObject(record) ? 'no_id' : 'not_an_object');
    return;
  }
  const issues = new IssueCollector(rows, id);
  const created = parseInstant(record['created'], 'created', context, issues);
  const reporter = reporterOf(record, issues);
  const customer = customerOf(record, reporter, issues);
  if (customer) rows.people.push(customer);
  const status = numbered('status', parseText(record['status'], 'status', issues), context.nameOf);
  const group = statusGroup(status);
  if (group === 'unknown' && status.name !== null) issues.add('note', 'status', 'unmapped_status', status.name);
  const due = dayOrTime(record['deadline'], 'deadline', context, issues);
  const closedAt = isOpen(group) ? null : parseInstant(record['closed_on'], 'closed_on', context, issues);
  rows.tickets.push({
    ticket_id: id,
    ticket_number: id,
    url: null,
    ...texts(record, issues),
    status: status.name,
    status_id: status.id,
    status_group: group,
    is_open: isOpen(group),
    ...references(record, context, issues),
    requester_id: customer?.person_id ?? null,
    requester_name: customer?.name ?? null,
    requester_email: customer?.email ?? null,
    ...creatorOf(reporter, customer),
    organization: customer?.organization ?? null,
    organization_id: null,
    team: null,
    team_id: null,
    created_at: created,
    updated_at: parseInstant(record['updated'], 'updated', context, issues),
    first_response_at: parseInstant(record['responded'], 'responded', context, issues),
    resolved_at: closedAt,
    closed_at: closedAt,
    due_at: due.at,
    due_date: due.date,
    satisfaction: rating(record['rating'], issues),
    sla_status: null,
    tags: tagsOf(record['tags'], issues),
    is_deleted: false,
    custom_fields: customValues(record, context, issues, rows),
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
  else
    rows.queues.push({
      queue_id: id,
      name: parseText(record['name'], 'name', new IssueCollector(rows, id)),
      kind: 'queue',
    });
}

/** A row of topics, statuses, priorities or channels. */
export function unifyName(record: Json, kind: NameKind, rows: Rows): void {
  const id = idOf(record);
  const name = isObject(record) ? asText(record['name']) : null;
  if (id === null || name === null) refuseRecord(rows, record, id, id === null ? 'no_id' : 'no_name');
  // Tickets name them by number.
  else rows.names.push({ kind, id: id.trim(), name: clean(name) });
}

/** The page shows plain texts: what looks like markup in them is what somebody wrote. */
function texts(record: JsonObject, issues: IssueCollector): Pick<Ticket, 'subject' | 'description'> {
  const description = parseText(record['description'], 'description', issues);
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

function references(record: JsonObject, context: UnifyContext, issues: IssueCollector): References {
  const text = (member: string): string | null => parseText(record[member], member, issues);
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
function rating(value: Json | undefined, issues: IssueCollector): number | null {
  return wholeNumberFrom(value, 'rating', issues, INTEGER, 'not_an_integer');
}

function tagsOf(value: Json | undefined, issues: IssueCollector): string[] | null {
  if (value === undefined) return null;
  if (value === null) return [];
  if (Array.isArray(value)) return value.map((tag) => parseText(tag, 'tags', issues)).filter((tag) => tag !== null);
  issues.add('field', 'tags', 'not_a_list', value);
  return null;
}

function extra(record: JsonObject): JsonObject {
  const kept = Object.fromEntries(Object.entries(record).filter(([name]) => !PLACED.has(name)));
  const visible = withoutSecrets(kept);
  return isObject(visible) ? visible : {};
}
