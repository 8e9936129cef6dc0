/** What a raw ticket means. */
import type { Json, JsonObject } from '../../json';
import { asText, isObject, setMember } from '../../json';
import type { Rows, StatusGroup, Ticket } from '../../model';
import { isOpen } from '../../model';
import { clean } from '../../text';
import { htmlFrom, parseInstant, IssueCollector, refuseRecord, parseText } from '../../unify';
import type { UnifyContext } from '../../vendor';
import { calendarDay } from './calendar-day';
import { customValues, NAMED_FIELDS } from './fields';
import type { Identity } from './person';
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
  rows.tickets.push(ticketOf(record, clean(id), queueId, { requester, assignee, creator }, context, issues));
  addPerson(rows, requester, 'requester');
  addPerson(rows, assignee, 'agent');
  // Their names stand nowhere else.
  addPerson(rows, creator, null);
  addPerson(rows, personOf(record['lastUpdatedBy']), null);
}

interface TicketPeople {
  requester: Identity | null;
  assignee: Identity | null;
  creator: Identity | null;
}

/** One literal of all members: put together of parts, it took twice as long. */
function ticketOf(
  record: JsonObject,
  id: string,
  queueId: string | null,
  { requester, assignee, creator }: TicketPeople,
  context: UnifyContext,
  issues: IssueCollector,
): Ticket {
  const text = (member: string): string | null => parseText(record[member], member, issues);
  const time = (member: string): string | null => parseInstant(record[member], member, context, issues);
  const ticketNumber = parseText(record['ticketNo'] ?? record['ticketId'], 'ticketNo', issues);
  const subject = text('title');
  const description = text('description') ?? htmlFrom(record['description_HTML'], 'description_HTML', context, issues);
  const status = statusOf(record, issues);
  const priority = text('priority')?.trim() ?? null;
  return {
    ticket_id: id,
    ticket_number: ticketNumber,
    url: null,
    subject,
    description,
    status: status.name,
    status_id: status.id,
    status_group: status.group,
    is_open: isOpen(status.group),
    done_words: status.ends.size === 0 ? null : [...status.ends].sort(),
    priority,
    priority_id: null,
    priority_level: priorityLevel(priority),
    ticket_type: null,
    ticket_type_id: null,
    channel: text('origin'),
    channel_id: null,
    queue: queueId === null ? null : context.nameOf('queue', queueId),
    queue_id: queueId === null ? null : clean(queueId),
    team: null,
    team_id: null,
    organization: null,
    organization_id: null,
    requester_id: requester?.person_id ?? null,
    requester_name: requester?.name ?? null,
    requester_email: requester?.email ?? null,
    assignee_id: assignee?.person_id ?? null,
    assignee_name: (assignee && context.nameOf('person', assignee.person_id)) ?? assignee?.name ?? null,
    assignee_email: assignee?.email ?? null,
    creator_id: creator?.person_id ?? null,
    creator_name: creator?.name ?? null,
    creator_email: creator?.email ?? null,
    created_at: time('createdOn') ?? time('createdDateTime'),
    updated_at: time('lastUpdatedOn') ?? time('lastInteraction'),
    first_response_at: time('firstResponseOn'),
    resolved_at: isReopened(status) ? null : time('lastResolutionOn'),
    closed_at: null,
    due_at: null,
    due_date: calendarDay(record['expectedDate'], 'expectedDate', context, issues),
    sla_status: slaStatus(record),
    satisfaction: null,
    tags: tagsOf(record['tags'], issues),
    is_deleted: false,
    custom_fields: customValues(record, context, issues),
    extra: extraOf(record),
  };
}

interface TicketStatus {
  /** The status as the ticket says it: its label, then its id. */
  names: readonly string[];
  name: string | null;
  id: string | null;
  group: StatusGroup;
  /** Folded labels that the ticket itself counts as resolved. */
  ends: ReadonlySet<string>;
}

function statusOf(record: JsonObject, issues: IssueCollector): TicketStatus {
  const text = parseText(record['status'], 'status', issues)?.trim() ?? null;
  const label = text === null ? null : stateLabel(record, text);
  const names = [label, text].filter((name) => name !== null);
  const [name = null] = names;
  const ends = resolvedLabels(record);
  const { group, isKnown } = meaningOf(names, ends);
  if (!isKnown) issues.add('note', 'status', 'unmapped_status', name);
  return { names, name, id: label !== null && label !== text ? text : null, group, ends };
}

/** The service keeps the last resolution of a ticket that was opened again; where it says so, it is none. */
function isReopened({ names, group, ends }: TicketStatus): boolean {
  return isOpen(group) && names.length > 0 && (ends.size > 0 || names.some((name) => wordGroup(name) !== null));
}

function extraOf(record: JsonObject): JsonObject {
  const extra: JsonObject = {};
  for (const name of Object.keys(record)) {
    const value = record[name];
    if (value !== undefined && !USED.has(name)) setMember(extra, name, value);
  }
  return extra;
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
