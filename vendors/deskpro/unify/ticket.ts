/** A raw ticket as the model's. */
import type { Json, JsonObject } from '../../json';
import { arrayAt, asText, booleanOf, isObject, numberOf } from '../../json';
import type { Rows, Ticket } from '../../model';
import { isOpen } from '../../model';
import { withoutSecrets } from '../../redact';
import { clean } from '../../text';
import { INTEGER, IssueCollector, latest, parseInstant, parseText, refuseRecord, wholeNumberFrom } from '../../unify';
import type { UnifyContext } from '../../vendor';
import { idIn } from '../envelope';
import { SECRET_MEMBERS } from './secrets';
import { groupOf, levelOfUrgency, slaOf } from './statuses';
import { LISTED_MEMBERS, USER_WAITING, customValues, ownValues } from './fields';
import { personIn, titleIn } from './linked';
import { emailOf, nameOf, unifyPerson } from './person';

/** Members that the model has a place for; all others are `extra`. */
const PLACED = new Set<string>([
  'id',
  'ref',
  'subject',
  'status',
  'ticket_status',
  'is_hold',
  'urgency',
  'category',
  'creation_system',
  'department',
  'person',
  'person_email',
  'agent',
  'agent_team',
  'organization',
  'date_created',
  'date_status',
  'date_last_user_reply',
  'date_last_agent_reply',
  'date_first_agent_reply',
  'date_resolved',
  'date_archived',
  'feedback_rating',
  'worst_sla_status',
  'labels',
  'fields',
  'linked',
  ...LISTED_MEMBERS,
  USER_WAITING,
]);

/**
 * Adds a ticket, and its side-loaded people, to `rows`. `description` stays null: the first message is a record
 * of its own, from which the exporter fills it.
 */
export function unifyTicket(record: Json, context: UnifyContext, rows: Rows): void {
  const id = isObject(record) ? idIn(record.id) : null;
  if (!isObject(record) || id === null) return refuseRecord(rows, record, null, 'no_id');
  const issues = new IssueCollector(rows, id);
  rows.tickets.push(ticketOf(record, clean(id), context, issues, rows));
  for (const role of ['person', 'agent'] as const) {
    const person = personIn(record, role);
    if (person && idIn(person.id) !== null) unifyPerson(person, rows);
  }
}

function ticketOf(record: JsonObject, id: string, context: UnifyContext, issues: IssueCollector, rows: Rows): Ticket {
  const text = (member: string) => parseText(record[member], member, issues);
  return {
    ticket_id: id,
    ticket_number: text('ref'),
    url: `${context.url}/app#/t/ticket/${encodeURIComponent(id)}`,
    subject: text('subject'),
    description: null,
    ...statusOf(record, issues),
    ...urgencyOf(record, issues),
    ...referencesOf(record, context),
    ...peopleOf(record, context),
    ...NO_CREATOR,
    channel: text('creation_system'),
    channel_id: null,
    ...timesOf(record, context, issues),
    due_at: null,
    due_date: null,
    satisfaction: wholeNumberFrom(record.feedback_rating, 'feedback_rating', issues, INTEGER, 'not_a_whole_number'),
    sla_status: slaFrom(record, issues),
    tags: labelsOf(record, issues),
    custom_fields: [...customValues(record, context, issues, rows), ...ownValues(record, context, issues)],
    extra: extraOf(record),
  };
}

type StatusPart = Pick<Ticket, 'status' | 'status_id' | 'status_group' | 'is_open' | 'is_deleted'>;

/** `ticket_status` says more than `status` where it carries a sub-status, as `pending.5`. */
function statusOf(record: JsonObject, issues: IssueCollector): StatusPart {
  const main = parseText(record.status, 'status', issues);
  const whole = parseText(record.ticket_status, 'ticket_status', issues);
  const status = whole !== null && (main === null || whole.includes('.')) ? whole : main;
  const group = groupOf(status, booleanOf(record.is_hold) ?? false);
  if (group === 'unknown' && status !== null) issues.add('note', 'status', 'unmapped_status', status);
  return { status, status_id: null, status_group: group, is_open: isOpen(group), is_deleted: group === 'deleted' };
}

function urgencyOf(
  record: JsonObject,
  issues: IssueCollector,
): Pick<Ticket, 'priority' | 'priority_id' | 'priority_level'> {
  return {
    priority: parseText(record.urgency, 'urgency', issues),
    priority_id: null,
    priority_level: levelOfUrgency(numberOf(record.urgency)),
  };
}

type ReferencePart = Pick<
  Ticket,
  'queue' | 'queue_id' | 'ticket_type' | 'ticket_type_id' | 'team' | 'team_id' | 'organization' | 'organization_id'
>;

function referencesOf(record: JsonObject, context: UnifyContext): ReferencePart {
  const named = (kind: Parameters<UnifyContext['nameOf']>[0], member: string) => {
    const id = cleanId(record[member]);
    return [id, id === null ? null : (context.nameOf(kind, id) ?? titleIn(record, member))] as const;
  };
  const [queue_id, queue] = named('queue', 'department');
  const [ticket_type_id, ticket_type] = named('ticket_type', 'category');
  const [team_id, team] = named('team', 'agent_team');
  const [organization_id, organization] = named('organization', 'organization');
  return { queue, queue_id, ticket_type, ticket_type_id, team, team_id, organization, organization_id };
}

function cleanId(value: Json | undefined): string | null {
  const id = idIn(value);
  return id === null ? null : clean(id);
}

/** A message says who wrote it, but no ticket says who entered it. */
const NO_CREATOR = { creator_id: null, creator_name: null, creator_email: null };

type PeoplePart = Pick<
  Ticket,
  'requester_id' | 'requester_name' | 'requester_email' | 'assignee_id' | 'assignee_name' | 'assignee_email'
>;

function peopleOf(record: JsonObject, context: UnifyContext): PeoplePart {
  const requester = personIn(record, 'person');
  const assignee = personIn(record, 'agent');
  const requester_id = cleanId(record.person);
  const assignee_id = cleanId(record.agent);
  const email = asText(record.person_email);
  return {
    requester_id,
    requester_name: (requester && nameOf(requester)) ?? (requester_id && context.nameOf('person', requester_id)),
    requester_email: (requester && emailOf(requester)) ?? (email === null ? null : clean(email)),
    assignee_id,
    assignee_name: (assignee && nameOf(assignee)) ?? (assignee_id && context.nameOf('person', assignee_id)),
    assignee_email: assignee && emailOf(assignee),
  };
}

type TimePart = Pick<
  Ticket,
  'created_at' | 'updated_at' | 'first_response_at' | 'resolved_at' | 'closed_at' | 'status_at'
>;

/** There is no updated field: the latest of the four dates that move is the nearest to one. */
function timesOf(record: JsonObject, context: UnifyContext, issues: IssueCollector): TimePart {
  const at = (member: string) => parseInstant(record[member], member, context, issues, 'UTC');
  const created_at = at('date_created');
  const status_at = at('date_status');
  const done = !isOpen(
    groupOf(asText(record.ticket_status) ?? asText(record.status), booleanOf(record.is_hold) ?? false),
  );
  const resolved = at('date_resolved');
  const archived = at('date_archived');
  return {
    created_at,
    updated_at: latest(created_at, status_at, at('date_last_user_reply'), at('date_last_agent_reply')),
    first_response_at: at('date_first_agent_reply'),
    resolved_at: done ? resolved : null,
    closed_at: done ? archived : null,
    status_at: (booleanOf(record.is_hold) === true && !done ? at('date_on_hold') : null) ?? status_at,
  };
}

function slaFrom(record: JsonObject, issues: IssueCollector): Ticket['sla_status'] {
  const worst = parseText(record.worst_sla_status, 'worst_sla_status', issues);
  const sla = slaOf(worst);
  if (worst !== null && sla === null) issues.add('note', 'worst_sla_status', 'unmapped_sla_status', worst);
  return sla;
}

/** `labels` is null when there are none. */
function labelsOf(record: JsonObject, issues: IssueCollector): string[] {
  const { labels } = record;
  if (labels !== undefined && labels !== null && labels !== '' && !Array.isArray(labels))
    issues.add('field', 'labels', 'not_a_list', labels);
  return arrayAt(record, 'labels').flatMap((label) => {
    const text = asText(isObject(label) ? label.label : label);
    return text === null ? [] : [clean(text)];
  });
}

function extraOf(record: JsonObject): JsonObject {
  const rest = Object.fromEntries(Object.entries(record).filter(([member]) => !PLACED.has(member)));
  const kept = withoutSecrets(rest, SECRET_MEMBERS);
  return isObject(kept) ? kept : {};
}
