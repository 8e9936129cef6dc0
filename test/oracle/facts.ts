/** What a world says, service by service the same words, and the rows that the tables have to show of it. */
import { createHash } from 'node:crypto';
import { businessMinutes } from './hours';
import { LONGEST, shownText } from './texts';
import type { Micros } from './time';
import { shownDay, shownInstant, shownLocal, wholeMinutes } from './time';

/** As a Parquet reader shows it, as text. Several: any of them. */
export type Value = string | null | readonly string[];
export type Row = Record<string, Value>;
export type Expected = Record<string, Row[]>;

export type Group = 'new' | 'open' | 'pending' | 'on_hold' | 'solved' | 'closed' | 'deleted' | 'unknown';
type Role = 'agent' | 'requester' | 'operator';

export interface Named {
  id: string | null;
  name: Value;
  email: Value;
}

export interface PersonFacts extends Named {
  id: string;
  role: Role | null;
  organization?: string | null;
  isActive?: boolean;
  zone?: string | null;
  /** A list shows them; else only those whom a row names are published. */
  isListed: boolean;
}

export interface CommentFacts {
  /** null: the service gives none, and any will do. */
  id: string | null;
  author: Named | null;
  role: 'agent' | 'requester' | 'system' | 'unknown';
  isInternal: boolean;
  kind: 'comment' | 'reply' | 'note' | 'activity';
  title: string | null;
  body: string | null;
  created: Micros | null;
  updated: Micros | null;
}

export interface ChangeFacts {
  from: string | null;
  to: string | null;
  fromGroup: Group | null;
  toGroup: Group;
  at: Micros;
  by: Named | null;
  origin: 'vendor' | 'observed';
}

export interface FileFacts {
  /** null: the service gives none. */
  id: string | null;
  comment: string | null;
  name: string | null;
  type: string | null;
  bytes: number | null;
  created: Micros | null;
}

export interface ValueFacts {
  field: string;
  text: string | null;
  number?: number | null;
  boolean?: boolean | null;
  at?: Micros | null;
  day?: string | null;
  /** Chosen options, each with its ID, in their order; missing where it is no choice. */
  options?: ReadonlyArray<readonly [label: string, id: string | null]>;
}

export interface TicketFacts {
  id: string;
  number: string | null;
  url: string | null;
  subject: string | null;
  description: string | null;
  status: string | null;
  group: Group;
  priority: string | null;
  level: string | null;
  type: string | null;
  channel: string | null;
  queue: string | null;
  queueId: string | null;
  requester: Named | null;
  assignee: Named | null;
  /** Who entered it; `id` null: known by the name alone. */
  creator: Named | null;
  team: string | null;
  organization: string | null;
  created: Micros | null;
  updated: Micros | null;
  /** The service's own figure. */
  firstResponse: Micros | null;
  resolved: Micros | null;
  closed: Micros | null;
  due: Micros | null;
  dueDay: string | null;
  satisfaction: number | null;
  sla: string | null;
  /** As written; null: the service has none. */
  tags: ReadonlyArray<{ label: string; category: string | null }>;
  deletedAt: Micros | null;
  isDeleted: boolean;
  /** null: the service has none. */
  comments: readonly CommentFacts[] | null;
  changes: readonly ChangeFacts[];
  reopenings: number | null;
  files: readonly FileFacts[];
  values: readonly ValueFacts[];
  /** What is odd about its record. */
  notes?: readonly NoteFacts[];
}

/** A row of `rejects`. */
export interface NoteFacts {
  stream?: string;
  field: string;
  severity: 'field' | 'note';
  reason: string;
}

export interface SourceFacts {
  tickets: readonly TicketFacts[];
  people: readonly PersonFacts[];
  queues: ReadonlyArray<{ id: string; name: string | null; kind: string }>;
  fields: ReadonlyArray<{ id: string; name: string | null; type: string | null }>;
  /** What is said once of the whole source. */
  notes?: readonly NoteFacts[];
}

const DONE: readonly Group[] = ['solved', 'closed'];
const OPEN: readonly Group[] = ['new', 'open', 'pending', 'on_hold', 'unknown'];
export const isDone = (group: Group | null): boolean => group !== null && DONE.includes(group);
const isOpen = (group: Group): boolean => OPEN.includes(group);

/** The last time that it became done, and that it became closed. */
export function entries(changes: readonly ChangeFacts[]): { done: Micros | null; closed: Micros | null } {
  const done = changes.findLast((step) => isDone(step.toGroup) && !isDone(step.fromGroup));
  const closed = changes.findLast((step) => step.toGroup === 'closed' && step.fromGroup !== 'closed');
  return { done: done?.at ?? null, closed: closed?.at ?? null };
}

export function reopenings(changes: readonly ChangeFacts[]): number {
  return changes.filter((step) => isDone(step.fromGroup) && isOpen(step.toGroup)).length;
}

/** Every column but the stamps of the run. */
export function tablesOf(facts: SourceFacts, source: string, vendor: string, zone: string): Expected {
  const key = (id: string | null): string | null => (id === null ? null : `${source}:${id}`);
  const of = { source, vendor };
  const field = fieldKeys(facts.fields, source);
  const named = new Set(
    facts.tickets.flatMap(({ requester, assignee, creator, comments, changes }) =>
      [
        requester,
        assignee,
        creator,
        ...(comments ?? []).map(({ author }) => author),
        ...changes.map(({ by }) => by),
      ].map((person) => person?.id ?? null),
    ),
  );
  const rows = facts.tickets.map((ticket) => ticketRows(ticket, of, key, field, zone));
  return {
    tickets: rows.flatMap(({ tickets }) => tickets),
    comments: rows.flatMap(({ comments }) => comments),
    status_changes: rows.flatMap(({ changes }) => changes),
    ticket_tags: rows.flatMap(({ tags }) => tags),
    ticket_custom_fields: rows.flatMap(({ values }) => values),
    ticket_custom_field_options: rows.flatMap(({ options }) => options),
    attachments: rows.flatMap(({ files }) => files),
    people: facts.people
      .filter(({ id, isListed }) => isListed || named.has(id))
      .map(({ id, name, email, role, organization = null, isActive = true, zone: own = null }) => ({
        ...{ ...of, person_key: key(id), person_id: id, name, email, role, organization, team: null },
        ...{ is_active: String(isActive), time_zone: own },
      })),
    queues: [...facts.queues, ...unlistedQueues(facts)].map(({ id, name, kind }) => ({
      ...of,
      queue_key: key(id),
      queue_id: id,
      name,
      kind,
    })),
    rejects: [...(facts.notes ?? []), ...facts.tickets.flatMap(notesOn)].map(({ stream = 'tickets', ...note }) => ({
      ...of,
      stream,
      ...note,
    })),
    custom_fields: facts.fields.map(({ id, name, type }) => ({
      ...{ ...of, field_key: field(id), field_id: id, name, type, column_name: columnNames(name ?? id, id) },
    })),
  };
}

/** Those that no list names, and a ticket does. */
function unlistedQueues({ queues, tickets }: SourceFacts): SourceFacts['queues'] {
  const kind = queues[0]?.kind ?? '';
  const named = tickets.flatMap(({ queueId: id, queue: name }) => (id === null ? [] : [{ id, name, kind }]));
  const unlisted = named.filter(({ id }) => !queues.some((listed) => listed.id === id));
  return [...new Map(unlisted.map((queue) => [queue.id, queue])).values()];
}

/** Ids that read alike to Power BI, which folds case and trims blanks, are told apart. */
function fieldKeys(fields: SourceFacts['fields'], source: string): Key {
  const alike = (id: string) => fields.filter((other) => fold(other.id) === fold(id)).length > 1;
  const mark = (id: string) => createHash('sha256').update(id).digest('hex').slice(0, 8);
  return (id) => (id === null ? null : `${source}:${id}${alike(id) ? `~${mark(id)}` : ''}`);
}

/** What a field's column may be called: by its label, and where another field was first, with a part of its hash. */
function columnNames(label: string, id: string): string[] {
  const letters = Array.from(label.normalize('NFC').toLowerCase(), (sign) =>
    /[\p{L}\p{Nd}]/u.test(sign) ? sign : '_',
  );
  const words = letters
    .join('')
    .split('_')
    .filter((word) => word !== '');
  const hash = createHash('sha256').update(id).digest('hex').slice(0, 8);
  const name = words.length === 0 ? `field_${hash}` : words.join('_');
  const plain = /^[a-z]/.test(name) ? name : `f_${name}`;
  return [plain, `${plain}_${hash}`];
}

type Of = { source: string; vendor: string };
type Key = (id: string | null) => string | null;
type TicketRows = Record<'tickets' | 'comments' | 'changes' | 'tags' | 'values' | 'options' | 'files', Row[]>;

function ticketRows(facts: TicketFacts, of: Of, key: Key, field: Key, zone: string): TicketRows {
  const ticket_key = `${of.source}:${facts.id}`;
  const folded = [...new Map(facts.tags.map((tag) => [fold(tag.label), tag])).keys()]
    .filter((tag) => tag !== '')
    .sort(byCodePoint);
  const base = { ...of, ticket_key };
  return {
    tickets: [{ ...base, ...ticketColumns(facts, folded, key, zone) }],
    comments: (facts.comments ?? []).map((comment) => ({ ...base, ...commentColumns(comment, ticket_key, key, zone) })),
    changes: facts.changes.map((change, at) => ({
      ...base,
      ...changeColumns(change, at, facts, key, zone),
      change_key: `${ticket_key}/${String(at + 1)}`,
    })),
    tags: folded.map((tag) => {
      const alike = facts.tags.filter(({ label }) => fold(label) === tag);
      const labels = alike.map(({ label }) => shownText(label.trim())).sort(byCodePoint);
      return { ...base, tag, tag_label: labels[0] ?? null, tag_category: alike[0]?.category ?? null };
    }),
    values: facts.values.map(({ field: id, text, number = null, boolean = null, at = null, day = null }) => ({
      ...{ ...base, field_key: field(id), value_text: shown(text) },
      ...{ value_number: text0(number), value_boolean: text0(boolean), value_at: shownInstant(at) },
      value_local: day === null ? shownLocal(at, zone) : `${day} 00:00:00.000000`,
      value_date: day ?? shownDay(at, zone),
    })),
    options: facts.values.flatMap(({ field: id, options = [] }) =>
      options
        .filter(
          ([label], at) => fold(label) !== '' && options.findIndex(([other]) => fold(other) === fold(label)) === at,
        )
        .map(([option, option_id], at) => ({
          ...{ ...base, field_key: field(id), option: shown(option), option_id, position: String(at + 1) },
        })),
    ),
    files: facts.files.map(({ id, comment, name, type, bytes, created }) => ({
      ...{ ...base, file_name: shown(name), media_type: type, size_bytes: text0(bytes) },
      ...{ created_at: shownInstant(created), created_local: shownLocal(created, zone) },
      ...(id === null
        ? {}
        : {
            attachment_key: `${ticket_key}/file-${id}`,
            comment_key: comment === null ? null : `${ticket_key}/${comment}`,
          }),
    })),
  };
}

/** What holds for all services: texts that are cut, and durations that would be negative. */
function notesOn(facts: TicketFacts): NoteFacts[] {
  const cut = (stream: string, field: string, text: string | null): NoteFacts[] =>
    (text ?? '').length > LONGEST ? [{ stream, field, severity: 'note', reason: 'text_cut' }] : [];
  const early = (field: string, at: Micros | null | undefined): NoteFacts[] =>
    at !== null && at !== undefined && at < (facts.created ?? 0)
      ? [{ field, severity: 'note', reason: 'negative_duration' }]
      : [];
  return [
    ...(facts.notes ?? []),
    ...cut('tickets', 'description', facts.description),
    ...facts.values.flatMap(({ field, text }) => cut('tickets', `custom_fields.${field}`, text)),
    ...(facts.comments ?? []).flatMap(({ body }) => cut('comments', 'body', body)),
    ...early('first_response_at', facts.firstResponse),
    ...early('resolution_minutes', facts.resolved),
    ...early('minutes_in_from_status', facts.changes[0]?.at),
  ];
}

function ticketColumns(facts: TicketFacts, tags: string[], key: Key, zone: string): Row {
  const own = facts.firstResponse !== null && facts.firstResponse >= (facts.created ?? 0) ? facts.firstResponse : null;
  const first = own ?? firstAnswer(facts);
  const group = facts.isDeleted ? 'deleted' : facts.group;
  const since = facts.changes.at(-1)?.at ?? (facts.reopenings === null ? null : facts.created);
  const dated = (stem: string, at: Micros | null, withDay: boolean): Row => ({
    [`${stem}_at`]: shownInstant(at),
    [`${stem}_local`]: shownLocal(at, zone),
    ...(withDay ? { [`${stem}_date`]: shownDay(at, zone) } : {}),
  });
  return {
    ...{ ticket_id: facts.id, ticket_number: facts.number, url: facts.url, subject: shown(facts.subject) },
    ...{ description: shown(facts.description), status: shown(facts.status), status_group: group },
    ...{ is_open: String(isOpen(group)), priority: facts.priority, priority_level: facts.level },
    ...{
      ticket_type: facts.type,
      channel: facts.channel,
      queue: facts.queue,
      queue_key: key(facts.queueId),
      team: facts.team,
      organization: facts.organization,
    },
    ...{ requester_key: key(facts.requester?.id ?? null), requester_name: facts.requester?.name ?? null },
    ...{ requester_email: facts.requester?.email ?? null, assignee_key: key(facts.assignee?.id ?? null) },
    ...{ assignee_name: facts.assignee?.name ?? null, assignee_email: facts.assignee?.email ?? null },
    ...{ creator_key: key(facts.creator?.id ?? null), creator_name: facts.creator?.name ?? null },
    creator_email: facts.creator?.email ?? null,
    ...dated('created', facts.created, true),
    ...dated('updated', facts.updated, false),
    ...dated('first_response', first, false),
    ...dated('resolved', facts.resolved, true),
    ...dated('closed', facts.closed, true),
    ...{ due_at: shownInstant(facts.due), due_local: shownLocal(facts.due, zone) },
    due_date: facts.dueDay ?? shownDay(facts.due, zone),
    first_response_minutes: wholeMinutes(facts.created, first),
    resolution_minutes: wholeMinutes(facts.created, facts.resolved),
    first_response_business_minutes: businessMinutes(facts.created, first, zone),
    resolution_business_minutes: businessMinutes(facts.created, facts.resolved, zone),
    present_status_since_at: shownInstant(since),
    present_status_since_local: shownLocal(since, zone),
    minutes_pending: minutesPending(facts),
    public_agent_comments: publicComments(facts, 'agent'),
    requester_comments: publicComments(facts, 'requester'),
    comment_count: text0(facts.comments?.filter(({ kind }) => kind !== 'activity').length ?? null),
    ...{ reopen_count: text0(facts.reopenings), satisfaction: text0(facts.satisfaction), sla_status: facts.sla },
    tags: tags.length === 0 ? null : tags.join(', '),
    ...{ is_deleted: String(facts.isDeleted), deleted_at: shownInstant(facts.deletedAt) },
  };
}

/** Around the clock, in what it has left; null where a step of its past is not known. */
function minutesPending({ reopenings: known, changes, created }: TicketFacts): string | null {
  if (known === null || changes.some(({ fromGroup }) => fromGroup === null || fromGroup === 'unknown')) return null;
  let minutes = 0;
  for (const [at, step] of changes.entries()) {
    if (step.fromGroup !== 'pending' && step.fromGroup !== 'on_hold') continue;
    minutes += Number(wholeMinutes(Math.max(changes[at - 1]?.at ?? 0, created ?? 0), step.at));
  }
  return String(minutes);
}

function publicComments({ comments }: TicketFacts, side: CommentFacts['role']): string | null {
  const fitting = comments?.filter(({ role, isInternal, kind }) => role === side && !isInternal && kind !== 'activity');
  return text0(fitting?.length ?? null);
}

/** The first public comment by an agent; by somebody else than the requester where nobody knows the author's side. */
function firstAnswer({ comments, requester, created }: TicketFacts): Micros | null {
  const answers = (comments ?? []).filter(
    ({ author, role, isInternal, kind, created: at }) =>
      !isInternal &&
      kind !== 'activity' &&
      at !== null &&
      at >= (created ?? 0) &&
      (author?.id ?? 'nobody') !== requester?.id &&
      (role === 'agent' || (role === 'unknown' && requester !== null && author !== null)),
  );
  return answers.reduce<Micros | null>(
    (first, { created: at }) => (first === null || (at ?? 0) < first ? at : first),
    null,
  );
}

function commentColumns(facts: CommentFacts, ticketKey: string, key: Key, zone: string): Row {
  return {
    ...(facts.id === null ? {} : { comment_id: facts.id, comment_key: `${ticketKey}/${facts.id}` }),
    ...{ author_key: key(facts.author?.id ?? null), author_name: facts.author?.name ?? null },
    ...{ author_email: facts.author?.email ?? null, author_role: facts.role },
    ...{
      visibility: facts.isInternal ? 'internal' : 'public',
      kind: facts.kind,
      title: shown(facts.title),
      body: shown(facts.body),
    },
    ...{ created_at: shownInstant(facts.created), created_local: shownLocal(facts.created, zone) },
    ...{ created_date: shownDay(facts.created, zone), updated_at: shownInstant(facts.updated), is_deleted: 'false' },
  };
}

function changeColumns(facts: ChangeFacts, at: number, { created, changes }: TicketFacts, key: Key, zone: string): Row {
  const before = Math.max(changes[at - 1]?.at ?? 0, created ?? 0);
  return {
    ...{ sequence: String(at + 1), from_status: shown(facts.from), to_status: shown(facts.to) },
    ...{ from_group: facts.fromGroup, to_group: facts.toGroup, changed_at: shownInstant(facts.at) },
    ...{ changed_local: shownLocal(facts.at, zone), changed_date: shownDay(facts.at, zone) },
    ...{ changed_by_key: key(facts.by?.id ?? null), changed_by_name: facts.by?.name ?? null, origin: facts.origin },
    minutes_in_from_status: wholeMinutes(before, facts.at),
    business_minutes_in_from_status: businessMinutes(before, facts.at, zone),
  };
}

function shown(text: string | null): string | null {
  return text === null || text.trim() === '' ? null : shownText(text);
}

function text0(value: number | boolean | null): string | null {
  return value === null ? null : String(value);
}

export function fold(text: string): string {
  return shownText(text).trim().normalize('NFC').toLowerCase();
}

function byCodePoint(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
