/** Pages → what they say: unified rows, doubles decided, mentions of people and names gathered, rejects noted. */
import { hash } from 'node:crypto';
import type { Json } from '../../../vendors/json';
import type { Rows } from '../../../vendors/model';
import { emptyRows } from '../../../vendors/model';
import { clean } from '../../../vendors/text';
import { refuseRecord } from '../../../vendors/unify';
import type { Slice, Stream, UnifyContext } from '../../../vendors/vendor';
import { STORED_ATTACHMENTS, STORED_CHANGES, STORED_COMMENTS } from '../store/staging-tables';
import { Batch } from './batch';
import { noteCuts } from './cuts';
import type { StoredPage } from '../raw/page';
import { RecordRows } from './record-rows';
import type { MetReject, ReadRecord } from './rejects';
import { metRejects } from './rejects';
import { ShapeReader } from '../checkpoints/shape';
import type { StageWriter } from '../store/staging';
import { valuesWriter } from './ticket-effects';
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

export class Reading {
  readonly batch: Batch;
  readonly steps = new TicketSteps();
  /** Custom values of tickets, each with the number of its ticket's row. */
  readonly values: StageWriter;
  /** By stream and slice. */
  private readonly namedBySlice = new Map<string, Named[]>();
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

  page(page: StoredPage): void {
    const stream = this.streams.get(page.stream);
    if (!stream) throw new Error(`the service has no stream ${page.stream}`);
    const context = this.contextAt(page.receivedAt);
    // A ticket that is read from its first page once more names its children anew.
    const slice = JSON.stringify([page.stream, page.slice.key]);
    const begins = page.cursor === null && page.slice.ticketId !== undefined;
    const named = (begins ? undefined : this.namedBySlice.get(slice)) ?? [];
    this.namedBySlice.set(slice, named);
    const into = new RecordRows(this.batch, this.steps, stream, page, this.values);
    for (const record of page.records) this.record(stream, page, record, context, named, into);
    into.end();
    this.recordsRead.set(stream.name, (this.recordsRead.get(stream.name) ?? 0) + page.records.length);
  }

  named(): Named[] {
    return [...this.namedBySlice.values()].flat();
  }

  /** One a record, field and reason. */
  rejects(): MetReject[] {
    return [...new Map([...this.rejectsByRecord.values()].flat().map((reject) => [reject.key, reject])).values()];
  }

  private record(
    stream: Stream,
    page: StoredPage,
    record: Json,
    context: UnifyContext,
    named: Named[],
    into: RecordRows,
  ): void {
    const rows = unified(stream, record, page.slice, context);
    noteCuts(rows);
    const id = stream.idOf(record);
    const isLeftOut = isOlder(rows, page.since ?? null);
    const reader = id ?? `?${hash('sha1', JSON.stringify(record), 'hex')}`;
    this.name(stream, page, rows, reader, named);
    const place = { stream: stream.name, reader: `${page.slice.ticketId ?? ''}/${reader}` };
    this.read.push(place);
    const met = metRejects(isLeftOut ? [] : rows.rejects, place, page.slice.ticketId ?? null, page.receivedAt);
    this.reject(place, met);
    this.shapes.read(stream.name, record, page.receivedAt);
    if (isLeftOut) this.leftOut.set(stream.name, (this.leftOut.get(stream.name) ?? 0) + 1);
    else into.add(rows);
  }

  /** Some are said of the whole source, not of the record that they were met in. */
  private reject(place: ReadRecord, met: readonly MetReject[]): void {
    const key = `${place.stream}\u0000${place.reader}`;
    const own = met.filter(({ reader }) => reader === place.reader);
    if (own.length > 0 || this.rejectsByRecord.has(key)) this.rejectsByRecord.set(key, own);
    for (const reject of met) if (reject.reader !== place.reader) this.rejectsByRecord.set(reject.key, [reject]);
  }

  private name(stream: Stream, page: StoredPage, rows: Rows, reader: string, ofSlice: Named[]): void {
    const named = (kind: string, id: string) => {
      ofSlice.push({ stream: stream.name, slice: page.slice.key, kind, id: clean(id), at: page.receivedAt });
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
    const refused = emptyRows();
    refuseRecord(refused, record, stream.idOf(record), 'not_understood');
    return refused;
  }
}
