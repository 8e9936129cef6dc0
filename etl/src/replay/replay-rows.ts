/** The rows of `runs` of one source in a replay, and the progress towards them. */
import type { CallCounts } from '../sync/run-rows';
import { StreamMetrics } from '../sync/run-rows';
import type { LoadCounts } from '../raw/page';
import { noCounts } from '../raw/page';
import type { RunRow } from '../base/run-row';
import type { Differences } from './rebuilt';
import type { WorkingDatabase } from '../store/database';
import type { SourceConfig } from '../config/config';
import type { LakeClock } from '../base/clock';
import type { Redact } from '../../../vendors/redact';
import { unitOf } from '../base/events';
import type { Listener } from '../base/events';

export interface ReplayParts {
  working: WorkingDatabase;
  rawFolder: string;
  runId: string;
  source: SourceConfig;
  clock: LakeClock;
  redact: Redact;
  signal: AbortSignal;
  listener: Listener;
}

/** A replay asks nobody. */
const NO_CALLS: CallCounts = { requests: 0, retries: 0, rate_limited: 0, seconds_waited: 0 };

export class ReplayRows {
  private readonly tallies = new Map<string, { tally: StreamMetrics; pages: number }>();

  constructor(private readonly parts: Pick<ReplayParts, 'runId' | 'source' | 'clock' | 'redact' | 'listener'>) {}

  page(stream: string, records: number): void {
    const found = this.of(stream);
    found.pages += 1;
    found.tally.page(records);
    this.parts.listener({
      type: 'progress',
      source: this.parts.source.name,
      stream,
      rows: found.tally.rowsReceived,
      pages: found.pages,
      requests: 0,
      total: null,
      unit: unitOf(stream),
    });
  }

  /** Whether rows are new is told by what was stored before, not by what a batch met. */
  loaded(counts: ReadonlyMap<string, LoadCounts>): void {
    for (const [stream, { rows_read, rows_rejected, rows_left_out }] of counts)
      this.of(stream).tally.loaded({ ...noCounts(), rows_read, rows_rejected, rows_left_out });
  }

  differ(stream: string, counts: Differences): void {
    this.of(stream).tally.loaded({
      ...noCounts(),
      rows_new: counts.new,
      rows_changed: counts.changed,
      rows_unchanged: counts.unchanged,
      rows_deleted: counts.deleted,
    });
  }

  problem(stream: string, message: string): void {
    this.of(stream).tally.problem('incomplete', message);
  }

  finish(storedTickets: number): RunRow[] {
    return [...this.tallies].map(([stream, { tally }]) => {
      if (stream === 'tickets') tally.storedTotal = storedTickets;
      const row = tally.row(this.parts.clock.nextTimestamp(), NO_CALLS);
      this.parts.listener({ type: 'stream_finished', row });
      return row;
    });
  }

  private of(stream: string): { tally: StreamMetrics; pages: number } {
    let found = this.tallies.get(stream);
    if (!found) {
      this.tallies.set(stream, (found = { tally: this.begun(stream), pages: 0 }));
    }
    return found;
  }

  private begun(stream: string): StreamMetrics {
    const { runId, source, clock, redact, listener } = this.parts;
    const { name, vendor } = source;
    listener({ type: 'stream_started', source: name, stream, mode: 'replay', total: null, unit: unitOf(stream) });
    const start = { run_id: runId, source: name, vendor: vendor.name, stream, started_at: clock.nextTimestamp() };
    return new StreamMetrics({ ...start, mode: 'replay' }, redact);
  }
}
