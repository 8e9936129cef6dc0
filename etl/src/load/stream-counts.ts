/** Counts of a batch, by stream, in rows of the stream's own table. */
import type { Stream } from '../../../vendors/vendor';
import type { StoredTable } from '../store/staging-tables';
import {
  STORED_ATTACHMENTS,
  STORED_CHANGES,
  STORED_COMMENTS,
  STORED_FIELDS,
  STORED_NAMES,
  STORED_PEOPLE,
  STORED_QUEUES,
  STORED_TICKETS,
} from '../store/staging-tables';
import type { LoadCounts } from '../raw/page';
import { noCounts } from '../raw/page';
import type { BatchReader } from './batch-reader';
import type { UpsertCounts } from './upsert';
import { isOfTickets } from './upsert';

export class StreamCounts {
  private readonly counts = new Map<string, LoadCounts>();
  /** Whether a person, queue, field or name is not what it was. */
  hasChangedLookups = false;
  /** Whether it is known that nothing is wrong with any record of the source. */
  hasNoRejects = false;
  /** Whether a queue came or changed: some services are paged by them. */
  hasChangedQueues = false;

  constructor(
    reading: BatchReader,
    private readonly streams: ReadonlyMap<string, Stream>,
  ) {
    for (const [stream, records] of reading.recordsRead) this.of(stream).rows_read = records;
    for (const [stream, records] of reading.leftOut) this.of(stream).rows_left_out = records;
    for (const reject of reading.rejects()) {
      if (reject.severity !== 'note') this.of(reject.stream).rows_rejected += 1;
    }
  }

  upserted(table: StoredTable, byStream: ReadonlyMap<string, UpsertCounts>): void {
    for (const [name, added] of byStream) {
      const isChanged = added.new + added.changed > 0;
      this.hasChangedLookups ||= isChanged && !isOfTickets(table);
      this.hasChangedQueues ||= isChanged && table === STORED_QUEUES;
      if (!this.owns(name, table.name)) continue;
      const counts = this.of(name);
      counts.rows_new += added.new;
      counts.rows_changed += added.changed;
      counts.rows_unchanged += added.unchanged;
    }
  }

  gone(byStream: ReadonlyMap<string, ReadonlyMap<string, number>>): void {
    for (const [name, byTable] of byStream) {
      for (const [table, rows] of byTable) {
        if (this.owns(name, table)) this.of(name).rows_deleted += rows;
      }
    }
  }

  all(): Map<string, LoadCounts> {
    return this.counts;
  }

  private of(stream: string): LoadCounts {
    let counts = this.counts.get(stream);
    if (!counts) this.counts.set(stream, (counts = noCounts()));
    return counts;
  }

  private owns(name: string, table: string): boolean {
    const stream = this.streams.get(name);
    return stream !== undefined && ownTables(stream).some((own) => own.name === table);
  }
}

/** Tables whose rows are counted as those of the stream. */
export function ownTables(stream: Stream): readonly StoredTable[] {
  if (stream.name === 'tickets') return [STORED_TICKETS];
  switch (stream.selectedBy) {
    case 'comments':
      return [STORED_COMMENTS];
    case 'history':
      return [STORED_CHANGES];
    case 'attachments':
      return [STORED_ATTACHMENTS];
    case 'people':
      return [STORED_PEOPLE];
    case 'queues':
      return [STORED_QUEUES];
    case 'custom_fields':
      return [STORED_FIELDS];
    case 'tickets':
      return [STORED_PEOPLE, STORED_QUEUES, STORED_FIELDS, STORED_NAMES];
  }
}
