/**
 * The sandbox's own model of a help desk, neutral to all services: each service renders it in its own words.
 * Times are epoch milliseconds. Tickets are numbered by creation; an index never changes.
 */

export const WORLD_STATUSES = ['new', 'open', 'pending', 'on_hold', 'solved', 'closed', 'deleted'] as const;
export type WorldStatus = (typeof WORLD_STATUSES)[number];
export const WORLD_PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const;
export type WorldPriority = (typeof WORLD_PRIORITIES)[number];

export interface WorldPerson {
  /** 1, 2, 3 … over agents and requesters together. */
  id: number;
  uuid: string;
  name: string;
  email: string;
  isAgent: boolean;
  isActive: boolean;
  organization: number | null;
  team: number | null;
  timeZone: string;
}

export interface WorldNamed {
  id: number;
  uuid: string;
  name: string;
}

export type WorldFieldType = 'text' | 'textarea' | 'number' | 'date' | 'toggle' | 'list' | 'multi_list' | 'person';

export interface WorldField {
  id: number;
  uuid: string;
  name: string;
  type: WorldFieldType;
  options: WorldNamed[];
}

/** A list's value is the ids of its options; a person's the id of the person; a date's `YYYY-MM-DD`. */
export type WorldValue = string | number | boolean | number[] | null;

export interface WorldComment {
  id: number;
  author: number;
  isPublic: boolean;
  title: string | null;
  /** Plain text or HTML, as `format` says. */
  body: string;
  format: 'text' | 'html' | 'markdown';
  createdAt: number;
  updatedAt: number | null;
  attachments: number[];
}

/**
 * `from` and `to` by field: status and priority in the words above; assignee and queue as the id in digits (null =
 * nobody); tags joined by `, `; subject as it is; custom (and type) as `name: value`, null when there was no value.
 */
export interface WorldChange {
  id: number;
  field: 'status' | 'assignee' | 'priority' | 'queue' | 'tags' | 'subject' | 'custom';
  from: string | null;
  to: string | null;
  at: number;
  by: number | null;
}

export interface WorldAttachment {
  id: number;
  uuid: string;
  comment: number | null;
  fileName: string;
  mediaType: string;
  bytes: Uint8Array;
  createdAt: number;
  author: number;
}

export interface WorldTicket {
  index: number;
  /** Sequential, index + 1. */
  id: number;
  uuid: string;
  /** What people quote: the log's own number (`INC0000045`), else `T-000123`. */
  number: string;
  subject: string;
  description: string;
  descriptionFormat: 'text' | 'html' | 'markdown';
  status: WorldStatus;
  priority: WorldPriority;
  requester: number;
  assignee: number | null;
  queue: number;
  type: number | null;
  channel: string;
  tags: string[];
  createdAt: number;
  updatedAt: number;
  firstResponseAt: number | null;
  resolvedAt: number | null;
  closedAt: number | null;
  dueAt: number | null;
  /** 1 to 5. */
  satisfaction: number | null;
  isSlaBreached: boolean;
  /** By field id. */
  custom: Record<number, WorldValue>;
  /** The id of the ticket that took this one in; such a ticket is `deleted`. */
  mergedInto: number | null;
  /** Oldest first. */
  comments: WorldComment[];
  changes: WorldChange[];
  attachments: WorldAttachment[];
}

export type TicketDraft = Partial<
  Omit<WorldTicket, 'index' | 'id' | 'uuid' | 'comments' | 'changes' | 'attachments'>
> & {
  subject: string;
  requester: number;
};
export type TicketPatch = Partial<
  Pick<
    WorldTicket,
    | 'subject'
    | 'description'
    | 'status'
    | 'priority'
    | 'requester'
    | 'assignee'
    | 'queue'
    | 'type'
    | 'tags'
    | 'dueAt'
    | 'satisfaction'
    | 'custom'
    | 'createdAt'
    | 'closedAt'
    | 'mergedInto'
  >
>;

/** One service's data. Everything that is created or changed is seen by later reads. */
export interface World {
  /** Epoch ms; can be set, and moves on by itself unless frozen. */
  now(): number;
  /** Tickets ever created, deleted ones included. */
  readonly size: number;
  /** A copy: changing it changes nothing. undefined for an index that does not exist or was purged. */
  ticket(index: number): WorldTicket | undefined;
  /**
   * Indexes in the order in which they were written to (created, changed, commented on, purged); it only grows. A
   * service that keeps an index of tickets brings it up to date from where it stopped reading.
   */
  readonly touched: readonly number[];
  indexOfUuid(uuid: string): number | undefined;
  /**
   * The indexes whose createdAt is in [from, to); binary search, no scan. A ticket whose createdAt was set by hand
   * widens the range to take it in, so compare createdAt as well.
   */
  createdBetween(from: number, to: number): [first: number, end: number];
  people(): readonly WorldPerson[];
  person(id: number): WorldPerson | undefined;
  queues(): readonly WorldNamed[];
  types(): readonly WorldNamed[];
  teams(): readonly WorldNamed[];
  organizations(): readonly WorldNamed[];
  fields(): readonly WorldField[];
  create(draft: TicketDraft, by: number | null): WorldTicket;
  /** Records a change per field that differs, moves updatedAt, derives resolvedAt, closedAt. */
  change(index: number, patch: TicketPatch, by: number | null): WorldTicket | undefined;
  comment(
    index: number,
    comment: Omit<WorldComment, 'id' | 'createdAt' | 'updatedAt'> & { createdAt?: number },
  ): WorldComment | undefined;
  editComment(index: number, commentId: number, body: string): WorldComment | undefined;
  removeComment(index: number, commentId: number): boolean;
  attach(index: number, attachment: Omit<WorldAttachment, 'id' | 'uuid' | 'createdAt'>): WorldAttachment | undefined;
  removeAttachment(index: number, attachmentId: number): boolean;
  /** Gone for good: no read sees it again. */
  purge(index: number): boolean;
  addPerson(person: Omit<WorldPerson, 'id' | 'uuid'>): WorldPerson;
  changePerson(id: number, patch: Partial<Omit<WorldPerson, 'id' | 'uuid'>>): WorldPerson | undefined;
  addNamed(list: 'queues' | 'types' | 'teams' | 'organizations', name: string): WorldNamed;
  rename(list: 'queues' | 'types' | 'teams' | 'organizations', id: number, name: string): WorldNamed | undefined;
  removeNamed(list: 'queues' | 'types' | 'teams' | 'organizations', id: number): boolean;
}
