/**
 * The tickets of a source that wait for their per-ticket calls, as the orchestrator needs them. state/ticket-queue.ts
 * keeps them in the working database.
 */
import type { Cursor } from '../../../vendors/vendor';
import type { FileListState } from './file-lists';

/** Where the reading of a ticket was interrupted between two pages. */
export interface Interrupted {
  cursor: Cursor;
  /** Canonical instant at which the page before the cursor was received. */
  at: string;
}

export interface TicketQueue {
  /**
   * Ids in order.
   * @param after only ids behind this one; null: from the first
   */
  waiting(stream: string, limit: number, after: string | null): Promise<string[]>;
  count(stream: string): Promise<number>;
  /**
   * Queues tickets again, beside those that wait already, and remembers `at` as lastRescanAt, in one transaction.
   * @returns how many tickets wait for a rescan
   */
  queueRescan(stream: string, which: 'open' | 'all', at: string): Promise<number>;
  /** Tickets whose last reading missed something that was there before: only another one can tell whether it is gone. */
  missed(stream: string): Promise<string[]>;
  /** At most so many of the tickets that wait, spread evenly over all of them, in order. */
  spread(stream: string, most: number): Promise<string[]>;
  fileLists(stream: string): Promise<FileListState>;
  saveFileLists(stream: string, state: FileListState): Promise<void>;
  /** @param ticketId null: all tickets of the stream */
  drop(stream: string, ticketId: string | null): Promise<void>;
  /** Slices of tickets that were interrupted, by their key. */
  interrupted(stream: string): Promise<Map<string, Interrupted>>;
  /** Tickets whose per-ticket stream was read most lately. */
  lastRead(stream: string, limit: number): Promise<string[]>;
}
