/** From raw value to published column: a line a column of `tickets`. */
import { dictionary } from '../../../vendors/dictionary';
import type { Json } from '../../../vendors/json';
import type { Ticket } from '../../../vendors/model';
import { fold } from '../../../vendors/text';
import type { Config, SourceConfig } from '../config/config';
import { tickets } from '../schema/ticket-tables';
import type { Cell } from '../query/values';
import type { PublishedRow, PublishedTicket } from './published';
import { cellText } from './published';
import type { NamedBy, TicketVersion } from './ticket-versions';
import type { RawValue } from './trace';
import { traced } from './trace';

export interface ColumnOrigin {
  column: string;
  published: Cell;
  /** What the service's mapping made of the newest reading; undefined where the model has no such member. */
  unified?: Json;
  raw: RawValue[];
  /** In words. */
  how: string;
}

export interface ExplainContext {
  config: Config;
  source: SourceConfig;
  published: PublishedTicket;
  /** The newest; undefined where raw/ holds none any more. */
  reading: TicketVersion | undefined;
  /** By `<kind> <id>`. */
  names: ReadonlyMap<string, NamedBy>;
}

/** Columns whose name comes by an id from a list: the id's member and the kind of the name. */
const NAMED: Readonly<Record<string, readonly [id: keyof Ticket, kind: string]>> = dictionary({
  status: ['status_id', 'status'],
  priority: ['priority_id', 'priority'],
  ticket_type: ['ticket_type_id', 'ticket_type'],
  channel: ['channel_id', 'channel'],
  queue: ['queue_id', 'queue'],
  team: ['team_id', 'team'],
  organization: ['organization_id', 'organization'],
  requester_name: ['requester_id', 'person'],
  requester_email: ['requester_id', 'person'],
  assignee_name: ['assignee_id', 'person'],
  assignee_email: ['assignee_id', 'person'],
  creator_name: ['creator_id', 'person'],
  creator_email: ['creator_id', 'person'],
});
const KEYS: Readonly<Record<string, readonly [id: keyof Ticket, what: string]>> = dictionary({
  requester_key: ['requester_id', 'person'],
  assignee_key: ['assignee_id', 'person'],
  creator_key: ['creator_id', 'person'],
  queue_key: ['queue_id', 'queue'],
});

/** The ids whose names are looked for in the lists, by kind. */
export function requestedNames(ticket: Ticket): Map<string, Set<string>> {
  const requested = new Map<string, Set<string>>();
  for (const [id, kind] of Object.values(NAMED)) {
    const value = ticket[id];
    if (typeof value === 'string') requested.set(kind, (requested.get(kind) ?? new Set()).add(value));
  }
  return requested;
}

export function columnOrigins(known: ExplainContext): ColumnOrigin[] {
  const { reading } = known;
  const origins =
    reading === undefined
      ? new Map<string, RawValue[]>()
      : traced(reading.record, (record) => membersOf(reading.meaning(record)));
  return tickets.columns.map(({ name }) => {
    const members = [name, KEYS[name]?.[0], NAMED[name]?.[0]].filter((member) => member !== undefined);
    const raw = members.flatMap((member) => origins.get(member) ?? []);
    const unified = reading && membersOf(reading.ticket)?.[name];
    return {
      column: name,
      published: known.published.row[name] ?? null,
      ...(unified === undefined ? {} : { unified }),
      raw: [...new Map(raw.map((value) => [JSON.stringify(value), value])).values()],
      how: how(name, known),
    };
  });
}

function membersOf(ticket: Ticket | undefined): Readonly<Record<string, Json>> | undefined {
  if (ticket === undefined) return undefined;
  const { custom_fields: _values, extra: _extra, ...members } = ticket;
  return members;
}

function how(column: string, known: ExplainContext): string {
  const { config, published, source } = known;
  const special = SPECIAL[column];
  if (special !== undefined) return special(known);
  const ticket = known.reading?.ticket;
  const key = KEYS[column];
  if (key !== undefined && ticket !== undefined) {
    if (ticket[key[0]] !== null) return `${source.name}: and the ${key[1]}'s id`;
    return published.row[column] === null ? NOT_SAID : BY_NAME;
  }
  if (column in NAMED && ticket !== undefined) return named(column, ticket, known);
  if (column.endsWith('_local'))
    return valueIn(published.row, column, `${column.replace('_local', '_at')} on the clocks of ${config.timezone}`);
  if (column.endsWith('_date')) return valueIn(published.row, column, `day of ${column.replace('_date', '_local')}`);
  if (ticket === undefined) return NO_RAW;
  return membersOf(ticket)?.[column] === null && published.row[column] === null
    ? NOT_SAID
    : `as ${source.vendor.title}'s record says`;
}

const NOT_SAID = 'the service does not say';
const BY_NAME = 'of the agent whose name the record says';
const NO_RAW = 'read before what raw/ still holds';

function valueIn(row: PublishedRow, column: string, explanation: string): string {
  return row[column] === null ? '' : explanation;
}

function named(column: string, ticket: Ticket, { names, published, source }: ExplainContext): string {
  const [idMember, kind] = NAMED[column] ?? ['ticket_id', ''];
  const id = ticket[idMember];
  if (typeof id !== 'string') {
    if (published.row[column] === null) return NOT_SAID;
    return (membersOf(ticket)?.[column] ?? null) === null ? BY_NAME : `as ${source.vendor.title}'s record says`;
  }
  const listed = names.get(`${kind} ${id}`);
  const name = published.row[column];
  const listedValue = column.endsWith('_email') ? listed?.email : listed?.name;
  if (listed !== undefined && name !== null && listedValue === name)
    return `${kind.replace('_', ' ')} ${id}, from the list ${listed.stream} (raw/${listed.place.file})`;
  if (name === null) return `${kind.replace('_', ' ')} ${id}, which no list names`;
  return membersOf(ticket)?.[column] === name
    ? `as ${source.vendor.title}'s record says`
    : `${kind.replace('_', ' ')} ${id}, from another record, or from a list that raw/ does not hold any more`;
}

/** The word of the configuration that was applied, if any. */
function override(
  map: Readonly<Record<string, string>>,
  values: ReadonlyArray<string | null>,
): [string, string] | undefined {
  for (const word of values) {
    const mapped = word === null || !Object.hasOwn(map, fold(word)) ? undefined : map[fold(word)];
    if (word !== null && mapped !== undefined) return [word, mapped];
  }
  return undefined;
}

const SPECIAL: Readonly<Record<string, (known: ExplainContext) => string>> = dictionary({
  ticket_key: () => "the source's name and the ticket's id",
  source: () => 'name in the configuration',
  vendor: () => 'the configuration',
  status_group: groupOf,
  is_open: ({ published: { row } }) => `status_group is ${cellText(row['status_group'])}`,
  priority_level: levelOf,
  description: ({ source, reading }) =>
    reading?.ticket.description === null && source.vendor.describedByFirstComment === true
      ? 'the first public comment'
      : 'as plain text, at most 32,000 units',
  tags: ({ published: { row } }) => (row['tags'] === null ? NOT_SAID : 'folded, sorted, joined'),
  first_response_at: firstResponse,
  first_response_minutes: () => 'whole minutes from created_at to first_response_at',
  resolution_minutes: () => 'whole minutes from created_at to resolved_at',
  first_response_business_minutes: (known) => businessMinutes('first_response_minutes', known),
  resolution_business_minutes: (known) => businessMinutes('resolution_minutes', known),
  resolved_at: (known) => ended('resolved_at', known),
  closed_at: (known) => ended('closed_at', known),
  due_date: ({ published: { row }, reading }) =>
    (reading?.ticket.due_date ?? null) === null
      ? valueIn(row, 'due_date', 'day of due_local')
      : 'the day that the service states',
  comment_count: commentCount,
  public_agent_comments: (known) => publicComments('agent', known),
  requester_comments: (known) => publicComments('requester', known),
  present_status_since_at: presentSince,
  minutes_pending: ({ published: { row } }) =>
    row['minutes_pending'] === null
      ? 'a step of its history is not known, or none of it'
      : 'sum of minutes_in_from_status where from_group is pending or on_hold',
  reopen_count: ({ published: { row, changes } }) =>
    row['reopen_count'] === null
      ? 'a step of its history is not known, or none of it'
      : `changes from done to open among ${changes.length} known`,
  is_deleted: deletion,
  deleted_at: deletion,
  extracted_at: () => 'when the run that last changed this row was published',
  run_id: ({ published: { run } }) =>
    run === null ? '' : `a run in mode ${cellText(run['mode'])}, begun ${cellText(run['started_at'])}`,
});

/** Why the ticket's status belongs to its group. */
export function groupOf({ published: { row }, reading, source }: ExplainContext): string {
  if (row['is_deleted'] === true) return 'deleted tickets have a group of their own';
  const mapped = override(source.statuses, [cellText(row['status']), reading?.ticket.status_id ?? null]);
  if (mapped) return `statuses: in the configuration says ${mapped[0]} → ${mapped[1]}`;
  return row['status_group'] === 'unknown'
    ? 'this status is not mapped and counts as open'
    : `mapping of ${source.vendor.title}`;
}

function levelOf({ published: { row }, reading, source }: ExplainContext): string {
  const mapped = override(source.priorities, [cellText(row['priority']), reading?.ticket.priority_id ?? null]);
  if (mapped) return `priorities: in the configuration says ${mapped[0]} → ${mapped[1]}`;
  return row['priority_level'] === null ? 'no level is known for this priority' : `mapping of ${source.vendor.title}`;
}

function firstResponse({ published: { row, comments }, reading }: ExplainContext): string {
  if (row['first_response_at'] === null) return 'no public answer of an agent is known';
  if ((reading?.ticket.first_response_at ?? null) !== null) return "the service's own figure";
  const first = comments.find(
    (comment) => comment['created_at'] === row['first_response_at'] && comment['author_role'] !== 'requester',
  );
  return first
    ? `comment ${cellText(first['comment_id'])}: the first public one by an agent, or by somebody else than the requester`
    : NO_RAW;
}

/** @param calendar the column of the same minutes around the clock */
function businessMinutes(calendar: string, { published: { row }, source: { businessHours } }: ExplainContext): string {
  if (businessHours === undefined) return 'no business_hours are configured';
  return row[calendar] === null
    ? `empty, as ${calendar} is`
    : `${calendar} within business_hours, on the clocks of ${businessHours.timezone}`;
}

function ended(column: 'resolved_at' | 'closed_at', { published: { row, changes }, reading }: ExplainContext): string {
  if (row[column] === null) return row['is_open'] === true ? 'empty while the ticket is open' : 'nobody says when';
  if ((reading?.ticket[column] ?? null) !== null) return "the service's own figure";
  const change = changes.find(({ changed_at: at }) => at === row[column]);
  if (change) return `status change ${cellText(change['sequence'])} (${cellText(change['origin'])})`;
  return column === 'closed_at' && row['closed_at'] === row['resolved_at']
    ? 'as resolved_at'
    : 'last change of a ticket that was done at first sight';
}

function commentCount({ published: { row, comments } }: ExplainContext): string {
  if (row['comment_count'] === null) return 'comments were not exported, or not yet';
  const left = comments.filter((comment) => comment['kind'] === 'activity' || comment['is_deleted'] === true).length;
  return `comments, replies and notes${left === 0 ? '' : `; ${left} activities and deleted ones are left out`}`;
}

function publicComments(role: string, { published: { row } }: ExplainContext): string {
  return row['comment_count'] === null
    ? 'comments were not exported, or not yet'
    : `public comments, replies and notes with author_role ${role}; activities and deleted ones are left out`;
}

function presentSince({ published: { row, changes } }: ExplainContext): string {
  const at = row['present_status_since_at'];
  if (at === null) return 'its history is not known';
  const change = changes.find(({ changed_at: changed }) => changed === at);
  return change === undefined
    ? 'as created_at, because its status never changed'
    : `status change ${cellText(change['sequence'])} (${cellText(change['origin'])})`;
}

/** Why a ticket counts as deleted, or that it does not. */
export function deletion({ published: { row }, reading, source }: ExplainContext): string {
  if (row['is_deleted'] !== true) return 'not deleted';
  const byService = reading !== undefined && (reading.ticket.is_deleted || reading.ticket.status_group === 'deleted');
  if (byService) return `${source.vendor.title} itself marks it as deleted, spam or merged`;
  return `a complete scan that ended at ${cellText(row['deleted_at'])} did not name it any more`;
}
