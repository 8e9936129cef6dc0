/** One row of the published table `runs`: one run, source and stream. Members are its columns. */
export type RunMode = 'full' | 'incremental' | 'replay';
export type StreamOutcome = 'complete' | 'incomplete' | 'failed' | 'interrupted' | 'unsupported';

export interface RunRow {
  run_id: string;
  source: string;
  vendor: string;
  stream: string;
  /** Canonical instants. */
  started_at: string;
  finished_at: string | null;
  mode: RunMode;
  outcome: StreamOutcome;
  requests: number;
  retries: number;
  rate_limited: number;
  seconds_waited: number;
  pages: number;
  rows_read: number;
  rows_new: number;
  rows_changed: number;
  rows_unchanged: number;
  rows_deleted: number;
  rows_rejected: number;
  vendor_total: number | null;
  stored_total: number | null;
  cursor_from: string | null;
  cursor_to: string | null;
  error: string | null;
}
