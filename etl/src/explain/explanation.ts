/** What an explanation of a ticket holds. */
import type { ColumnOrigin } from './columns';
import type { Step } from './history';
import type { PublishedRow } from './published';
import type { ChildReading, Place } from './readings';

export interface Explanation {
  ticket_key: string;
  subject: string | null;
  /** The newest reading that raw/ holds; null: none. */
  read: Place | null;
  why_open: string;
  why_deleted: string;
  columns: ColumnOrigin[];
  comments: Record<string, number>;
  status_changes: PublishedRow[];
  attachments: number;
  /** Of each stream that hangs on the ticket, its newest answer. */
  children: Array<Omit<ChildReading, 'rejects'>>;
  rejects: PublishedRow[];
  /** Oldest first. */
  history: Step[];
}
