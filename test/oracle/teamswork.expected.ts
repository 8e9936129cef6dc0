/** What the raw records of TeamsWork say, told again from the records alone. */
import type { Expected, Row } from './expected';
import { localDay, localTime, wholeMinutes } from './expected';
import type { Activity, Records, Ticket } from './teamswork.records';
import { AGENTS, REQUESTERS } from './teamswork.records';

const GROUPS: Record<string, string> = {
  Open: 'open',
  'In Progress': 'open',
  Reopened: 'open',
  Resolved: 'solved',
  Closed: 'closed',
};
const LEVELS: Record<string, string> = { Low: 'low', Medium: 'normal', Important: 'high', Urgent: 'urgent' };
const OPTIONS: Record<string, string> = { o1: 'North', o2: 'South' };

export function expectedOf(records: Records, source: string, zone: string): Expected {
  const tables = {
    tickets: [],
    comments: [],
    status_changes: [],
    ticket_tags: [],
    ticket_custom_fields: [],
    people: [],
  };
  const expected: Expected = tables;
  for (const ticket of records.tickets) {
    const activities = records.activities.get(ticket.id) ?? [];
    expected['tickets']?.push(ticketRow(ticket, activities, source, zone));
    expected['comments']?.push(...commentRows(ticket, activities, source, zone));
    expected['status_changes']?.push(...changeRows(ticket, activities, source, zone));
    const ticket_key = `${source}:${ticket.id}`;
    for (const tag of ticket.tags)
      expected['ticket_tags']?.push({ ticket_key, tag: tag.toLowerCase(), tag_label: tag });
    for (const [id, value] of Object.entries(ticket.customFields))
      expected['ticket_custom_fields']?.push({ ticket_key, field_key: `${source}:${id}`, ...valueOf(id, value) });
  }
  for (const [role, users] of [
    ['agent', AGENTS],
    ['requester', REQUESTERS],
  ] as const)
    for (const { id, name, email } of users)
      if (role === 'agent' || records.tickets.some(({ requestor }) => requestor.id === id))
        expected['people']?.push({ person_key: `${source}:${id}`, name, email, role });
  return expected;
}

function ticketRow(ticket: Ticket, activities: Activity[], source: string, zone: string): Row {
  const steps = activities.flatMap(({ changes }) => changes);
  const done = (label: string): boolean => ticket.resolvedStatus.includes(label);
  const answer = activities.find(
    ({ comment, isPrivate, createdBy }) =>
      comment !== null && !isPrivate && AGENTS.some(({ id }) => id === createdBy.id),
  );
  const first = answer?.createdDateTime ?? null;
  const closing = activities.findLast(({ changes }) => changes.some(({ newValue }) => newValue === 'Closed'));
  const closed = ticket.status === 'Closed' ? (closing?.createdDateTime ?? null) : null;
  return {
    ticket_key: `${source}:${ticket.id}`,
    ticket_id: ticket.id,
    ticket_number: String(ticket.ticketNo),
    subject: ticket.title,
    description: ticket.description,
    status: ticket.status,
    status_group: GROUPS[ticket.status] ?? 'open',
    is_open: String(!done(ticket.status)),
    priority: ticket.priority,
    priority_level: LEVELS[ticket.priority] ?? null,
    requester_key: `${source}:${ticket.requestor.id}`,
    requester_name: ticket.requestor.name,
    requester_email: ticket.requestor.email,
    assignee_key: ticket.assignee === null ? null : `${source}:${ticket.assignee.id}`,
    assignee_name: ticket.assignee?.name ?? null,
    created_local: localTime(ticket.createdOn, zone),
    created_date: localDay(ticket.createdOn, zone),
    updated_local: localTime(ticket.lastUpdatedOn, zone),
    first_response_local: localTime(first, zone),
    first_response_minutes: first === null ? null : wholeMinutes(ticket.createdOn, first),
    closed_local: localTime(closed, zone),
    closed_date: localDay(closed, zone),
    reopen_count: String(steps.filter(({ oldValue, newValue }) => done(oldValue) && !done(newValue)).length),
    comment_count: String(activities.filter(({ comment }) => comment !== null).length),
  };
}

function commentRows(ticket: Ticket, activities: Activity[], source: string, zone: string): Row[] {
  return activities
    .filter(({ comment }) => comment !== null)
    .map((activity) => ({
      comment_key: `${source}:${ticket.id}/${activity.id}`,
      author_key: `${source}:${activity.createdBy.id}`,
      author_name: activity.createdBy.name,
      visibility: activity.isPrivate ? 'internal' : 'public',
      body: activity.comment,
      created_local: localTime(activity.createdDateTime, zone),
      created_date: localDay(activity.createdDateTime, zone),
    }));
}

function changeRows(ticket: Ticket, activities: Activity[], source: string, zone: string): Row[] {
  let before = ticket.createdOn;
  const steps = activities.flatMap(({ changes, ...activity }) => changes.map((change) => ({ ...activity, ...change })));
  return steps.map((step, index) => {
    const minutes = wholeMinutes(before, step.createdDateTime);
    before = step.createdDateTime;
    return {
      change_key: `${source}:${ticket.id}/${String(index + 1)}`,
      sequence: String(index + 1),
      from_status: step.oldValue,
      to_status: step.newValue,
      to_group: GROUPS[step.newValue] ?? 'open',
      changed_local: localTime(step.createdDateTime, zone),
      changed_by_name: step.createdBy.name,
      minutes_in_from_status: minutes,
      origin: 'vendor',
    };
  });
}

function valueOf(field: string, value: string | boolean | string[]): Row {
  const isDay = field === 'f-day';
  return {
    value_text: Array.isArray(value) ? value.map((key) => OPTIONS[key] ?? key).join(', ') : String(value),
    value_number: null,
    value_boolean: typeof value === 'boolean' ? String(value) : null,
    value_at: null,
    value_local: isDay ? `${String(value)} 00:00:00` : null,
    value_date: isDay ? String(value) : null,
  };
}
