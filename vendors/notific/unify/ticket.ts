/** What Notific's records mean. All its times are UTC, whether they say so or not. */
import { dayOrTime } from '../../day';
import { setTime } from './times';
import type { Json, JsonObject } from '../../json';
import { booleanOf, isObject } from '../../json';
import type { CustomValue, Person, Rows, Ticket } from '../../model';
import { emptyRows, isOpen } from '../../model';
import { clean, firstLine } from '../../text';
import { IssueCollector, latest, parseInstant, parseText, refuseRecord } from '../../unify';
import type { UnifyContext } from '../../vendor';
import { customValue } from './custom';
import { idOf, member } from '../members';
import { GROUPS, changesOf, stateOf, stateSince } from './state';

/** Members of a ticket that a column or the history has a place for, in lower case. */
const PLACED = new Set(
  'id description starttime createdtime expectedresolutiontime closedtime service serviceid services serviceids donotsendemail'.split(
    ' ',
  ),
);
/** Names that the name and the e-mail address of a customer or an operator may have. */
export const NAMES = ['Name', 'FullName', 'DisplayName', 'CustomerName', 'OperatorName', 'UserName'];
export const MAILS = ['Email', 'EmailAddress', 'EMail', 'E_mail', 'Mail'];

/** The name of a customer or operator, under whichever of its spellings. */
export const nameIn = (person: Json): Json | undefined => member(person, ...NAMES);
export const mailIn = (person: Json): Json | undefined => member(person, ...MAILS);

/** A ticket, with its last close and reopening as history. */
export function unifyTicket(record: Json, context: UnifyContext, rows: Rows): void {
  const id = usableId(record, rows);
  if (id === null || !isObject(record)) return;
  const issues = new IssueCollector(rows, id);
  const time = (name: string): string | null => parseInstant(setTime(record, name), name, context, issues, 'UTC');
  const start = time('StartTime');
  const times = { start, closed: time('ClosedTime'), reopened: instantOf(record, 'ReopenedTime', context) };
  const created = time('CreatedTime') ?? start;
  const state = stateOf(times, context.now);
  const description = parseText(member(record, 'Description'), 'Description', issues);
  const closedAt = state === 'Closed' ? times.closed : null;
  const due = dayOrTime(setTime(record, 'ExpectedResolutionTime'), 'ExpectedResolutionTime', context, issues, {
    naive: 'UTC',
  });
  const custom = customValues(record, context, issues, rows);
  for (const { field_id, name, type } of custom) rows.custom_fields.push({ field_id, name, type });
  rows.tickets.push({
    ...NOT_SAID,
    ticket_id: id,
    ticket_number: id,
    subject: firstLine(description),
    description,
    status: state,
    status_group: GROUPS[state],
    is_open: isOpen(GROUPS[state]),
    status_at: stateSince(times, state),
    ...serviceOf(record, context, issues),
    created_at: created,
    updated_at: latest(times.closed, times.reopened, start !== null && start <= context.now ? start : null),
    resolved_at: closedAt,
    closed_at: closedAt,
    due_at: due.at,
    due_date: due.date,
    custom_fields: custom,
    extra: {},
  });
  for (const change of changesOf(times, created, context.now)) {
    rows.status_changes.push({
      ticket_id: id,
      event_id: change.event_id,
      from_status: change.from,
      to_status: change.to,
      from_group: GROUPS[change.from],
      to_group: GROUPS[change.to],
      changed_at: change.at,
      changed_by_id: null,
      changed_by_name: null,
      cycle: change.cycle,
    });
  }
}

export function unifyService(record: Json, rows: Rows): void {
  const id = usableId(record, rows);
  if (id === null) return;
  const name = parseText(member(record, 'Name', 'Title', 'ServiceName'), 'Name', new IssueCollector(rows, id));
  rows.queues.push({ queue_id: id, name, kind: 'service' });
}

export function unifyCustomer(record: Json, rows: Rows): void {
  const id = usableId(record, rows);
  if (id !== null) rows.people.push(personOf(record, `customer-${id}`, 'requester', new IssueCollector(rows, id)));
}

/** Name, e-mail and state only: what else an operator has may be a secret. */
export function unifyOperator(record: Json, rows: Rows): void {
  const visible = visibleOperator(record);
  const id = usableId(visible, rows);
  if (id !== null) rows.people.push(personOf(visible, `operator-${id}`, 'operator', new IssueCollector(rows, id)));
}

/** The members of an operator that may leave the service. */
export function visibleOperator(record: Json): Json {
  if (!isObject(record)) return null;
  const visibleMembers = new Set(['Id', ...NAMES, ...MAILS, 'IsActive', 'Active'].map((name) => name.toLowerCase()));
  return Object.fromEntries(Object.entries(record).filter(([name]) => visibleMembers.has(name.toLowerCase())));
}

const NOT_SAID = {
  url: null,
  status_id: null,
  priority: null,
  priority_id: null,
  priority_level: null,
  ticket_type: null,
  ticket_type_id: null,
  channel: null,
  channel_id: null,
  requester_id: null,
  requester_name: null,
  requester_email: null,
  assignee_id: null,
  assignee_name: null,
  assignee_email: null,
  creator_id: null,
  creator_name: null,
  creator_email: null,
  team: null,
  team_id: null,
  organization: null,
  organization_id: null,
  first_response_at: null,
  satisfaction: null,
  sla_status: null,
  tags: null,
  is_deleted: false,
} as const;

function usableId(record: Json, rows: Rows): string | null {
  const id = idOf(record);
  if (id !== null) return clean(id);
  refuseRecord(rows, record, null, isObject(record) ? 'no_id' : 'not_an_object');
  return null;
}

/** Read without a note: the custom field of the same name notes what is wrong with it. */
function instantOf(record: JsonObject, name: string, context: UnifyContext): string | null {
  return parseInstant(setTime(record, name), name, context, new IssueCollector(emptyRows(), null), 'UTC');
}

function customValues(record: JsonObject, context: UnifyContext, issues: IssueCollector, rows: Rows): CustomValue[] {
  return Object.entries(record).flatMap(([name, value]) => {
    if (value === undefined || (PLACED.has(name.toLowerCase()) && !isLongList(value))) return [];
    return [customValue(name, value, context, issues, rows)].filter((custom) => custom !== undefined);
  });
}

/** Of several services one is the queue; the list is kept as a field. */
function isLongList(value: Json): boolean {
  return Array.isArray(value) && value.length > 1;
}

/** How a ticket names its service is not said: an id, a name, a record, or a list of them. */
function serviceOf(
  record: JsonObject,
  context: UnifyContext,
  issues: IssueCollector,
): Pick<Ticket, 'queue' | 'queue_id'> {
  const byId = parseText(firstOf(member(record, 'ServiceId', 'ServiceIds')), 'ServiceId', issues);
  const service = firstOf(member(record, 'Service', 'Services'));
  if (isObject(service)) {
    const id = byId ?? idOf(service);
    return { queue: parseText(member(service, 'Name'), 'Service.Name', issues) ?? nameOf(id, context), queue_id: id };
  }
  const text = parseText(service, 'Service', issues);
  if (byId === null && text !== null && !/^\s*[\d-]+\s*$/.test(text)) return { queue: text.trim(), queue_id: null };
  return { queue: nameOf(byId ?? text, context), queue_id: byId ?? text };
}

function firstOf(value: Json | undefined): Json | undefined {
  return Array.isArray(value) ? value[0] : value;
}

function nameOf(id: string | null, context: UnifyContext): string | null {
  return id === null ? null : context.nameOf('queue', id);
}

function personOf(record: Json, id: string, role: 'requester' | 'operator', issues: IssueCollector): Person {
  return {
    person_id: id,
    name: parseText(nameIn(record), 'Name', issues),
    email: parseText(mailIn(record), 'Email', issues)?.trim() ?? null,
    role,
    organization: null,
    organization_id: null,
    team: null,
    team_id: null,
    is_active: booleanOf(member(record, 'IsActive', 'Active')),
    time_zone: null,
  };
}
