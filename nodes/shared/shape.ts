/**
 * The shape of what operations give. The compiler holds the unified ones to vendors/model.ts: a member that is
 * missing here, or of another kind, does not compile. Output schemas and the Selected Fields come from it.
 */
import type {
  Attachment,
  Comment,
  CustomField,
  CustomValue,
  Name,
  Person,
  Queue,
  StatusChange,
  Ticket,
} from '../../vendors/model';

/** Kinds of members; all may be null. */
export type MemberKind = 'text' | 'number' | 'flag' | 'texts' | 'object' | ListOf;
export type Shape = Readonly<Record<string, MemberKind>>;
/** A list of objects of one shape. */
export interface ListOf {
  readonly each: Shape;
}

type KindOf<Value> = Value extends boolean
  ? 'flag'
  : Value extends number
    ? 'number'
    : Value extends string
      ? 'text'
      : Value extends readonly string[]
        ? 'texts'
        : Value extends ReadonlyArray<infer Item>
          ? { readonly each: ShapeOf<Item> }
          : 'object';
type ShapeOf<Row> = { readonly [Member in keyof Row]-?: KindOf<NonNullable<Row[Member]>> };

const CUSTOM_VALUE: ShapeOf<CustomValue> = {
  field_id: 'text',
  name: 'text',
  type: 'text',
  value_text: 'text',
  value_number: 'number',
  value_boolean: 'flag',
  value_at: 'text',
  value_date: 'text',
  option_ids: 'texts',
};

const TICKET: ShapeOf<Omit<Ticket, 'extra' | 'done_words' | 'status_at'>> = {
  ticket_id: 'text',
  ticket_number: 'text',
  url: 'text',
  subject: 'text',
  description: 'text',
  status: 'text',
  status_id: 'text',
  status_group: 'text',
  is_open: 'flag',
  priority: 'text',
  priority_id: 'text',
  priority_level: 'text',
  ticket_type: 'text',
  ticket_type_id: 'text',
  channel: 'text',
  channel_id: 'text',
  queue: 'text',
  queue_id: 'text',
  requester_id: 'text',
  requester_name: 'text',
  requester_email: 'text',
  assignee_id: 'text',
  assignee_name: 'text',
  assignee_email: 'text',
  creator_id: 'text',
  creator_name: 'text',
  creator_email: 'text',
  team: 'text',
  team_id: 'text',
  organization: 'text',
  organization_id: 'text',
  created_at: 'text',
  updated_at: 'text',
  first_response_at: 'text',
  resolved_at: 'text',
  closed_at: 'text',
  due_at: 'text',
  due_date: 'text',
  satisfaction: 'number',
  sla_status: 'text',
  tags: 'texts',
  is_deleted: 'flag',
  custom_fields: { each: CUSTOM_VALUE },
};

const COMMENT: ShapeOf<Comment> = {
  ticket_id: 'text',
  comment_id: 'text',
  author_id: 'text',
  author_name: 'text',
  author_email: 'text',
  author_role: 'text',
  visibility: 'text',
  kind: 'text',
  title: 'text',
  body: 'text',
  created_at: 'text',
  updated_at: 'text',
};

const STATUS_CHANGE: ShapeOf<Omit<StatusChange, 'from_status_id' | 'to_status_id' | 'cycle'>> = {
  ticket_id: 'text',
  event_id: 'text',
  from_status: 'text',
  to_status: 'text',
  from_group: 'text',
  to_group: 'text',
  changed_at: 'text',
  changed_by_id: 'text',
  changed_by_name: 'text',
};

const PERSON: ShapeOf<Person> = {
  person_id: 'text',
  name: 'text',
  email: 'text',
  role: 'text',
  organization: 'text',
  organization_id: 'text',
  team: 'text',
  team_id: 'text',
  is_active: 'flag',
  time_zone: 'text',
};

const QUEUE: ShapeOf<Queue> = { queue_id: 'text', name: 'text', kind: 'text' };
const CUSTOM_FIELD: ShapeOf<CustomField> = { field_id: 'text', name: 'text', type: 'text' };
const NAME: ShapeOf<Name> = { kind: 'text', id: 'text', name: 'text' };

const ATTACHMENT: ShapeOf<Attachment> = {
  attachment_id: 'text',
  ticket_id: 'text',
  comment_id: 'text',
  file_name: 'text',
  media_type: 'text',
  size_bytes: 'number',
  created_at: 'text',
};

/** The unified rows that can become items. */
export const ROWS = {
  tickets: TICKET,
  comments: COMMENT,
  status_changes: STATUS_CHANGE,
  people: PERSON,
  queues: QUEUE,
  custom_fields: CUSTOM_FIELD,
  attachments: ATTACHMENT,
  names: NAME,
} as const satisfies Record<string, Shape>;

export type RowKind = keyof typeof ROWS;

/** What Simplified shows: the members that people use, ten at the most. Addresses of people are none of them. */
export const SIMPLIFIED: Readonly<Record<RowKind, readonly string[]>> = {
  tickets: [
    'ticket_id',
    'ticket_number',
    'url',
    'subject',
    'status',
    'priority',
    'requester_name',
    'assignee_name',
    'created_at',
    'updated_at',
  ],
  comments: ['ticket_id', 'comment_id', 'author_name', 'author_role', 'visibility', 'body', 'created_at'],
  status_changes: ['ticket_id', 'event_id', 'from_status', 'to_status', 'changed_at', 'changed_by_name'],
  people: ['person_id', 'name', 'email', 'role', 'organization', 'team', 'is_active'],
  queues: Object.keys(QUEUE),
  custom_fields: Object.keys(CUSTOM_FIELD),
  attachments: Object.keys(ATTACHMENT),
  names: Object.keys(NAME),
};

/** The member that says which record a row is. */
export const ID_OF: Readonly<Record<RowKind, string>> = {
  tickets: 'ticket_id',
  comments: 'comment_id',
  status_changes: 'event_id',
  people: 'person_id',
  queues: 'queue_id',
  custom_fields: 'field_id',
  attachments: 'attachment_id',
  names: 'id',
};

/** What an operation gives: unified rows, or members of its own. */
export type OutputShape = RowKind | Shape;

/** What of an operation says how its items look. */
export interface DescribedShape {
  output: OutputShape;
  adds?: Shape;
}

/** Of the items that an operation gives where nothing else is chosen. */
export function shapeOf({ output, adds }: DescribedShape, version: number): Shape {
  return { ...(typeof output === 'string' ? rowShape(output, version) : output), ...adds };
}

function rowShape(kind: RowKind, version: number): Shape {
  const members = Object.entries<MemberKind>(ROWS[kind]);
  return version === 1 ? ROWS[kind] : Object.fromEntries(members.filter(([name]) => SIMPLIFIED[kind].includes(name)));
}

const TYPES = { text: 'string', number: 'number', flag: 'boolean', object: 'object' } as const;

/** The JSON Schema of one item, as n8n shows it before a node has run. That members may be null is not said in it. */
export function schemaOf(operation: DescribedShape, version: number): object {
  return objectSchema(shapeOf(operation, version));
}

function objectSchema(shape: Shape): object {
  const members = Object.entries(shape).map(([member, kind]) => [member, memberSchema(kind)]);
  return { type: 'object', properties: Object.fromEntries(members) as Record<string, object> };
}

function memberSchema(kind: MemberKind): object {
  if (kind === 'texts') return { type: 'array', items: { type: 'string' } };
  if (typeof kind !== 'string') return { type: 'array', items: objectSchema(kind.each) };
  return { type: TYPES[kind] };
}
