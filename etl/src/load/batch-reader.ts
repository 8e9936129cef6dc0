/** Pages → what they say: unified rows, doubles decided, mentions of people and names gathered, rejects noted. */
import { hash } from 'node:crypto';
import type { Json } from '../../../vendors/json';
import type { Rows } from '../../../vendors/model';
import { emptyRows } from '../../../vendors/model';
import { withoutDeepValues } from '../../../vendors/depth';
import { clean } from '../../../vendors/text';
import { excerpt, refuseRecord } from '../../../vendors/unify';
import type { Slice, Stream, UnifyContext } from '../../../vendors/vendor';
import { STORED_ATTACHMENTS, STORED_CHANGES, STORED_COMMENTS } from '../store/staging-tables';
import { codeOf } from '../base/system-error';
import { Batch } from './batch';
import { noteCuts } from './cuts';
import type { StoredPage } from '../raw/page';
import { RecordRows } from './record-rows';
import type { MetReject, ReadRecord } from './rejects';
import { metRejects } from './rejects';
import { ShapeReader } from '../checkpoints/shape';
import type { NdjsonWriter } from '../store/staging';
import { valuesWriter } from './ticket-effects';
import { unreadableTexts } from './unreadable-text';
import { TicketSteps } from './ticket-steps';

/** A record of a slice that was named, or a child of a ticket's slice. */
export interface NamedRecord {
  stream: string;
  slice: string;
  /**
   * `record`, or the stored table of a child. `nameless` is said besides of a record of which nobody can say which it
   * is, `unread` of a ticket's slice that holds a record which could not be read: what was not named may be that one.
   */
  kind: string;
  id: string;
  /** When the page that named it was received. */
  at: string;
}

const NONE: ReadonlySet<number> = new Set();
const NAMED_TWICE = { field: null, severity: 'note', reason: 'same_id_twice' } as const;
const UNREADABLE = { record_id: null, severity: 'note', reason: 'unreadable_character', raw: null } as const;
const NAMED_LIKE_A_SECRET = { record_id: null, severity: 'note', reason: 'named_like_a_secret', raw: null } as const;

export class BatchReader {
  readonly batch: Batch;
  readonly steps = new TicketSteps();
  /** Custom values of tickets, each with the number of its ticket's row. */
  readonly values: NdjsonWriter;
  /** By stream and slice. */
  private readonly namedBySlice = new Map<string, NamedRecord[]>();
  readonly read: ReadRecord[] = [];
  /** By the record that they were met in. */
  private readonly rejectsByRecord = new Map<string, MetReject[]>();
  readonly recordsRead = new Map<string, number>();
  /** Tickets older than the `since` of their page, by stream. */
  readonly leftOut = new Map<string, number>();
  readonly shapes = new ShapeReader();

  /** @param folder of this reading alone */
  constructor(
    folder: string,
    private readonly streams: ReadonlyMap<string, Stream>,
    private readonly contextAt: (receivedAt: string) => UnifyContext,
  ) {
    this.batch = new Batch(folder);
    this.values = valuesWriter(folder);
  }

  /** @param refused places of records that cannot be stored */
  page(page: StoredPage, refused: ReadonlySet<number> = NONE): void {
    const stream = this.streams.get(page.stream);
    if (!stream) throw new Error(`the service has no stream ${page.stream}`);
    const context = this.contextAt(page.receivedAt);
    // A ticket that is read from its first page once more names its children anew.
    const slice = JSON.stringify([page.stream, page.slice.key]);
    const begins = page.cursor === null && page.slice.ticketId !== undefined;
    const named = (begins ? undefined : this.namedBySlice.get(slice)) ?? [];
    this.namedBySlice.set(slice, named);
    const into = new RecordRows(this.batch, this.steps, stream, page, this.values);
    const known = new Map<string, Json>();
    for (const [at, record] of page.records.entries()) {
      this.record(stream, page, record, context, named, refused.has(at) ? null : into, known);
    }
    into.end();
    this.noteLeftOut(page);
    this.recordsRead.set(stream.name, (this.recordsRead.get(stream.name) ?? 0) + page.records.length);
  }

  /** A field that is left out for its name may be no secret: said once. */
  private noteLeftOut({ stream, slice, leftOut = [], receivedAt }: StoredPage): void {
    const noted = leftOut.map((field) => ({ ...NAMED_LIKE_A_SECRET, field }));
    const place = { stream, reader: '' };
    this.reject(place, metRejects(noted, place, slice.ticketId ?? null, receivedAt));
  }

  named(): NamedRecord[] {
    return [...this.namedBySlice.values()].flat();
  }

  /** One a record, field and reason. */
  rejects(): MetReject[] {
    return [...new Map([...this.rejectsByRecord.values()].flat().map((reject) => [reject.key, reject])).values()];
  }

  private record(
    stream: Stream,
    page: StoredPage,
    received: Json,
    context: UnifyContext,
    named: NamedRecord[],
    into: RecordRows | null,
    known: Map<string, Json>,
  ): void {
    const { record, leftOut } = withoutDeepValues(received);
    const id = idIn(stream, record);
    const meant =
      into === null ? refused(record, id, 'cannot_be_stored') : unified(stream, record, page.slice, context);
    noteCuts(meant);
    const isLeftOut = isOlder(meant, page.since ?? null);
    const rows = isLeftOut || into === null || isAdded(meant, into) ? meant : refused(record, id, 'cannot_be_stored');
    for (const { path, value } of leftOut) {
      const reject = { record_id: id, field: path, reason: 'nested_too_deep', raw: excerpt(value) };
      rows.rejects.push({ ...reject, severity: 'field' });
    }
    if (id !== null && differs(known, id, record)) {
      rows.rejects.push({ ...NAMED_TWICE, record_id: id, raw: excerpt(record) });
    }
    for (const field of unreadableTexts(record)) rows.rejects.push({ ...UNREADABLE, field });
    const reader = id ?? `?${hash('sha1', JSON.stringify(record), 'hex')}`;
    this.name(stream, page, rows, reader, named);
    if (id === null && rows.tickets.length === 0) this.nameless(stream, page, reader, named);
    const place = { stream: stream.name, reader: `${page.slice.ticketId ?? ''}/${reader}` };
    this.read.push(place);
    const met = metRejects(isLeftOut ? [] : rows.rejects, place, page.slice.ticketId ?? null, page.receivedAt);
    this.reject(place, met);
    this.shapes.read(stream.name, record, page.receivedAt);
    if (isLeftOut) this.leftOut.set(stream.name, (this.leftOut.get(stream.name) ?? 0) + 1);
  }

  /** Some are said of the whole source, not of the record that they were met in. */
  private reject(place: ReadRecord, met: readonly MetReject[]): void {
    if (met.length === 0 && this.rejectsByRecord.size === 0) return;
    const key = `${place.stream}\u0000${place.reader}`;
    const own = met.filter(({ reader }) => reader === place.reader);
    if (own.length > 0 || this.rejectsByRecord.has(key)) this.rejectsByRecord.set(key, own);
    for (const reject of met) if (reject.reader !== place.reader) this.rejectsByRecord.set(reject.key, [reject]);
  }

  /** A list of a source that holds it cannot prove that anything is gone. */
  private nameless(stream: Stream, page: StoredPage, reader: string, named: NamedRecord[]): void {
    if (stream.scope !== 'source') return;
    named.push({ stream: stream.name, slice: page.slice.key, kind: 'nameless', id: reader, at: page.receivedAt });
  }

  private name(stream: Stream, page: StoredPage, rows: Rows, reader: string, ofSlice: NamedRecord[]): void {
    const named = (kind: string, id: string) => {
      ofSlice.push({ stream: stream.name, slice: page.slice.key, kind, id: clean(id), at: page.receivedAt });
    };
    if (stream.scope === 'source') {
      // Deletions are inferred from ticket ids: the name of a record of tickets is its ticket's.
      const [ticket] = rows.tickets;
      named('record', stream.name === 'tickets' && ticket && rows.tickets.length === 1 ? ticket.ticket_id : reader);
      return;
    }
    if (!stream.isFullReplace) return;
    if (rows.rejects.some(({ severity }) => severity === 'record')) named('unread', reader);
    for (const comment of rows.comments) named(STORED_COMMENTS.name, comment.comment_id);
    for (const change of rows.status_changes) named(STORED_CHANGES.name, change.event_id);
    for (const file of rows.attachments) named(STORED_ATTACHMENTS.name, file.attachment_id);
  }
}

/** Whether a record of the same answer has the id and says something else. */
function differs(known: Map<string, Json>, id: string, record: Json): boolean {
  const other = known.get(id);
  known.set(id, record);
  return other !== undefined && JSON.stringify(other) !== JSON.stringify(record);
}

/** Whether a record is a ticket that was created before the day from which on tickets are wanted. */
function isOlder(rows: Rows, since: string | null): boolean {
  const created = rows.tickets[0]?.created_at ?? null;
  return since !== null && created !== null && created < since;
}

/** `unify` is total by contract; should it fail all the same, the record is refused and the run goes on. */
function unified(stream: Stream, record: Json, slice: Slice, context: UnifyContext): Rows {
  const rows = emptyRows();
  try {
    stream.unify(record, slice, context, rows);
    return rows;
  } catch {
    return refused(record, idIn(stream, record), 'not_understood');
  }
}

function refused(record: Json, id: string | null, reason: string): Rows {
  const rows = emptyRows();
  refuseRecord(rows, record, id, reason);
  return rows;
}

/** @returns false when the rows cannot be written down */
function isAdded(rows: Rows, into: RecordRows): boolean {
  try {
    into.add(rows);
    return true;
  } catch (error) {
    // Trouble with the disk is not the record's.
    if (codeOf(error) !== '') throw error;
    return false;
  }
}

/** Of a record as strange as it may be. */
function idIn(stream: Stream, record: Json): string | null {
  try {
    return stream.idOf(record);
  } catch {
    return null;
  }
}
