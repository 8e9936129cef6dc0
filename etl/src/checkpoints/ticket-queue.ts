/** Which tickets wait for their per-ticket calls: queued in the same transactions as the rows that tell of a change. */
import type { Cursor } from '../../../vendors/vendor';
import type { WorkingDatabase } from '../store/database';
import { numberIn, textIn } from '../store/row';
import type { FileListState } from './file-lists';
import { fileListState, saveFileListState } from './file-lists';
import { touchState } from './stream-state';

/** Where the reading of a ticket was interrupted between two pages. */
export interface Interrupted {
  cursor: Cursor;
  /** Canonical instant at which the page before the cursor was received. */
  at: string;
}

/** The tickets of a source that wait for their per-ticket calls. */
export class TicketQueue {
  constructor(
    private readonly working: WorkingDatabase,
    private readonly source: string,
  ) {}

  /**
   * Ids in order.
   * @param after only ids behind this one; null: from the first
   */
  waiting(stream: string, limit: number, after: string | null): Promise<string[]> {
    return this.ids(
      `SELECT DISTINCT ticket_id AS id FROM todo WHERE source = ? AND stream = ? AND (? IS NULL OR ticket_id > ?) ORDER BY id LIMIT ${limit}`,
      [this.source, stream, after, after],
    );
  }

  async count(stream: string): Promise<number> {
    const count = await this.working.one(
      'SELECT count(DISTINCT ticket_id) AS n FROM todo WHERE source = ? AND stream = ?',
      [this.source, stream],
      (row) => numberIn(row, 'n'),
    );
    return count ?? 0;
  }

  /** Of each of the streams, in the order given. */
  async counts(streams: readonly string[]): Promise<number[]> {
    const rows = await this.working.all(
      `SELECT stream, count(DISTINCT ticket_id) AS n FROM todo
       WHERE source = $source AND stream IN (SELECT unnest(from_json($streams, '["VARCHAR"]'))) GROUP BY stream`,
      { source: this.source, streams: JSON.stringify(streams) },
      (row) => [textIn(row, 'stream'), numberIn(row, 'n')] as const,
    );
    const counts = new Map(rows);
    return streams.map((stream) => counts.get(stream) ?? 0);
  }

  /**
   * Queues tickets again, beside those that wait already, and remembers `at` as lastRescanAt, in one transaction.
   * @returns how many tickets wait for a rescan
   */
  queueRescan(stream: string, which: 'open' | 'all', at: string): Promise<number> {
    const { source } = this;
    const open = which === 'open' ? `AND status_group NOT IN ('solved', 'closed')` : '';
    return this.working.transaction(async (session) => {
      await session.run(
        `INSERT INTO todo SELECT source, $stream, ticket_id, 'rescan', $at::TIMESTAMPTZ FROM w_tickets w
         WHERE source = $source AND gone_at IS NULL AND NOT is_deleted ${open}
           AND ticket_id NOT IN (SELECT ticket_id FROM todo WHERE source = $source AND stream = $stream)`,
        { source, stream, at },
      );
      await touchState(session, source, stream);
      await session.run('UPDATE stream_state SET last_rescan_at = ? WHERE source = ? AND stream = ?', [
        at,
        source,
        stream,
      ]);
      const [queued = 0] = await session.all(
        `SELECT count(*) AS n FROM todo WHERE source = ? AND stream = ? AND reason = 'rescan'`,
        [source, stream],
        (row) => numberIn(row, 'n'),
      );
      return queued;
    });
  }

  /** Tickets whose last reading missed something that was there before: only another one can tell whether it is gone. */
  missed(stream: string): Promise<string[]> {
    return this.ids(
      `SELECT DISTINCT ticket_id AS id FROM todo WHERE source = ? AND stream = ? AND reason = 'missed' ORDER BY id`,
      [this.source, stream],
    );
  }

  fileLists(stream: string): Promise<FileListState> {
    return fileListState(this.working, this.source, stream);
  }

  async saveFileLists(stream: string, state: FileListState): Promise<void> {
    await this.working.transaction((session) => saveFileListState(session, this.source, stream, state));
  }

  /** At most so many of the tickets that wait, spread evenly over all of them, in order. */
  spread(stream: string, most: number): Promise<string[]> {
    return this.ids(
      `SELECT ticket_id AS id FROM (
         SELECT ticket_id, row_number() OVER (ORDER BY ticket_id) - 1 AS place, count(*) OVER () AS total
         FROM (SELECT DISTINCT ticket_id FROM todo WHERE source = ? AND stream = ?))
       WHERE place * ${most} // total <> (place - 1) * ${most} // total OR place = 0 ORDER BY id LIMIT ${most}`,
      [this.source, stream],
    );
  }

  /** @param ticketId null: all tickets of the stream */
  async drop(stream: string, ticketId: string | null): Promise<void> {
    await this.working.run('DELETE FROM todo WHERE source = ? AND stream = ? AND (? IS NULL OR ticket_id = ?)', [
      this.source,
      stream,
      ticketId,
      ticketId,
    ]);
  }

  /** Slices of tickets that were interrupted, by their key. */
  async interrupted(stream: string): Promise<Map<string, Interrupted>> {
    const rows = await this.working.all(
      `SELECT key, cursor, moved_at FROM slices
       WHERE source = ? AND stream = ? AND state = 'open' AND ticket_id IS NOT NULL AND cursor IS NOT NULL`,
      [this.source, stream],
      (row): [string, Interrupted] => [
        textIn(row, 'key'),
        { cursor: textIn(row, 'cursor'), at: textIn(row, 'moved_at') },
      ],
    );
    return new Map(rows);
  }

  /** Tickets whose per-ticket stream was read most lately. */
  lastRead(stream: string, limit: number): Promise<string[]> {
    return this.ids(
      `SELECT r.ticket_id AS id FROM reads r JOIN w_tickets w ON w.source = r.source AND w.ticket_id = r.ticket_id AND w.gone_at IS NULL
       WHERE r.source = ? AND r.stream = ? ORDER BY r.read_at DESC, r.ticket_id LIMIT ${limit}`,
      [this.source, stream],
    );
  }

  private ids(sql: string, params: Array<string | null>): Promise<string[]> {
    return this.working.all(sql, params, (row) => textIn(row, 'id'));
  }
}
