/** What a raw ticket means. */
import type { Json, JsonObject } from '../../json';
import { asText, isObject } from '../../json';
import type { Rows, Ticket } from '../../model';
import { isOpen } from '../../model';
import { clean } from '../../text';
import { htmlFrom, parseInstant, IssueCollector, refuseRecord, parseText } from '../../unify';
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
  'createdBy',
  ...NAMED_FIELDS,
]);

/** @param queueId the instance that the ticket came from: its record does not say it */
export function unifyTicket(record: Json, queueId: string | null, context: UnifyContext, rows: Rows): void {
  const id = isObject(record) ? asText(record['id']) : null;
  if (!isObject(record) || id === null) {
    refuseRecord(rows, record, null, 'ticket_without_id');
    return;
  }
  const issues = new IssueCollector(rows, clean(id));
  const requester = personOf(record['requestor']);
  const assignee = personOf(record['assignee']);
  const creator = personOf(record['createdBy']);
  rows.tickets.push({
    ticket_id: clean(id),
    ticket_number: parseText(record['ticketNo'] ?? record['ticketId'], 'ticketNo', issues),
    url: null,
    subject: parseText(record['title'], 'title', issues),
    description:
      parseText(record['description'], 'description', issues) ??
      htmlFrom(record['description_HTML'], 'description_HTML', context, issues),
    ...statusOf(record, issues),
    ...priorityOf(record, issues),
    ...placeOf(record, queueId, context, issues),
    requester_id: requester?.person_id ?? null,
    requester_name: requester?.name ?? null,
    requester_email: requester?.email ?? null,
    assignee_id: assignee?.person_id ?? null,
    assignee_name: (assignee && context.nameOf('person', assignee.person_id)) ?? assignee?.name ?? null,
    assignee_email: assignee?.email ?? null,
    creator_id: creator?.person_id ?? null,
    creator_name: creator?.name ?? null,
    creator_email: creator?.email ?? null,
    ...timesOf(record, context, issues),
    sla_status: slaStatus(record),
    satisfaction: null,
    tags: tagsOf(record['tags'], issues),
    is_deleted: false,
    custom_fields: customValues(record, context, issues),
    extra: Object.fromEntries(Object.entries(record).filter(([name]) => !USED.has(name))),
  });
  addPerson(rows, requester, 'requester');
  addPerson(rows, assignee, 'agent');
  // Their names stand nowhere else.
  addPerson(rows, creator, null);
  addPerson(rows, personOf(record['lastUpdatedBy']), null);
}

type StatusPart = Pick<Ticket, 'status' | 'status_id' | 'status_group' | 'is_open' | 'done_words'>;

function statusOf(record: JsonObject, issues: IssueCollector): StatusPart {
  const statusText = parseText(record['status'], 'status', issues)?.trim() ?? null;
  const label = statusText === null ? null : stateLabel(record, statusText);
  const names = [label, statusText].filter((name) => name !== null);
  const ends = resolvedLabels(record);
  const { group: status_group, isKnown } = meaningOf(names, ends);
  if (!isKnown) issues.add('note', 'status', 'unmapped_status', names[0] ?? null);
  return {
    status: names[0] ?? null,
    status_id: label !== null && label !== statusText ? statusText : null,
    status_group,
    is_open: isOpen(status_group),
    done_words: ends.size === 0 ? null : [...ends].sort(),
  };
}

function priorityOf(
  record: JsonObject,
  issues: IssueCollector,
): Pick<Ticket, 'priority' | 'priority_id' | 'priority_level'> {
  const priority = parseText(record['priority'], 'priority', issues)?.trim() ?? null;
  return { priority, priority_id: null, priority_level: priorityLevel(priority) };
}

type QueueColumns = Pick<
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

function placeOf(
  record: JsonObject,
  queueId: string | null,
  context: UnifyContext,
  issues: IssueCollector,
): QueueColumns {
  return {
    ticket_type: null,
    ticket_type_id: null,
    channel: parseText(record['origin'], 'origin', issues),
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

function timesOf(record: JsonObject, context: UnifyContext, issues: IssueCollector): Times {
  const time = (member: string): string | null => parseInstant(record[member], member, context, issues);
  return {
    created_at: time('createdOn') ?? time('createdDateTime'),
    updated_at: time('lastUpdatedOn') ?? time('lastInteraction'),
    first_response_at: time('firstResponseOn'),
    resolved_at: isReopened(record) ? null : time('lastResolutionOn'),
    closed_at: null,
    due_at: null,
    due_date: calendarDay(record['expectedDate'], 'expectedDate', context, issues),
  };
}

/** The service keeps the last resolution of a ticket that was opened again; where it says so, it is none. */
function isReopened(record: JsonObject): boolean {
  const status = asText(record['status'])?.trim() ?? '';
  const names = [stateLabel(record, status), status].filter((name) => name !== null && name !== '').map(String);
  const labels = resolvedLabels(record);
  const isSure = labels.size > 0 || names.some((name) => wordGroup(name) !== null);
  return names.length > 0 && isSure && isOpen(meaningOf(names, labels).group);
}

/** Texts on read, objects on write; a service that answers objects is read too. */
function tagsOf(value: Json | undefined, issues: IssueCollector): string[] | null {
  if (value === undefined || value === null) return null;
  const items = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : null;
  if (items === null) {
    issues.add('field', 'tags', 'not_a_list', value);
    return null;
  }
  return items.flatMap((item) => {
    const text = isObject(item) ? (asText(item['text']) ?? asText(item['name'])) : asText(item);
    if (text === null && item !== '') issues.add('field', 'tags', 'tag_without_text', item);
    return text === null ? [] : [clean(text)];
  });
}
