/** What an explanation of a ticket holds. */
import type { ColumnOrigin } from './columns';
import type { FieldOrigin } from './fields';
import type { HistoryStep } from './history';
import type { PublishedRow } from './published';
import type { ChildReading, PageLocation } from './ticket-versions';

export interface Explanation {
  ticket_key: string;
  subject: string | null;
  /** The newest reading that raw/ holds; null: none. */
  read: PageLocation | null;
  why_open: string;
  why_deleted: string;
  columns: ColumnOrigin[];
  /** The ticket's row in the table of custom fields of its source; null: the source has none. */
  fields: { table: string; columns: FieldOrigin[] } | null;
  comments: Record<string, number>;
  status_changes: PublishedRow[];
  attachments: number;
  /** Of each stream that hangs on the ticket, its newest answer. */
  children: Array<Omit<ChildReading, 'rejects'>>;
  rejects: PublishedRow[];
  /** Oldest first. */
  history: HistoryStep[];
}
