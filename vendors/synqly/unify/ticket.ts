/** What a ticket of Synqly means. */
import { dayOrTime } from '../../day';
import type { Json, JsonObject } from '../../json';
import { asText, isObject, setMember } from '../../json';
import type { Attachment, PriorityLevel, Rows, StatusGroup, Ticket } from '../../model';
import { isOpen } from '../../model';
import { withoutSecrets } from '../../redact';
import { clean } from '../../text';
import { parseInstant, markdownFrom, IssueCollector, refuseRecord, parseText } from '../../unify';
import type { Slice, UnifyContext } from '../../vendor';
import { attachmentRow } from './attachment';
import { customValues, ownValue } from './custom';
import { priorityLevelOf, statusGroupOf } from './meaning';
import type { NamedPerson } from './person';
import { personNamed, personRow } from './person';

/** Members that have a column, or rows of their own. */
const PLACED = new Set([
  'id',
  'name',
  'summary',
  'description',
  'status',
  'priority',
  'issue_type',
  'project',
  'assignee',
  'creator',
  'contact',
  'created_at',
  'updated_at',
  'due_date',
  'tags',
  'attachments',
  'custom_fields',
  'unmapped',
]);

export function unifyTicket(record: Json, _slice: Slice, context: UnifyContext, rows: Rows): void {
  const id = isObject(record) ? asText(record['id']) : null;
  if (!isObject(record) || id === null) return refuseRecord(rows, record, null, 'no_id');
  const ticketId = clean(id);
  const issues = new IssueCollector(rows, ticketId);
  const people = peopleOf(record, issues);
  rows.tickets.push(ticketOf(record, ticketId, people, context, issues));
  addPeople(people, rows);
  for (const each of attachmentsOf(record['attachments'], ticketId, context, issues)) rows.attachments.push(each);
}

interface TicketPeople {
  creator: NamedPerson | null;
  contact: NamedPerson | null;
  assignee: NamedPerson | null;
}

function peopleOf(record: JsonObject, issues: IssueCollector): TicketPeople {
  const named = (member: string): NamedPerson | null => {
    const text = parseText(record[member], member, issues);
    return text === null ? null : personNamed(text);
  };
  return { creator: named('creator'), contact: named('contact'), assignee: named('assignee') };
}

function addPeople({ creator, contact, assignee }: TicketPeople, rows: Rows): void {
  if (assignee) rows.people.push(personRow(assignee, 'agent'));
  const seen = new Set([assignee?.id]);
  for (const person of [contact, creator]) {
    if (person === null || seen.has(person.id)) continue;
    seen.add(person.id);
    rows.people.push(personRow(person, 'requester'));
  }
}

function ticketOf(
  record: JsonObject,
  id: string,
  people: TicketPeople,
  context: UnifyContext,
  issues: IssueCollector,
): Ticket {
  const requester = people.contact ?? people.creator;
  const { status, group, completed } = stateOf(record, context, issues);
  const due = dayOrTime(record['due_date'], 'due_date', context, issues, { isCalledDate: true });
  const summary = parseText(record['summary'], 'summary', issues);
  const name = parseText(record['name'], 'name', issues);
  const project = parseText(record['project'], 'project', issues);
  const description = markdownFrom(record['description'], 'description', context, issues) ?? summary;
  const { priority, level } = priorityOf(record, issues);
  // One literal of all members: put together of parts, it took twice as long.
  return {
    ticket_id: id,
    ticket_number: id,
    url: null,
    subject: summary ?? name,
    description,
    status,
    status_id: null,
    status_group: group,
    is_open: isOpen(group),
    resolved_at: isOpen(group) ? null : completed,
    closed_at: group === 'closed' ? completed : null,
    priority,
    priority_id: null,
    priority_level: level,
    ticket_type: parseText(record['issue_type'], 'issue_type', issues),
    ticket_type_id: null,
    channel: null,
    channel_id: null,
    // Where the projects cannot be listed, the project's id is the best name there is.
    queue: project === null ? null : (context.nameOf('queue', project) ?? project),
    queue_id: project,
    requester_id: requester?.id ?? null,
    requester_name: requester?.name ?? null,
    requester_email: requester?.email ?? null,
    assignee_id: people.assignee?.id ?? null,
    assignee_name: people.assignee?.name ?? null,
    assignee_email: people.assignee?.email ?? null,
    creator_id: people.creator?.id ?? null,
    creator_name: people.creator?.name ?? null,
    creator_email: people.creator?.email ?? null,
    team: null,
    team_id: null,
    organization: null,
    organization_id: null,
    created_at: parseInstant(record['created_at'], 'created_at', context, issues),
    updated_at: parseInstant(record['updated_at'], 'updated_at', context, issues),
    first_response_at: null,
    due_at: due.at,
    due_date: due.date,
    satisfaction: null,
    sla_status: null,
    tags: tagsOf(record['tags'], issues),
    is_deleted: false,
    // Many a provider has its own number of the ticket as its name.
    custom_fields: [
      ...(summary === null || name === null || name === summary ? [] : [ownValue('name', name)]),
      ...customValues(record, context, issues),
    ],
    extra: extraOf(record),
  };
}

interface TicketState {
  status: string | null;
  group: StatusGroup;
  /** When it was completed last. */
  completed: string | null;
}

function stateOf(record: JsonObject, context: UnifyContext, issues: IssueCollector): TicketState {
  const status = parseText(record['status'], 'status', issues);
  const group = status === null ? 'unknown' : statusGroupOf(status);
  if (status !== null && group === 'unknown') issues.add('note', 'status', 'unmapped_status', status);
  return { status, group, completed: parseInstant(record['completion_date'], 'completion_date', context, issues) };
}

function priorityOf(
  record: JsonObject,
  issues: IssueCollector,
): { priority: string | null; level: PriorityLevel | null } {
  const priority = parseText(record['priority'], 'priority', issues);
  const level = priority === null ? null : priorityLevelOf(priority);
  if (priority !== null && level === null) issues.add('note', 'priority', 'unmapped_priority', priority);
  return { priority, level };
}

/** null and a missing member both mean that the ticket has no tags: every ticket of Synqly can have some. */
function tagsOf(value: Json | undefined, issues: IssueCollector): string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    issues.add('field', 'tags', 'not_a_list', value);
    return [];
  }
  return value.flatMap((tag) => parseText(tag, 'tags', issues) ?? []);
}

function attachmentsOf(
  value: Json | undefined,
  ticketId: string,
  context: UnifyContext,
  issues: IssueCollector,
): Attachment[] {
  if (!Array.isArray(value)) {
    if (value !== undefined && value !== null) issues.add('field', 'attachments', 'not_a_list', value);
    return [];
  }
  return value.flatMap((item) => {
    const row = attachmentRow(item, ticketId, context, issues);
    if (row === null) issues.add('field', 'attachments', 'no_id', item);
    return row ?? [];
  });
}

function extraOf(record: JsonObject): JsonObject {
  const extra: JsonObject = {};
  for (const [name, value] of Object.entries(record)) {
    if (PLACED.has(name) || value === undefined || value === null) continue;
    setMember(extra, name, value);
  }
  return withoutSecrets(extra) as JsonObject;
}
