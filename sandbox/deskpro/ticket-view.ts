/** A ticket as Deskpro shows it. */
import { dictionary } from '../dictionary';
import type { World, WorldChange, WorldField, WorldPriority, WorldTicket, WorldValue } from '../world/world';
import type { DeskproState } from './state';
import type { Json, JsonObject } from './json';
import { stamp, stampOrNull } from './json';
import { statusCode } from './ticket-index';

const URGENCY: Readonly<Record<WorldPriority, number>> = { low: 2, normal: 5, high: 7, urgent: 10 };
const CHANNELS: Readonly<Record<string, string>> = dictionary({
  email: 'gateway.person',
  portal: 'web.person.portal',
  api: 'web.api',
});

/** What was written, as long as it holds; else every third ticket on hold carries a sub-status. */
function wholeStatus(state: DeskproState, ticket: WorldTicket): string {
  const code = statusCode(ticket);
  const status = state.extras.get(ticket.id)?.['ticket_status'];
  if (typeof status === 'string' && status.split('.')[0] === code) return status;
  return code === 'pending' && ticket.id % 3 === 0 ? 'pending.5' : code;
}

/** The world tells new from open, Deskpro does not: a step from one to the other is no change here. */
export function changesOf(ticket: WorldTicket): WorldChange[] {
  const isFresh = (status: string | null) => status === 'new' || status === 'open';
  return ticket.changes.filter(({ field, from, to }) => field !== 'status' || !isFresh(from) || !isFresh(to));
}

export function statusChangedAt(ticket: WorldTicket): number {
  return changesOf(ticket).findLast(({ field }) => field === 'status')?.at ?? ticket.createdAt;
}

export interface Replies {
  agent: number | null;
  user: number;
}

/** A user's first message is the ticket itself. */
export function lastReplies(world: World, ticket: WorldTicket): Replies {
  const latest: Replies = { agent: null, user: ticket.createdAt };
  for (const { author, isPublic, createdAt } of ticket.comments) {
    if (!isPublic) continue;
    if (world.person(author)?.isAgent === true) latest.agent = Math.max(latest.agent ?? 0, createdAt);
    else latest.user = Math.max(latest.user, createdAt);
  }
  return latest;
}

export function ticketView(state: DeskproState, ticket: WorldTicket): JsonObject {
  const { world } = state;
  const requester = world.person(ticket.requester);
  const assignee = ticket.assignee === null ? undefined : world.person(ticket.assignee);
  const replies = lastReplies(world, ticket);
  const code = statusCode(ticket);
  const isDone = code === 'resolved' || code === 'archived';
  return {
    id: ticket.id,
    ref: ticket.number,
    auth: `auth${ticket.uuid.slice(0, 8)}`,
    access_code: `ac${ticket.uuid.slice(9, 13)}`,
    ticket_hash: ticket.uuid.replaceAll('-', ''),
    parent: null,
    language: null,
    brand: 1,
    department: ticket.queue,
    category: ticket.type,
    priority: null,
    workflow: null,
    product: null,
    person: ticket.requester,
    person_email: requester?.email ?? '',
    agent: ticket.assignee,
    agent_team: assignee?.team ?? null,
    organization: requester?.organization ?? null,
    linked_chat: null,
    email_account: null,
    email_account_address: '',
    sent_to_address: [],
    creation_system: CHANNELS[ticket.channel] ?? ticket.channel,
    creation_system_option: '',
    status: code,
    is_hold: false,
    labels: ticket.tags.length === 0 ? null : ticket.tags,
    urgency: URGENCY[ticket.priority],
    feedback_rating: ticket.satisfaction,
    date_created: stamp(ticket.createdAt),
    date_status: stamp(statusChangedAt(ticket)),
    date_resolved: isDone ? stampOrNull(ticket.resolvedAt) : null,
    date_archived: code === 'archived' ? stampOrNull(ticket.closedAt) : null,
    date_feedback_rating: null,
    date_first_agent_assign: null,
    date_first_agent_reply: stampOrNull(ticket.firstResponseAt),
    date_last_agent_reply: stampOrNull(replies.agent),
    date_last_user_reply: stamp(replies.user),
    date_agent_waiting: null,
    date_user_waiting: null,
    date_locked: null,
    date_on_hold: null,
    total_user_waiting: secondsBetween(ticket.createdAt, ticket.firstResponseAt),
    total_to_first_reply: secondsBetween(ticket.createdAt, ticket.firstResponseAt),
    total_user_waiting_wh: 0,
    total_to_first_reply_wh: 0,
    waiting_times: waitingTimes(ticket),
    locked_by_agent: state.locks.get(ticket.id) ?? null,
    subject: ticket.subject,
    original_subject: ticket.subject,
    properties: null,
    problems: [],
    children: [],
    siblings: [],
    cc: [],
    has_attachments: ticket.attachments.length > 0,
    count_agent_replies: ticket.comments.filter(({ author }) => world.person(author)?.isAgent).length,
    count_user_replies: ticket.comments.filter(({ author }) => !world.person(author)?.isAgent).length,
    worst_sla_status: ticket.dueAt === null ? null : ticket.isSlaBreached ? 'fail' : 'ok',
    ticket_slas: ticket.dueAt === null ? [] : [1],
    fields: fieldsOf(world, ticket),
    contextual_fields: [],
    star: null,
    ticket_layout: null,
    // No list, and no null: a text.
    followers: '',
    ...state.extras.get(ticket.id),
    ticket_status: wholeStatus(state, ticket),
  };
}

function secondsBetween(from: number, to: number | null): number {
  return to === null ? 0 : Math.round((to - from) / 1000);
}

/** Unix seconds, where all other times are text. */
function waitingTimes(ticket: WorldTicket): Json[] {
  const end = ticket.firstResponseAt;
  if (end === null) return [];
  const [start, stop] = [Math.floor(ticket.createdAt / 1000), Math.floor(end / 1000)];
  return [{ start, end: stop, length: stop - start, ticket_status: 'awaiting_agent' }];
}

/** PHP writes an empty map as an empty list. */
function fieldsOf(world: World, ticket: WorldTicket): Json {
  const fields: JsonObject = {};
  for (const field of world.fields()) {
    const value = ticket.custom[field.id];
    if (value === undefined || value === null) continue;
    fields[String(field.id)] = { aliases: [`field${field.id}`], value: fieldValue(world, field, value) };
  }
  return Object.keys(fields).length === 0 ? [] : fields;
}

function fieldValue(world: World, field: WorldField, value: WorldValue): Json {
  if (field.type === 'person') return world.person(Number(value))?.name ?? null;
  if (field.type === 'list' && !Array.isArray(value)) return [Number(value)];
  if (field.type === 'date' && typeof value === 'string') return `${value.slice(0, 10)}T00:00:00+0000`;
  return value;
}
