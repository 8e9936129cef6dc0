/**
 * The unified model: what each service's raw records become. Members have the names of the lake's columns,
 * so that a workflow and a report speak of the same thing. Instants are text in UTC with six fraction
 * digits (`2026-03-01T09:12:44.120000Z`), dates `YYYY-MM-DD`. null = the service does not say.
 */
import type { JsonObject } from './json';

export const STATUS_GROUPS = ['new', 'open', 'pending', 'on_hold', 'solved', 'closed', 'deleted', 'unknown'] as const;
export type StatusGroup = (typeof STATUS_GROUPS)[number];
export const PRIORITY_LEVELS = ['low', 'normal', 'high', 'urgent'] as const;
export type PriorityLevel = (typeof PRIORITY_LEVELS)[number];
export type SlaStatus = 'ok' | 'warning' | 'breached';
export type PersonRole = 'agent' | 'requester' | 'operator';
export type AuthorRole = 'agent' | 'requester' | 'system' | 'unknown';
export type CommentKind = 'comment' | 'reply' | 'note' | 'activity';
export type QueueKind = 'department' | 'queue' | 'project' | 'service' | 'instance';

const OPEN_GROUPS: ReadonlySet<StatusGroup> = new Set(['new', 'open', 'pending', 'on_hold', 'unknown']);

/** A word that nobody mapped must not hide a ticket: unknown counts as open. */
export function isOpen(group: StatusGroup): boolean {
  return OPEN_GROUPS.has(group);
}

export interface Ticket {
  ticket_id: string;
  ticket_number: string | null;
  url: string | null;
  subject: string | null;
  description: string | null;
  status: string | null;
  /** The service's id of the status where its name is looked up elsewhere. */
  status_id: string | null;
  status_group: StatusGroup;
  is_open: boolean;
  /** Words that this ticket's own workflow counts as done; missing where the service does not say. */
  done_words?: string[] | null;
  /** When it came to its present status, where the service says that of the status alone. */
  status_at?: string | null;
  priority: string | null;
  priority_id: string | null;
  priority_level: PriorityLevel | null;
  ticket_type: string | null;
  ticket_type_id: string | null;
  channel: string | null;
  channel_id: string | null;
  queue: string | null;
  queue_id: string | null;
  requester_id: string | null;
  requester_name: string | null;
  requester_email: string | null;
  assignee_id: string | null;
  assignee_name: string | null;
  assignee_email: string | null;
  /** Who entered the ticket, perhaps for the requester. */
  creator_id: string | null;
  creator_name: string | null;
  creator_email: string | null;
  team: string | null;
  team_id: string | null;
  organization: string | null;
  organization_id: string | null;
  created_at: string | null;
  updated_at: string | null;
  first_response_at: string | null;
  resolved_at: string | null;
  closed_at: string | null;
  due_at: string | null;
  /** A calendar day that the service states; otherwise it follows from due_at. */
  due_date: string | null;
  satisfaction: number | null;
  sla_status: SlaStatus | null;
  /** As written; null where the service has no tags. */
  tags: string[] | null;
  /** Marked as deleted, spam or merged by the service itself. */
  is_deleted: boolean;
  custom_fields: CustomValue[];
  /** Everything else that the service says and the model has no place for. */
  extra: JsonObject;
}

export interface CustomValue {
  field_id: string;
  /** null where the definition, which has its own stream, says it. */
  name: string | null;
  type: string | null;
  value_text: string | null;
  value_number: number | null;
  value_boolean: boolean | null;
  /** An instant; null for a day. */
  value_at: string | null;
  /** `YYYY-MM-DD` of a value that is a day, without a time of day: no zone moves it. Otherwise it follows from value_at. */
  value_date: string | null;
  /** Ids of chosen options, or their labels where the service gives none; value_text is then their joined labels. */
  option_ids: string[] | null;
}

export interface Comment {
  ticket_id: string;
  /** As in comment_key: Synqly notes carry the prefix `note-`. */
  comment_id: string;
  author_id: string | null;
  author_name: string | null;
  author_email: string | null;
  author_role: AuthorRole;
  visibility: 'public' | 'internal';
  kind: CommentKind;
  title: string | null;
  body: string | null;
  created_at: string | null;
  updated_at: string | null;
}

export interface StatusChange {
  ticket_id: string;
  /** Tells one change of a ticket from another; the same event read twice has the same id. */
  event_id: string;
  from_status: string | null;
  to_status: string | null;
  /** The service's ids of the statuses where their names are looked up elsewhere. */
  from_status_id?: string | null;
  to_status_id?: string | null;
  from_group: StatusGroup | null;
  to_group: StatusGroup | null;
  changed_at: string;
  changed_by_id: string | null;
  changed_by_name: string | null;
  /** Of changes of one cycle the latest counts: the service overwrites the time of the one before. */
  cycle?: string | null;
}

export interface Person {
  person_id: string;
  name: string | null;
  email: string | null;
  role: PersonRole | null;
  organization: string | null;
  organization_id: string | null;
  team: string | null;
  team_id: string | null;
  is_active: boolean | null;
  time_zone: string | null;
}

export interface Queue {
  queue_id: string;
  name: string | null;
  kind: QueueKind;
}

export interface CustomField {
  field_id: string;
  name: string | null;
  type: string | null;
}

export interface Attachment {
  attachment_id: string;
  ticket_id: string;
  comment_id: string | null;
  file_name: string | null;
  media_type: string | null;
  size_bytes: number | null;
  created_at: string | null;
}

export const NAME_KINDS = [
  'status',
  'priority',
  'ticket_type',
  'channel',
  'team',
  'organization',
  /** id = `<field_id>/<option id>` */
  'option',
  /** id = `<id of the category>/<folded tag>` */
  'tag_category',
] as const;
export type NameKind = (typeof NAME_KINDS)[number];

/** A name that tickets and people refer to by id. */
export interface Name {
  kind: NameKind;
  id: string;
  name: string;
}

/**
 * record: the whole record was refused; field: a bad value became null; note: the value was kept,
 * and something about it is worth knowing (an ambiguous time, an unmapped word).
 */
export type Severity = 'record' | 'field' | 'note';

export interface Reject {
  record_id: string | null;
  field: string | null;
  severity: Severity;
  reason: string;
  raw: string | null;
}

/** What the records of one page mean. */
export interface Rows {
  tickets: Ticket[];
  comments: Comment[];
  status_changes: StatusChange[];
  people: Person[];
  queues: Queue[];
  custom_fields: CustomField[];
  attachments: Attachment[];
  names: Name[];
  rejects: Reject[];
}

export function emptyRows(): Rows {
  return {
    tickets: [],
    comments: [],
    status_changes: [],
    people: [],
    queues: [],
    custom_fields: [],
    attachments: [],
    names: [],
    rejects: [],
  };
}
