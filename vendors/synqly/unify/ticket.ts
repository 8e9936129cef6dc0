/** What a ticket of Synqly means. */
import { dayOrTime } from '../../day';
import type { Json, JsonObject } from '../../json';
import { isObject, setMember, textOf } from '../../json';
import type { Attachment, Rows, Ticket } from '../../model';
import { isOpen } from '../../model';
import { withoutSecrets } from '../../redact';
import { clean } from '../../text';
import { instantFrom, markdownFrom, Notes, refuseRecord, textFrom } from '../../unify';
import type { Slice, UnifyContext } from '../../vendor';
import { attachmentRow } from './attachment';
import { customValues, ownValue } from './custom';
import { priorityLevelOf, statusGroupOf } from './meaning';
import type { Named } from './person';
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
  'created_at',
  'updated_at',
  'due_date',
  'tags',
  'attachments',
  'custom_fields',
  'unmapped',
]);

export function unifyTicket(record: Json, _slice: Slice, context: UnifyContext, rows: Rows): void {
  const id = isObject(record) ? textOf(record['id']) : null;
  if (!isObject(record) || id === null) return refuseRecord(rows, record, null, 'no_id');
  const ticketId = clean(id);
  const notes = new Notes(rows, ticketId);
  const people = peopleOf(record, notes);
  rows.tickets.push(ticketOf(record, ticketId, people, context, notes));
  addPeople(people, rows);
  for (const each of attachmentsOf(record['attachments'], ticketId, context, notes)) rows.attachments.push(each);
}

interface TicketPeople {
  creator: Named | null;
  contact: Named | null;
  assignee: Named | null;
}

function peopleOf(record: JsonObject, notes: Notes): TicketPeople {
  const named = (member: string): Named | null => {
    const text = textFrom(record[member], member, notes);
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

function ticketOf(record: JsonObject, id: string, people: TicketPeople, context: UnifyContext, notes: Notes): Ticket {
  const requester = people.contact ?? people.creator;
  const state = stateOf(record, context, notes);
  const due = dayOrTime(record['due_date'], 'due_date', context, notes, { isCalledDate: true });
  const summary = textFrom(record['summary'], 'summary', notes);
  const name = textFrom(record['name'], 'name', notes);
  const project = textFrom(record['project'], 'project', notes);
  return {
    ticket_id: id,
    ticket_number: id,
    url: null,
    subject: summary ?? name,
    description: markdownFrom(record['description'], 'description', context, notes) ?? summary,
    ...state,
    ...priorityOf(record, notes),
    status_id: null,
    priority_id: null,
    ticket_type: textFrom(record['issue_type'], 'issue_type', notes),
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
    team: null,
    team_id: null,
    organization: null,
    organization_id: null,
    created_at: instantFrom(record['created_at'], 'created_at', context, notes),
    updated_at: instantFrom(record['updated_at'], 'updated_at', context, notes),
    first_response_at: null,
    due_at: due.at,
    due_date: due.date,
    satisfaction: null,
    sla_status: null,
    tags: tagsOf(record['tags'], notes),
    is_deleted: false,
    // Many a provider has its own number of the ticket as its name.
    custom_fields: [
      ...(summary === null || summary === name ? [] : ownValue('name', name)),
      ...customValues(record, context, notes),
    ],
    extra: extraOf(record, people),
  };
}

type State = Pick<Ticket, 'status' | 'status_group' | 'is_open' | 'resolved_at' | 'closed_at'>;

function stateOf(record: JsonObject, context: UnifyContext, notes: Notes): State {
  const status = textFrom(record['status'], 'status', notes);
  const group = status === null ? 'unknown' : statusGroupOf(status);
  if (status !== null && group === 'unknown') notes.add('note', 'status', 'unmapped_status', status);
  const completed = instantFrom(record['completion_date'], 'completion_date', context, notes);
  return {
    status,
    status_group: group,
    is_open: isOpen(group),
    resolved_at: isOpen(group) ? null : completed,
    closed_at: group === 'closed' ? completed : null,
  };
}

function priorityOf(record: JsonObject, notes: Notes): Pick<Ticket, 'priority' | 'priority_level'> {
  const priority = textFrom(record['priority'], 'priority', notes);
  const level = priority === null ? null : priorityLevelOf(priority);
  if (priority !== null && level === null) notes.add('note', 'priority', 'unmapped_priority', priority);
  return { priority, priority_level: level };
}

/** null and a missing member both mean that the ticket has no tags: every ticket of Synqly can have some. */
function tagsOf(value: Json | undefined, notes: Notes): string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    notes.add('field', 'tags', 'not_a_list', value);
    return [];
  }
  return value.flatMap((tag) => textFrom(tag, 'tags', notes) ?? []);
}

function attachmentsOf(value: Json | undefined, ticketId: string, context: UnifyContext, notes: Notes): Attachment[] {
  if (!Array.isArray(value)) {
    if (value !== undefined && value !== null) notes.add('field', 'attachments', 'not_a_list', value);
    return [];
  }
  return value.flatMap((item) => {
    const row = attachmentRow(item, ticketId, context, notes);
    if (row === null) notes.add('field', 'attachments', 'no_id', item);
    return row ?? [];
  });
}

function extraOf(record: JsonObject, { creator, contact }: TicketPeople): JsonObject {
  const extra: JsonObject = {};
  for (const [name, value] of Object.entries(record)) {
    if (PLACED.has(name) || value === undefined || value === null) continue;
    // The one who asked is contact, else creator: the creator beside a contact has no column.
    if (name === 'contact' || (name === 'creator' && (contact === null || contact.id === creator?.id))) continue;
    setMember(extra, name, value);
  }
  return withoutSecrets(extra) as JsonObject;
}
