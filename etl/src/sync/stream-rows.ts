/** The rows of `runs` of one source in one run: streams that wait, that are read, that have ended. */
import type { Redact } from '../../../vendors/redact';
import type { Stream } from '../../../vendors/vendor';
import type { LoadCounts } from '../raw/page';
import type { RunEvent } from '../base/events';
import type { RunRow, StreamOutcome } from '../base/run-row';
import type { CallCounts, TallyStart } from './run-rows';
import { StreamMetrics } from './run-rows';

export interface StreamRowsParts {
  start: Pick<TallyStart, 'run_id' | 'source' | 'vendor'>;
  /** A later canonical instant with every call. */
  stamp(): string;
  /** What the source's call has counted so far. */
  counts(): CallCounts;
  redact: Redact;
  saveRows(rows: readonly RunRow[]): Promise<void>;
  emit(event: RunEvent): void;
}

/** A stream that is read. */
export interface StreamReading {
  readonly stream: Stream;
  readonly tally: StreamMetrics;
  /** What the service is asked meanwhile counts as the stream's. Not for two streams at once. */
  counting<T>(work: () => Promise<T>): Promise<T>;
}

export class StreamRows {
  private readonly tallies = new Map<string, StreamMetrics>();
  private readonly finished = new Map<string, RunRow>();
  /** What stands in rows that have ended. What was asked since, as for the check of the key, is the next stream's. */
  private counted: CallCounts = { requests: 0, retries: 0, rate_limited: 0, seconds_waited: 0 };

  constructor(private readonly parts: StreamRowsParts) {}

  /** From now on these streams are in `runs`, as incomplete until they end. */
  async plan(streams: readonly string[]): Promise<void> {
    for (const stream of streams) this.tallies.set(stream, this.newTally(stream));
    await this.saveUnfinished();
  }

  /** A publication says what is still incomplete, and how far it is. */
  async saveUnfinished(): Promise<void> {
    const counts = this.parts.counts();
    await this.parts.saveRows(this.unfinished().map(([, tally]) => tally.unfinishedRow(counts)));
  }

  reading(stream: Stream): StreamReading {
    const tally = this.tallies.get(stream.name) ?? this.newTally(stream.name);
    return {
      stream,
      tally,
      counting: async (work) => {
        tally.begin(this.parts.stamp(), this.counted);
        try {
          return await work();
        } finally {
          this.counted = this.parts.counts();
          tally.pause(this.counted);
        }
      },
    };
  }

  /** A page of the stream is on disk. */
  received(stream: string, records: number): void {
    this.tallies.get(stream)?.page(records);
  }

  loaded(counts: ReadonlyMap<string, LoadCounts>): void {
    for (const [stream, added] of counts) this.tallies.get(stream)?.loaded(added);
  }

  /** Streams that have ended, however they did. */
  async finish(readings: ReadonlyArray<Pick<StreamReading, 'stream' | 'tally'>>): Promise<void> {
    const ended = readings.map(({ stream, tally }) => ({ name: stream.name, tally }));
    for (const [at, row] of (await this.save(ended)).entries()) this.report(row, ended[at]?.tally.leftOut ?? 0);
  }

  private report(row: RunRow, leftOut: number): void {
    const { source } = this.parts.start;
    const { stream } = row;
    if (leftOut > 0) {
      const message = `${leftOut} tickets were created before the day in since, and are left out`;
      this.parts.emit({ type: 'note', source, stream, level: 'info', message });
    }
    if (row.rows_rejected > 0) {
      const message = `${row.rows_rejected} rejects: see the table rejects`;
      this.parts.emit({ type: 'note', source, stream, level: 'warning', message });
    }
    this.parts.emit({ type: 'stream_finished', row });
  }

  /**
   * Streams that were not reached.
   * @param failure why the source failed, which one of them says; undefined: the run was asked to end
   */
  async finishRest(failure: string | undefined): Promise<void> {
    const open = this.unfinished();
    const teller = open.find(([stream]) => stream === 'tickets')?.[0] ?? open[0]?.[0];
    for (const [stream, tally] of open) {
      if (stream === teller) tally.countFrom(this.counted);
      if (failure !== undefined && stream === teller) {
        tally.problem('failed', failure);
      } else {
        tally.problem(failure === undefined ? 'interrupted' : 'incomplete', null);
      }
    }
    const rows = await this.save(open.map(([name, tally]) => ({ name, tally })));
    const failed = failure === undefined ? undefined : rows.find(({ stream }) => stream === teller);
    if (failed !== undefined) this.report(failed, this.tallies.get(failed.stream)?.leftOut ?? 0);
  }

  /** In the order of the plan. */
  rows(): RunRow[] {
    return [...this.tallies.keys()].flatMap((stream) => this.finished.get(stream) ?? []);
  }

  outcomeOf(stream: string): StreamOutcome | undefined {
    return this.finished.get(stream)?.outcome;
  }

  private unfinished(): Array<[string, StreamMetrics]> {
    return [...this.tallies].filter(([stream]) => !this.finished.has(stream));
  }

  private newTally(stream: string): StreamMetrics {
    const { start, stamp, redact } = this.parts;
    return new StreamMetrics({ ...start, stream, mode: 'full', started_at: stamp() }, redact);
  }

  private async save(ended: ReadonlyArray<{ name: string; tally: StreamMetrics }>): Promise<RunRow[]> {
    const now = this.parts.counts();
    const rows = ended.map(({ tally }) => tally.row(this.parts.stamp(), now));
    if (ended.some(({ tally }) => tally.isCounting)) this.counted = now;
    for (const [at, { name }] of ended.entries()) {
      const row = rows[at];
      if (row !== undefined) this.finished.set(name, row);
    }
    if (rows.length > 0) await this.parts.saveRows(rows);
    return rows;
  }
}
