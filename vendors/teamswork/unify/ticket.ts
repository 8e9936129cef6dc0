/** What a raw ticket means. */
import type { Json, JsonObject } from '../../json';
import { isObject, textOf } from '../../json';
import type { Rows, Ticket } from '../../model';
import { isOpen } from '../../model';
import { clean } from '../../text';
import { htmlFrom, instantFrom, Notes, refuseRecord, textFrom } from '../../unify';
import type { UnifyContext } from '../../vendor';
import { calendarDay } from './calendar-day';
import { customValues, NAMED_FIELDS } from './fields';
import { addPerson, personOf } from './person';
import { meaningOf, priorityLevel, resolvedLabels, slaStatus, stateLabel, wordGroup } from './status';

/** Members that have a column, or that only repeat one: everything else is kept in `extra`. */
const USED = new Set<string>([
  'id',
  'ticketNo',
  'ticketId',
  'title',
  'status',
  'description',
  'description_HTML',
  'priority',
  'requestor',
  'assignee',
  'tags',
  'customFields',
  'expectedDate',
  'createdOn',
  'createdDateTime',
  'lastUpdatedOn',
  'firstResponseOn',
  'lastResolutionOn',
  'origin',
  ...NAMED_FIELDS,
]);

/** @param queueId the instance that the ticket came from: its record does not say it */
export function unifyTicket(record: Json, queueId: string | null, context: UnifyContext, rows: Rows): void {
  const id = isObject(record) ? textOf(record['id']) : null;
  if (!isObject(record) || id === null) {
    refuseRecord(rows, record, null, 'ticket_without_id');
    return;
  }
  const notes = new Notes(rows, clean(id));
  const requester = personOf(record['requestor']);
  const assignee = personOf(record['assignee']);
  rows.tickets.push({
    ticket_id: clean(id),
    ticket_number: textFrom(record['ticketNo'] ?? record['ticketId'], 'ticketNo', notes),
    url: null,
    subject: textFrom(record['title'], 'title', notes),
    description:
      textFrom(record['description'], 'description', notes) ??
      htmlFrom(record['description_HTML'], 'description_HTML', context, notes),
    ...statusOf(record, notes),
    ...priorityOf(record, notes),
    ...placeOf(record, queueId, context, notes),
    requester_id: requester?.person_id ?? null,
    requester_name: requester?.name ?? null,
    requester_email: requester?.email ?? null,
    assignee_id: assignee?.person_id ?? null,
    assignee_name: (assignee && context.nameOf('person', assignee.person_id)) ?? assignee?.name ?? null,
    assignee_email: assignee?.email ?? null,
    ...timesOf(record, context, notes),
    sla_status: slaStatus(record),
    satisfaction: null,
    tags: tagsOf(record['tags'], notes),
    is_deleted: false,
    custom_fields: customValues(record, context, notes),
    extra: Object.fromEntries(Object.entries(record).filter(([name]) => !USED.has(name))),
  });
  addPerson(rows, requester, 'requester');
  addPerson(rows, assignee, 'agent');
  // Their names stand nowhere else.
  addPerson(rows, personOf(record['createdBy']), null);
  addPerson(rows, personOf(record['lastUpdatedBy']), null);
}

type StatusPart = Pick<Ticket, 'status' | 'status_id' | 'status_group' | 'is_open' | 'done_words'>;

function statusOf(record: JsonObject, notes: Notes): StatusPart {
  const written = textFrom(record['status'], 'status', notes)?.trim() ?? null;
  const label = written === null ? null : stateLabel(record, written);
  const names = [label, written].filter((name) => name !== null);
  const ends = resolvedLabels(record);
  const { group: status_group, isKnown } = meaningOf(names, ends);
  if (!isKnown) notes.add('note', 'status', 'unmapped_status', names[0] ?? null);
  return {
    status: names[0] ?? null,
    status_id: label !== null && label !== written ? written : null,
    status_group,
    is_open: isOpen(status_group),
    done_words: ends.size === 0 ? null : [...ends].sort(),
  };
}

function priorityOf(record: JsonObject, notes: Notes): Pick<Ticket, 'priority' | 'priority_id' | 'priority_level'> {
  const priority = textFrom(record['priority'], 'priority', notes)?.trim() ?? null;
  return { priority, priority_id: null, priority_level: priorityLevel(priority) };
}

type Place = Pick<
  Ticket,
  | 'ticket_type'
  | 'ticket_type_id'
  | 'channel'
  | 'channel_id'
  | 'queue'
  | 'queue_id'
  | 'team'
  | 'team_id'
  | 'organization'
  | 'organization_id'
>;

function placeOf(record: JsonObject, queueId: string | null, context: UnifyContext, notes: Notes): Place {
  return {
    ticket_type: null,
    ticket_type_id: null,
    channel: textFrom(record['origin'], 'origin', notes),
    channel_id: null,
    queue: queueId === null ? null : context.nameOf('queue', queueId),
    queue_id: queueId === null ? null : clean(queueId),
    team: null,
    team_id: null,
    organization: null,
    organization_id: null,
  };
}

type Times = Pick<
  Ticket,
  'created_at' | 'updated_at' | 'first_response_at' | 'resolved_at' | 'closed_at' | 'due_at' | 'due_date'
>;

function timesOf(record: JsonObject, context: UnifyContext, notes: Notes): Times {
  const time = (member: string): string | null => instantFrom(record[member], member, context, notes);
  return {
    created_at: time('createdOn') ?? time('createdDateTime'),
    updated_at: time('lastUpdatedOn') ?? time('lastInteraction'),
    first_response_at: time('firstResponseOn'),
    resolved_at: isReopened(record) ? null : time('lastResolutionOn'),
    closed_at: null,
    due_at: null,
    due_date: calendarDay(record['expectedDate'], 'expectedDate', context, notes),
  };
}

/** The service keeps the last resolution of a ticket that was opened again; where it says so, it is none. */
function isReopened(record: JsonObject): boolean {
  const status = textOf(record['status'])?.trim() ?? '';
  const names = [stateLabel(record, status), status].filter((name) => name !== null && name !== '').map(String);
  const labels = resolvedLabels(record);
  const isSure = labels.size > 0 || names.some((name) => wordGroup(name) !== null);
  return names.length > 0 && isSure && isOpen(meaningOf(names, labels).group);
}

/** Texts on read, objects on write; a service that answers objects is read too. */
function tagsOf(value: Json | undefined, notes: Notes): string[] | null {
  if (value === undefined || value === null) return null;
  const items = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : null;
  if (items === null) {
    notes.add('field', 'tags', 'not_a_list', value);
    return null;
  }
  return items.flatMap((item) => {
    const text = isObject(item) ? (textOf(item['text']) ?? textOf(item['name'])) : textOf(item);
    if (text === null && item !== '') notes.add('field', 'tags', 'tag_without_text', item);
    return text === null ? [] : [clean(text)];
  });
}
