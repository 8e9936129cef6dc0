/** Pages → what they say: unified rows, doubles decided, mentions of people and names gathered, rejects noted. */
import { createHash } from 'node:crypto';
import type { Json } from '../../../vendors/json';
import type { Person, Rows } from '../../../vendors/model';
import { emptyRows } from '../../../vendors/model';
import { clean } from '../../../vendors/text';
import { refuseRecord } from '../../../vendors/unify';
import type { Slice, Stream, UnifyContext } from '../../../vendors/vendor';
import type { StoredTable } from '../state/stored-tables';
import {
  STORED_ATTACHMENTS,
  STORED_CHANGES,
  STORED_COMMENTS,
  STORED_FIELDS,
  STORED_NAMES,
  STORED_PEOPLE,
  STORED_QUEUES,
  STORED_ROLES,
  STORED_TICKETS,
} from '../state/stored-tables';
import { Batch } from './batch';
import type { Content, Origin } from './content';
import {
  attachmentContent,
  changeContent,
  commentContent,
  contentOf,
  namedContent,
  personContent,
  ticketContent,
  valueContent,
} from './content';
import type { StoredPage } from './page';
import { runOf } from './page';
import type { MetReject } from './rejects';
import { metRejects } from './rejects';
import { ShapeReader } from './shape';
import { TicketSteps } from './ticket-steps';

/** A record of a slice that was named, or a child of a ticket's slice. */
export interface Named {
  stream: string;
  slice: string;
  /** `record`, or the stored table of a child. */
  kind: string;
  id: string;
  /** When the page that named it was received. */
  at: string;
}

/** Records that were read, so that what was wrong with them before can be forgotten. */
export interface ReadRecord {
  stream: string;
  reader: string;
}

export class Reading {
  readonly batch = new Batch();
  readonly steps = new TicketSteps();
  /** Custom values by the id of their ticket, of the reading that won. */
  private readonly values = new Map<string, Content[]>();
  /** By stream and slice. */
  private readonly namedBySlice = new Map<string, Named[]>();
  readonly read: ReadRecord[] = [];
  /** By the record that they were met in. */
  private readonly rejectsByRecord = new Map<string, MetReject[]>();
  readonly recordsRead = new Map<string, number>();
  readonly shapes = new ShapeReader();

  constructor(
    private readonly streams: ReadonlyMap<string, Stream>,
    private readonly contextAt: (receivedAt: string) => UnifyContext,
  ) {}

  page(page: StoredPage): void {
    const stream = this.streams.get(page.stream);
    if (!stream) throw new Error(`the service has no stream ${page.stream}`);
    const context = this.contextAt(page.receivedAt);
    // A ticket that is read from its first page once more names its children anew.
    if (page.cursor === null && page.slice.ticketId !== undefined) this.namedBySlice.delete(sliceOf(page));
    for (const record of page.records) this.record(stream, page, record, context);
    this.recordsRead.set(stream.name, (this.recordsRead.get(stream.name) ?? 0) + page.records.length);
  }

  /** Custom values of the tickets that the batch holds. */
  customValues(): Content[] {
    return [...this.values.values()].flat();
  }

  named(): Named[] {
    return [...this.namedBySlice.values()].flat();
  }

  /** One a record, field and reason. */
  rejects(): MetReject[] {
    return [...new Map([...this.rejectsByRecord.values()].flat().map((reject) => [reject.key, reject])).values()];
  }

  private record(stream: Stream, page: StoredPage, record: Json, context: UnifyContext): void {
    const rows = unified(stream, record, page.slice, context);
    const id = stream.idOf(record);
    const reader = id ?? `?${createHash('sha1').update(JSON.stringify(record)).digest('hex')}`;
    this.name(stream, page, rows, reader);
    const place = { stream: stream.name, reader: `${page.slice.ticketId ?? ''}/${reader}` };
    this.read.push(place);
    const met = metRejects(rows.rejects, place, page.slice.ticketId ?? null, page.receivedAt);
    this.rejectsByRecord.set(
      JSON.stringify(place),
      met.filter(({ reader: of }) => of === place.reader),
    );
    for (const reject of met.filter(({ reader: of }) => of !== place.reader))
      this.rejectsByRecord.set(reject.key, [reject]);
    this.shapes.read(stream.name, record, page.receivedAt);
    new RecordRows(this.batch, this.steps, stream, page, this.values).add(rows);
  }

  private name(stream: Stream, page: StoredPage, rows: Rows, reader: string): void {
    const named = (kind: string, id: string) => {
      const ofSlice = this.namedBySlice.get(sliceOf(page)) ?? [];
      ofSlice.push({ stream: stream.name, slice: page.slice.key, kind, id: clean(id), at: page.receivedAt });
      this.namedBySlice.set(sliceOf(page), ofSlice);
    };
    if (stream.scope === 'source') {
      // Deletions are inferred from ticket ids: the name of a record of tickets is its ticket's.
      const [ticket] = rows.tickets;
      named('record', stream.name === 'tickets' && ticket && rows.tickets.length === 1 ? ticket.ticket_id : reader);
      return;
    }
    if (!stream.replacesWhole) return;
    for (const comment of rows.comments) named(STORED_COMMENTS.name, comment.comment_id);
    for (const change of rows.status_changes) named(STORED_CHANGES.name, change.event_id);
    for (const file of rows.attachments) named(STORED_ATTACHMENTS.name, file.attachment_id);
  }
}

function sliceOf({ stream, slice }: StoredPage): string {
  return JSON.stringify([stream, slice.key]);
}

/** `unify` is total by contract; should it fail all the same, the record is refused and the run goes on. */
function unified(stream: Stream, record: Json, slice: Slice, context: UnifyContext): Rows {
  const rows = emptyRows();
  try {
    stream.unify(record, slice, context, rows);
    return rows;
  } catch {
    const refused = emptyRows();
    refuseRecord(refused, record, stream.idOf(record), 'not_understood');
    return refused;
  }
}

/** Puts what one record means into the batch. */
class RecordRows {
  private readonly origin: Origin;
  private readonly receivedAt: string;
  /** The run that received the page: it may be loaded by a later one. */
  private readonly run: string;

  constructor(
    private readonly batch: Batch,
    private readonly steps: TicketSteps,
    private readonly stream: Stream,
    page: StoredPage,
    private readonly values: Map<string, Content[]>,
  ) {
    this.origin = definesNames(stream) ? 'list' : 'mention';
    this.receivedAt = page.receivedAt;
    this.run = runOf(page);
  }

  add(rows: Rows): void {
    const version = rows.tickets[0]?.updated_at ?? rows.comments[0]?.created_at ?? null;
    for (const ticket of rows.tickets) this.ticket(ticket);
    for (const comment of rows.comments) {
      this.row(STORED_COMMENTS, commentContent(comment));
      this.reference(comment.author_id, comment.author_name, comment.author_email, null, version);
    }
    for (const change of rows.status_changes) {
      this.row(STORED_CHANGES, changeContent(change));
      this.reference(change.changed_by_id, change.changed_by_name, null, null, version);
    }
    for (const file of rows.attachments) this.row(STORED_ATTACHMENTS, attachmentContent(file));
    for (const person of rows.people) this.person(person, this.origin, version);
    for (const queue of rows.queues) {
      this.named(STORED_QUEUES, namedContent(STORED_QUEUES, { ...queue }, queue.queue_id, this.origin), version);
    }
    for (const field of rows.custom_fields) {
      this.named(STORED_FIELDS, namedContent(STORED_FIELDS, { ...field }, field.field_id, this.origin), version);
    }
    for (const { kind, id, name } of rows.names) {
      this.named(STORED_NAMES, { ...contentOf(STORED_NAMES, { kind, id, name }), origin: this.origin }, version);
    }
  }

  private ticket(ticket: Rows['tickets'][number]): void {
    const content = ticketContent(ticket);
    const contents = new Map(
      ticket.custom_fields.map((value) => [value.field_id, valueContent(ticket.ticket_id, value)]),
    );
    const values = [...contents.values()];
    if (this.batch.read(STORED_TICKETS, content, this.receivedAt, this.stream.name, values)) {
      this.values.set(ticket.ticket_id, values);
      this.steps.add(content, this.receivedAt, this.stream.name);
    }
    for (const { field_id, name, type } of ticket.custom_fields) {
      const mention = namedContent(STORED_FIELDS, { field_id, name, type }, field_id, 'mention');
      this.batch.mention(STORED_FIELDS, mention, ticket.updated_at, this.run, this.stream.name);
    }
    const { updated_at: version } = ticket;
    this.reference(ticket.requester_id, ticket.requester_name, ticket.requester_email, 'requester', version);
    this.reference(ticket.assignee_id, ticket.assignee_name, ticket.assignee_email, 'agent', version);
  }

  private row(table: StoredTable, content: Content): void {
    this.batch.read(table, content, this.receivedAt, this.stream.name);
  }

  private named(table: StoredTable, content: Content, version: string | null): void {
    if (this.origin === 'list') this.row(table, content);
    else this.batch.mention(table, content, version, this.run, this.stream.name);
  }

  private person(person: Person, origin: Origin, version: string | null): void {
    const content = personContent(person, origin);
    if (origin === 'list') {
      this.row(STORED_PEOPLE, content);
      return;
    }
    this.batch.mention(STORED_PEOPLE, content, version, this.run, this.stream.name);
    if (person.role === null) return;
    const role = { person_id: content['person_id'] ?? null, origin, role: person.role };
    this.batch.mention(STORED_ROLES, role, null, this.run, this.stream.name);
  }

  /** Everyone whom a row refers to is a person, however little is known of them. */
  private reference(
    id: string | null,
    name: string | null,
    email: string | null,
    role: 'agent' | 'requester' | null,
    version: string | null,
  ): void {
    if (id === null) return;
    this.person({ ...NOBODY, person_id: id, name, email, role }, 'reference', version);
  }
}

const NOBODY: Omit<Person, 'person_id'> = {
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

/** Streams of people, queues, fields and names define them; others only mention them. */
function definesNames(stream: Stream): boolean {
  return stream.scope === 'source' && stream.name !== 'tickets' && !HANGS_ON_TICKETS.has(stream.serves);
}

const HANGS_ON_TICKETS: ReadonlySet<string> = new Set(['comments', 'attachments', 'history']);
