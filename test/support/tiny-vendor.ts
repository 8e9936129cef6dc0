/** A service of a few lines: its records are the model's own rows, so that tests of the exporter say what they mean. */
import { NO_PROXY } from '../../etl/src/base/proxy';
import type { Json } from '../../vendors/json';
import { arrayAt, asText, isObject } from '../../vendors/json';
import type {
  Attachment,
  Comment,
  CustomField,
  CustomValue,
  Name,
  Person,
  Queue,
  Reject,
  Rows,
  StatusChange,
  Ticket,
} from '../../vendors/model';
import { isOpen } from '../../vendors/model';
import type { Slice, Stream, StreamName, Vendor, VendorName } from '../../vendors/vendor';
import type { SourceConfig, Config } from '../../etl/src/config/config';
import type { StoredPage } from '../../etl/src/raw/page';

/** A ticket of which nothing is known but that it is open. */
export const BLANK_TICKET: Omit<Ticket, 'ticket_id' | 'is_open'> = {
  ticket_number: null,
  url: null,
  subject: null,
  description: null,
  status: null,
  status_id: null,
  status_group: 'open',
  priority: null,
  priority_id: null,
  priority_level: null,
  ticket_type: null,
  ticket_type_id: null,
  channel: null,
  channel_id: null,
  queue: null,
  queue_id: null,
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
  created_at: null,
  updated_at: null,
  first_response_at: null,
  resolved_at: null,
  closed_at: null,
  due_at: null,
  due_date: null,
  satisfaction: null,
  sla_status: null,
  tags: null,
  is_deleted: false,
  custom_fields: [],
  extra: {},
};

/** A raw ticket: any of the model's columns; `_rejects`, `_people`, `_comments` and the like beside them. */
export interface RawTicket extends Partial<Omit<Ticket, 'custom_fields'>> {
  ticket_id: string;
  custom_fields?: Array<Partial<CustomValue> & { field_id: string }>;
  _rejects?: Reject[];
  _people?: Array<Partial<Person> & { person_id: string }>;
  _attachments?: Array<Partial<Attachment> & { attachment_id: string }>;
  /** unify fails, as only a defect makes it. */
  _throws?: boolean;
}

export function ticket(raw: RawTicket): Json {
  return jsonOf(raw);
}

export function comment(raw: Partial<Comment> & { comment_id: string }): Json {
  return jsonOf(raw);
}

/** As it would come over the wire. */
function jsonOf(raw: object): Json {
  return JSON.parse(JSON.stringify(raw)) as Json;
}

/** A record that is a row already, but for columns that the test left out. */
function filled<T>(blank: object, record: Json): T {
  return JSON.parse(JSON.stringify({ ...blank, ...(isObject(record) ? record : {}) })) as T;
}

const BLANK_PERSON = {
  name: null,
  email: null,
  role: null,
  organization: null,
  organization_id: null,
  team: null,
  team_id: null,
  is_active: null,
  time_zone: null,
};
const BLANK_COMMENT = {
  author_id: null,
  author_name: null,
  author_email: null,
  author_role: 'unknown',
  visibility: 'public',
  kind: 'comment',
  title: null,
  body: null,
  created_at: null,
  updated_at: null,
};
const BLANK_CHANGE = {
  from_status: null,
  from_group: null,
  to_status: null,
  to_group: null,
  changed_by_id: null,
  changed_by_name: null,
};
const BLANK_FILE = { comment_id: null, file_name: null, media_type: null, size_bytes: null, created_at: null };
const BLANK_VALUE = {
  name: null,
  type: null,
  value_text: null,
  value_number: null,
  value_boolean: null,
  value_at: null,
  value_date: null,
  option_ids: null,
};

function unifyTicket(record: Json, _slice: Slice, _context: unknown, rows: Rows): void {
  if (!isObject(record)) return;
  const id = asText(record['ticket_id']);
  for (const reject of arrayAt(record, '_rejects')) rows.rejects.push(filled<Reject>({}, reject));
  if (record['_throws'] === true) throw new Error('a defect of a vendor');
  if (id === null) {
    const raw = JSON.stringify(record);
    rows.rejects.push({ record_id: null, field: null, severity: 'record', reason: 'no_id', raw });
    return;
  }
  const row = filled<Ticket>(BLANK_TICKET, { ...record, ticket_id: id });
  row.is_open = isOpen(row.status_group) && !row.is_deleted;
  row.custom_fields = arrayAt(record, 'custom_fields').map((value) => filled<CustomValue>(BLANK_VALUE, value));
  rows.tickets.push(row);
  for (const file of arrayAt(record, '_attachments')) rows.attachments.push(filled<Attachment>(BLANK_FILE, file));
  for (const person of arrayAt(record, '_people')) rows.people.push(filled<Person>(BLANK_PERSON, person));
}

function unifyChild(record: Json, slice: Slice, _context: unknown, rows: Rows): void {
  if (!isObject(record)) return;
  const child = { ...record, ticket_id: slice.ticketId ?? null };
  if (record['event_id'] !== undefined) rows.status_changes.push(filled<StatusChange>(BLANK_CHANGE, child));
  else if (record['attachment_id'] !== undefined) rows.attachments.push(filled<Attachment>(BLANK_FILE, child));
  else rows.comments.push(filled<Comment>(BLANK_COMMENT, child));
  for (const file of arrayAt(record, '_attachments')) {
    const named = isObject(file) ? { ...file, ticket_id: child.ticket_id } : file;
    rows.attachments.push(filled<Attachment>(BLANK_FILE, named));
  }
}

function unifyLookup(record: Json, _slice: Slice, _context: unknown, rows: Rows): void {
  if (!isObject(record)) return;
  if (record['person_id'] !== undefined) rows.people.push(filled<Person>(BLANK_PERSON, record));
  else if (record['queue_id'] !== undefined) rows.queues.push(filled<Queue>({ name: null, kind: 'queue' }, record));
  else if (record['field_id'] !== undefined)
    rows.custom_fields.push(filled<CustomField>({ name: null, type: null }, record));
  else rows.names.push(filled<Name>({}, record));
}

function stream(name: string, selectedBy: StreamName, more: Partial<Stream>): Stream {
  return {
    name,
    selectedBy,
    scope: 'source',
    request: () => ({ endpoint: name, method: 'GET', path: `/${name}` }),
    read: (answer) => ({ records: Array.isArray(answer.json) ? answer.json : [], next: null }),
    idOf: (record) => idIn(record, ['ticket_id', 'person_id', 'queue_id', 'field_id', 'id']),
    unify: unifyLookup,
    ...more,
  };
}

function idIn(record: Json, members: readonly string[]): string | null {
  return members.map((member) => asText(isObject(record) ? record[member] : null)).find((id) => id !== null) ?? null;
}

export interface TinyOptions {
  name?: VendorName;
  /** Whether the service keeps a log of status changes: a stream `history`. */
  keepsHistory?: boolean;
}

export function tinyVendor({ name = 'synqly', keepsHistory = false }: TinyOptions = {}): Vendor {
  const perTicket = (streamName: string, selectedBy: StreamName) =>
    stream(streamName, selectedBy, {
      scope: 'ticket',
      isFullReplace: true,
      childSlice: (id) => ({ key: id, ticketId: id, params: {} }),
      idOf: (record) => idIn(record, ['comment_id', 'event_id', 'attachment_id']),
      unify: unifyChild,
    });
  return {
    name,
    title: 'Tiny',
    endpoints: {},
    quota: { requests: null, windowMs: 60_000, source: 'none' },
    defaults: { pageSize: 100, concurrency: 1, timeoutMs: 1000 },
    queueKind: 'queue',
    exampleUrl: 'https://tiny.example',
    baseUrl: (input) => ({ ok: true, url: input }),
    secrets: () => ({}),
    secretMembers: new Set(),
    errorParser: {} as Vendor['errorParser'],
    streams: [
      stream('people', 'people', {}),
      stream('queues', 'queues', {}),
      stream('custom_fields', 'custom_fields', {}),
      stream('names', 'tickets', {}),
      stream('tickets', 'tickets', { unify: unifyTicket }),
      perTicket('comments', 'comments'),
      perTicket('attachments', 'attachments'),
      ...(keepsHistory ? [perTicket('history', 'history')] : []),
    ],
    check: () => Promise.resolve([]),
  };
}

export function tinySource(changes: Partial<SourceConfig> = {}): SourceConfig {
  return {
    name: 'acme',
    vendor: tinyVendor(),
    url: 'https://acme.example',
    key: 'a-key-of-the-test',
    timezone: null,
    streams: ['tickets', 'comments', 'people', 'queues', 'custom_fields', 'attachments', 'history'],
    since: null,
    requestsPerMinute: null,
    requestsPerHour: null,
    requestsPerDay: null,
    concurrency: 1,
    pageSize: null,
    timeoutMs: 1000,
    statuses: {},
    priorities: {},
    projects: [],
    paths: {},
    ...changes,
  };
}

export function tinyConfig(lake: string, changes: Partial<Config> = {}): Config {
  return {
    file: `${lake}/ticketlake.yaml`,
    lake,
    timezone: 'UTC',
    partition: 'none',
    compression: 'snappy',
    rawRetentionMs: 30 * 86_400_000,
    maxDeleteShare: 0.1,
    fullScanEveryMs: 7 * 86_400_000,
    commentsRescanEveryMs: 86_400_000,
    contract: 'evolve',
    sources: [tinySource()],
    schedule: null,
    serve: { host: '127.0.0.1', port: 0, token: null, mcp: false },
    notify: [],
    telemetry: { lineage: null, metrics: null, refused: [] },
    proxy: NO_PROXY,
    publish: [],
    lakeId: null,
    writtenSecrets: [],
    ...changes,
  };
}

let spooled = 0;

/** A page of one slice that is read whole, unless `changes` says otherwise. */
export function page(stream: string, records: readonly Json[], changes: Partial<StoredPage> = {}): StoredPage {
  spooled += 1;
  return {
    source: 'acme',
    stream,
    slice: { key: 'all', params: {} },
    cursor: null,
    next: null,
    replacedBy: null,
    unproven: null,
    total: null,
    receivedAt: '2026-03-01T10:00:00.000000Z',
    records,
    spool: { file: 'acme/run/pages.ndjson.gz', start: spooled - 1, end: spooled },
    ...changes,
  };
}

/** The whole answer of a per-ticket stream. */
export function ticketPage(
  stream: string,
  ticketId: string,
  records: readonly Json[],
  changes: Partial<StoredPage> = {},
): StoredPage {
  return page(stream, records, { slice: { key: ticketId, ticketId, params: {} }, ...changes });
}
