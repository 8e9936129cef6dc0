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

export interface SaidPerson extends Named {
  id: string;
  role: Role | null;
  organization?: string | null;
  isActive?: boolean;
  zone?: string | null;
  /** A list shows them; else only those whom a row names are published. */
  isListed: boolean;
}

export interface SaidComment {
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

export interface SaidChange {
  from: string | null;
  to: string | null;
  fromGroup: Group | null;
  toGroup: Group;
  at: Micros;
  by: Named | null;
  origin: 'vendor' | 'observed';
}

export interface SaidFile {
  /** null: the service gives none. */
  id: string | null;
  comment: string | null;
  name: string | null;
  type: string | null;
  bytes: number | null;
  created: Micros | null;
}

export interface SaidValue {
  field: string;
  text: string | null;
  number?: number | null;
  boolean?: boolean | null;
  at?: Micros | null;
  day?: string | null;
  /** Chosen options, each with its ID, in their order; missing where it is no choice. */
  options?: ReadonlyArray<readonly [label: string, id: string | null]>;
}

export interface SaidTicket {
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
  comments: readonly SaidComment[] | null;
  changes: readonly SaidChange[];
  reopenings: number | null;
  files: readonly SaidFile[];
  values: readonly SaidValue[];
  /** What is odd about its record. */
  notes?: readonly SaidNote[];
}

/** A row of `rejects`. */
export interface SaidNote {
  stream?: string;
  field: string;
  severity: 'field' | 'note';
  reason: string;
}

export interface Said {
  tickets: readonly SaidTicket[];
  people: readonly SaidPerson[];
  queues: ReadonlyArray<{ id: string; name: string | null; kind: string }>;
  fields: ReadonlyArray<{ id: string; name: string | null; type: string | null }>;
  /** What is said once of the whole source. */
  notes?: readonly SaidNote[];
}

const DONE: readonly Group[] = ['solved', 'closed'];
const OPEN: readonly Group[] = ['new', 'open', 'pending', 'on_hold', 'unknown'];
export const isDone = (group: Group | null): boolean => group !== null && DONE.includes(group);
const isOpen = (group: Group): boolean => OPEN.includes(group);

/** The last time that it became done, and that it became closed. */
export function entries(changes: readonly SaidChange[]): { done: Micros | null; closed: Micros | null } {
  const done = changes.findLast((step) => isDone(step.toGroup) && !isDone(step.fromGroup));
  const closed = changes.findLast((step) => step.toGroup === 'closed' && step.fromGroup !== 'closed');
  return { done: done?.at ?? null, closed: closed?.at ?? null };
}

export function reopenings(changes: readonly SaidChange[]): number {
  return changes.filter((step) => isDone(step.fromGroup) && isOpen(step.toGroup)).length;
}

/** Every column but the stamps of the run. */
export function tablesOf(said: Said, source: string, vendor: string, zone: string): Expected {
  const key = (id: string | null): string | null => (id === null ? null : `${source}:${id}`);
  const of = { source, vendor };
  const field = fieldKeys(said.fields, source);
  const named = new Set(
    said.tickets.flatMap(({ requester, assignee, comments, changes }) =>
      [requester, assignee, ...(comments ?? []).map(({ author }) => author), ...changes.map(({ by }) => by)].map(
        (person) => person?.id ?? null,
      ),
    ),
  );
  const rows = said.tickets.map((ticket) => ticketRows(ticket, of, key, field, zone));
  return {
    tickets: rows.flatMap(({ tickets }) => tickets),
    comments: rows.flatMap(({ comments }) => comments),
    status_changes: rows.flatMap(({ changes }) => changes),
    ticket_tags: rows.flatMap(({ tags }) => tags),
    ticket_custom_fields: rows.flatMap(({ values }) => values),
    ticket_custom_field_options: rows.flatMap(({ options }) => options),
    attachments: rows.flatMap(({ files }) => files),
    people: said.people
      .filter(({ id, isListed }) => isListed || named.has(id))
      .map(({ id, name, email, role, organization = null, isActive = true, zone: own = null }) => ({
        ...{ ...of, person_key: key(id), person_id: id, name, email, role, organization, team: null },
        ...{ is_active: String(isActive), time_zone: own },
      })),
    queues: [...said.queues, ...unlistedQueues(said)].map(({ id, name, kind }) => ({
      ...of,
      queue_key: key(id),
      queue_id: id,
      name,
      kind,
    })),
    rejects: [...(said.notes ?? []), ...said.tickets.flatMap(notesOn)].map(({ stream = 'tickets', ...note }) => ({
      ...of,
      stream,
      ...note,
    })),
    custom_fields: said.fields.map(({ id, name, type }) => ({
      ...{ ...of, field_key: field(id), field_id: id, name, type, column_name: columnNames(name ?? id, id) },
    })),
  };
}

/** Those that no list names, and a ticket does. */
function unlistedQueues({ queues, tickets }: Said): Said['queues'] {
  const kind = queues[0]?.kind ?? '';
  const named = tickets.flatMap(({ queueId: id, queue: name }) => (id === null ? [] : [{ id, name, kind }]));
  const unlisted = named.filter(({ id }) => !queues.some((listed) => listed.id === id));
  return [...new Map(unlisted.map((queue) => [queue.id, queue])).values()];
}

/** Ids that read alike to Power BI, which folds case and trims blanks, are told apart. */
function fieldKeys(fields: Said['fields'], source: string): Key {
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

function ticketRows(said: SaidTicket, of: Of, key: Key, field: Key, zone: string): TicketRows {
  const ticket_key = `${of.source}:${said.id}`;
  const folded = [...new Map(said.tags.map((tag) => [fold(tag.label), tag])).keys()]
    .filter((tag) => tag !== '')
    .sort(byCodePoint);
  const base = { ...of, ticket_key };
  return {
    tickets: [{ ...base, ...ticketColumns(said, folded, key, zone) }],
    comments: (said.comments ?? []).map((comment) => ({ ...base, ...commentColumns(comment, ticket_key, key, zone) })),
    changes: said.changes.map((change, at) => ({
      ...base,
      ...changeColumns(change, at, said, key, zone),
      change_key: `${ticket_key}/${String(at + 1)}`,
    })),
    tags: folded.map((tag) => {
      const alike = said.tags.filter(({ label }) => fold(label) === tag);
      const labels = alike.map(({ label }) => shownText(label.trim())).sort(byCodePoint);
      return { ...base, tag, tag_label: labels[0] ?? null, tag_category: alike[0]?.category ?? null };
    }),
    values: said.values.map(({ field: id, text, number = null, boolean = null, at = null, day = null }) => ({
      ...{ ...base, field_key: field(id), value_text: shown(text) },
      ...{ value_number: text0(number), value_boolean: text0(boolean), value_at: shownInstant(at) },
      value_local: day === null ? shownLocal(at, zone) : `${day} 00:00:00.000000`,
      value_date: day ?? shownDay(at, zone),
    })),
    options: said.values.flatMap(({ field: id, options = [] }) =>
      options
        .filter(
          ([label], at) => fold(label) !== '' && options.findIndex(([other]) => fold(other) === fold(label)) === at,
        )
        .map(([option, option_id], at) => ({
          ...{ ...base, field_key: field(id), option: shown(option), option_id, position: String(at + 1) },
        })),
    ),
    files: said.files.map(({ id, comment, name, type, bytes, created }) => ({
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
function notesOn(said: SaidTicket): SaidNote[] {
  const cut = (stream: string, field: string, text: string | null): SaidNote[] =>
    (text ?? '').length > LONGEST ? [{ stream, field, severity: 'note', reason: 'text_cut' }] : [];
  const early = (field: string, at: Micros | null | undefined): SaidNote[] =>
    at !== null && at !== undefined && at < (said.created ?? 0)
      ? [{ field, severity: 'note', reason: 'negative_duration' }]
      : [];
  return [
    ...(said.notes ?? []),
    ...cut('tickets', 'description', said.description),
    ...said.values.flatMap(({ field, text }) => cut('tickets', `custom_fields.${field}`, text)),
    ...(said.comments ?? []).flatMap(({ body }) => cut('comments', 'body', body)),
    ...early('first_response_at', said.firstResponse),
    ...early('resolution_minutes', said.resolved),
    ...early('minutes_in_from_status', said.changes[0]?.at),
  ];
}

function ticketColumns(said: SaidTicket, tags: string[], key: Key, zone: string): Row {
  const own = said.firstResponse !== null && said.firstResponse >= (said.created ?? 0) ? said.firstResponse : null;
  const first = own ?? firstAnswer(said);
  const group = said.isDeleted ? 'deleted' : said.group;
  const since = said.changes.at(-1)?.at ?? (said.reopenings === null ? null : said.created);
  const dated = (stem: string, at: Micros | null, withDay: boolean): Row => ({
    [`${stem}_at`]: shownInstant(at),
    [`${stem}_local`]: shownLocal(at, zone),
    ...(withDay ? { [`${stem}_date`]: shownDay(at, zone) } : {}),
  });
  return {
    ...{ ticket_id: said.id, ticket_number: said.number, url: said.url, subject: shown(said.subject) },
    ...{ description: shown(said.description), status: shown(said.status), status_group: group },
    ...{ is_open: String(isOpen(group)), priority: said.priority, priority_level: said.level },
    ...{
      ticket_type: said.type,
      channel: said.channel,
      queue: said.queue,
      queue_key: key(said.queueId),
      team: said.team,
      organization: said.organization,
    },
    ...{ requester_key: key(said.requester?.id ?? null), requester_name: said.requester?.name ?? null },
    ...{ requester_email: said.requester?.email ?? null, assignee_key: key(said.assignee?.id ?? null) },
    ...{ assignee_name: said.assignee?.name ?? null, assignee_email: said.assignee?.email ?? null },
    ...dated('created', said.created, true),
    ...dated('updated', said.updated, false),
    ...dated('first_response', first, false),
    ...dated('resolved', said.resolved, true),
    ...dated('closed', said.closed, true),
    ...{ due_at: shownInstant(said.due), due_local: shownLocal(said.due, zone) },
    due_date: said.dueDay ?? shownDay(said.due, zone),
    first_response_minutes: wholeMinutes(said.created, first),
    resolution_minutes: wholeMinutes(said.created, said.resolved),
    first_response_business_minutes: businessMinutes(said.created, first, zone),
    resolution_business_minutes: businessMinutes(said.created, said.resolved, zone),
    present_status_since_at: shownInstant(since),
    present_status_since_local: shownLocal(since, zone),
    minutes_pending: minutesPending(said),
    public_agent_comments: publicComments(said, 'agent'),
    requester_comments: publicComments(said, 'requester'),
    comment_count: text0(said.comments?.filter(({ kind }) => kind !== 'activity').length ?? null),
    ...{ reopen_count: text0(said.reopenings), satisfaction: text0(said.satisfaction), sla_status: said.sla },
    tags: tags.length === 0 ? null : tags.join(', '),
    ...{ is_deleted: String(said.isDeleted), deleted_at: shownInstant(said.deletedAt) },
  };
}

/** Around the clock, in what it has left; null where a step of its past is not known. */
function minutesPending({ reopenings: known, changes, created }: SaidTicket): string | null {
  if (known === null || changes.some(({ fromGroup }) => fromGroup === null || fromGroup === 'unknown')) return null;
  let minutes = 0;
  for (const [at, step] of changes.entries()) {
    if (step.fromGroup !== 'pending' && step.fromGroup !== 'on_hold') continue;
    minutes += Number(wholeMinutes(Math.max(changes[at - 1]?.at ?? 0, created ?? 0), step.at));
  }
  return String(minutes);
}

function publicComments({ comments }: SaidTicket, side: SaidComment['role']): string | null {
  const fitting = comments?.filter(({ role, isInternal, kind }) => role === side && !isInternal && kind !== 'activity');
  return text0(fitting?.length ?? null);
}

/** The first public comment by an agent; by somebody else than the requester where nobody knows the author's side. */
function firstAnswer({ comments, requester, created }: SaidTicket): Micros | null {
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

function commentColumns(said: SaidComment, ticketKey: string, key: Key, zone: string): Row {
  return {
    ...(said.id === null ? {} : { comment_id: said.id, comment_key: `${ticketKey}/${said.id}` }),
    ...{ author_key: key(said.author?.id ?? null), author_name: said.author?.name ?? null },
    ...{ author_email: said.author?.email ?? null, author_role: said.role },
    ...{
      visibility: said.isInternal ? 'internal' : 'public',
      kind: said.kind,
      title: shown(said.title),
      body: shown(said.body),
    },
    ...{ created_at: shownInstant(said.created), created_local: shownLocal(said.created, zone) },
    ...{ created_date: shownDay(said.created, zone), updated_at: shownInstant(said.updated), is_deleted: 'false' },
  };
}

function changeColumns(said: SaidChange, at: number, { created, changes }: SaidTicket, key: Key, zone: string): Row {
  const before = Math.max(changes[at - 1]?.at ?? 0, created ?? 0);
  return {
    ...{ sequence: String(at + 1), from_status: shown(said.from), to_status: shown(said.to) },
    ...{ from_group: said.fromGroup, to_group: said.toGroup, changed_at: shownInstant(said.at) },
    ...{ changed_local: shownLocal(said.at, zone), changed_date: shownDay(said.at, zone) },
    ...{ changed_by_key: key(said.by?.id ?? null), changed_by_name: said.by?.name ?? null, origin: said.origin },
    minutes_in_from_status: wholeMinutes(before, said.at),
    business_minutes_in_from_status: businessMinutes(before, said.at, zone),
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
