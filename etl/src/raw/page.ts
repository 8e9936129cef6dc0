/** A page on its way from the spool to the working database. */
import type { Json } from '../../../vendors/json';
import type { Cursor, Slice } from '../../../vendors/vendor';
import type { SpoolPlace } from './spool';

/** A page as it was received and written down, without secrets. The unit of load: loading it twice changes nothing. */
export interface StoredPage {
  source: string;
  stream: string;
  slice: Slice;
  cursor: Cursor | null;
  /** null: the slice ends with this page. */
  next: Cursor | null;
  /** Slices that take over from this one. */
  replacedBy: readonly Slice[] | null;
  /** Why the slice, though it ends with this page, cannot be called whole. */
  unproven: string | null;
  /** The service's own trusted count of the slice's rows. */
  total: number | null;
  /** Tickets created before this day are left out (`YYYY-MM-DD`). */
  since?: string | null;
  /** Names of members that were left out because they read like those of secrets; absent: none. */
  leftOut?: readonly string[];
  /** Canonical instant. */
  receivedAt: string;
  records: readonly Json[];
  /** Where it stands in the spool: everything up to `end` of `file` is on disk. */
  spool: SpoolPlace;
}

/** A page whose records were read: what is left moves the work list. */
export interface PageMeta extends Omit<StoredPage, 'records'> {
  /** How many records it had. */
  rows: number;
}

/** What loading changed, counted in rows of the stream's own table. */
export interface LoadCounts {
  rows_read: number;
  rows_new: number;
  rows_changed: number;
  rows_unchanged: number;
  rows_deleted: number;
  rows_rejected: number;
  /** Tickets older than the `since` of their page. */
  rows_left_out: number;
}

export function noCounts(): LoadCounts {
  return {
    rows_read: 0,
    rows_new: 0,
    rows_changed: 0,
    rows_unchanged: 0,
    rows_deleted: 0,
    rows_rejected: 0,
    rows_left_out: 0,
  };
}

/** The run that received a page: its spool file is `<source>/<run>/<stream>…`. */
export function runOf({ spool }: Pick<StoredPage, 'spool'>): string {
  return spool.file.split('/')[1] ?? '';
}
