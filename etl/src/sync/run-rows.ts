/** Counts of one stream in one run, on their way to a row of `runs`. */
import type { Redact } from '../../../vendors/redact';
import type { LoadCounts } from '../raw/page';
import { noCounts } from '../raw/page';
import type { RunMode, RunRow, StreamOutcome } from '../base/run-row';

/** What the source's call counted so far; streams take the difference. */
export interface CallCounts {
  requests: number;
  retries: number;
  rate_limited: number;
  seconds_waited: number;
}

export type TallyStart = Pick<RunRow, 'run_id' | 'source' | 'vendor' | 'stream' | 'started_at' | 'mode'>;

function rowCounts(): Omit<LoadCounts, 'rows_left_out'> {
  const { rows_left_out: _leftOut, ...counts } = noCounts();
  return counts;
}

export class StreamMetrics {
  private readonly counts: Omit<LoadCounts, 'rows_left_out'> = rowCounts();
  private pages = 0;
  private received = 0;
  private beforeSince = 0;
  mode: RunMode;
  outcome: StreamOutcome = 'complete';
  vendorTotal: number | null = null;
  storedTotal: number | null = null;
  cursorFrom: string | null = null;
  cursorTo: string | null = null;
  private readonly problems: string[] = [];

  /** What was asked for the stream until it was paused. */
  private spent: CallCounts = { requests: 0, retries: 0, rate_limited: 0, seconds_waited: 0 };
  private before: CallCounts | undefined;
  private isBegun = false;

  constructor(
    private readonly start: TallyStart,
    private readonly redact: Redact,
  ) {
    this.mode = start.mode;
  }

  /**
   * Also goes on after a pause.
   * @param before what the source's call had counted when the stream was begun
   */
  begin(startedAt: string, before: CallCounts): void {
    if (!this.isBegun) this.start.started_at = startedAt;
    this.isBegun = true;
    this.before = before;
  }

  /** What is asked from now on is not the stream's. @param now what the source's call has counted by now */
  pause(now: CallCounts): void {
    this.spent = this.askedUntil(now);
    this.before = undefined;
  }

  private askedUntil(now: CallCounts): CallCounts {
    const { spent, before = now } = this;
    return {
      requests: spent.requests + now.requests - before.requests,
      retries: spent.retries + now.retries - before.retries,
      rate_limited: spent.rate_limited + now.rate_limited - before.rate_limited,
      seconds_waited: spent.seconds_waited + now.seconds_waited - before.seconds_waited,
    };
  }

  /** For a stream that was not begun: what was asked since belongs to it, unless it counts already. */
  countFrom(before: CallCounts): void {
    this.before ??= before;
  }

  get isCounting(): boolean {
    return this.before !== undefined;
  }

  /** @param rows how many it holds; they are counted as read when they are loaded */
  page(rows: number): void {
    this.pages += 1;
    this.received += rows;
  }

  get rowsReceived(): number {
    return this.received;
  }

  /** Tickets that were read, and left out as they were created before the day that was asked for. */
  get leftOut(): number {
    return this.beforeSince;
  }

  loaded({ rows_left_out: leftOut, ...counts }: LoadCounts): void {
    this.beforeSince += leftOut;
    for (const name of Object.keys(counts) as Array<keyof typeof counts>) this.counts[name] += counts[name];
  }

  deleted(rows: number): void {
    this.counts.rows_deleted += rows;
  }

  /** Says what went wrong, and worsens the outcome; it never gets better. */
  problem(outcome: Exclude<StreamOutcome, 'complete'>, message: string | null): void {
    const severity: readonly StreamOutcome[] = ['complete', 'unsupported', 'interrupted', 'incomplete', 'failed'];
    if (severity.indexOf(outcome) > severity.indexOf(this.outcome)) this.outcome = outcome;
    const redacted = message === null ? null : this.redact(message);
    if (redacted !== null && !this.problems.includes(redacted)) this.problems.push(redacted);
  }

  /** What `runs` says while the stream waits or is read. */
  unfinishedRow(now: CallCounts): RunRow {
    const row = this.row(null, now);
    return row.outcome === 'complete' ? { ...row, outcome: 'incomplete' } : row;
  }

  /** @param now what the source's call has counted by now */
  row(finishedAt: string | null, now: CallCounts): RunRow {
    const { seconds_waited: waited, ...asked } = this.askedUntil(now);
    return {
      ...this.start,
      finished_at: finishedAt,
      mode: this.mode,
      outcome: this.outcome,
      ...asked,
      seconds_waited: Math.round(waited * 1000) / 1000,
      pages: this.pages,
      ...this.counts,
      vendor_total: this.vendorTotal,
      stored_total: this.storedTotal,
      cursor_from: this.cursorFrom,
      cursor_to: this.cursorTo,
      error: this.problems.length === 0 ? null : this.problems.slice(0, 5).join(' | '),
    };
  }
}
