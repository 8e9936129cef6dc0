/** One source in one run: its streams in order, from what an interrupted run left to the last comment. */
import { isVendorError } from '../../../vendors/errors';
import type { Call } from '../../../vendors/http';
import type { PagingContext, Stream } from '../../../vendors/vendor';
import type { Config, SourceConfig } from '../config/config';
import type { LoadCounts, StoredPage } from '../load/page';
import type { RunEvent } from '../run/events';
import type { ExportOptions, Outcome, SourceResult } from '../run/result';
import type { RunMode, RunRow, StreamOutcome } from '../run/run-row';
import type { PageSink } from './page-sink';
import { endsSource, scanStream } from './source-scan';
import type { CallCounts } from './tally';
import { Tally } from './tally';
import { scanTickets } from './ticket-scan';
import type { WorkList } from './work-list';

export interface Clock {
  /** Epoch ms. */
  now(): number;
}

export interface SourceParts {
  runId: string;
  config: Config;
  source: SourceConfig;
  options: ExportOptions;
  clock: Clock;
  call: Call;
  counts(): CallCounts;
  /** The service's clock as its last answer told it, canonical; null before the first answer. */
  serverNow(): string | null;
  work: WorkList;
  sink: PageSink;
  /** Pages of an interrupted run that are on disk and not loaded. */
  leftovers(): AsyncIterable<StoredPage>;
  saveRow(row: RunRow): Promise<void>;
  /** Publishes when the last publication is old enough. */
  publishSoon(): Promise<void>;
  tell(event: RunEvent): void;
}

export class SourceRun {
  private readonly tallies = new Map<string, Tally>();
  private failure: string | undefined;
  /** Set by the tickets stream: per-ticket streams are named after it in `runs`. */
  ticketsMode: RunMode = 'full';

  constructor(private readonly parts: SourceParts) {}

  get runId(): string {
    return this.parts.runId;
  }
  get config(): Config {
    return this.parts.config;
  }
  get source(): SourceConfig {
    return this.parts.source;
  }
  get options(): ExportOptions {
    return this.parts.options;
  }
  get clock(): Clock {
    return this.parts.clock;
  }
  get call(): Call {
    return this.parts.call;
  }
  get work(): WorkList {
    return this.parts.work;
  }
  get sink(): PageSink {
    return this.parts.sink;
  }
  get signal(): AbortSignal {
    return this.parts.options.signal;
  }
  get concurrency(): number {
    return this.parts.options.concurrency ?? this.source.concurrency;
  }
  get since(): string | null {
    return this.parts.options.since ?? this.source.since;
  }

  now(): string {
    return `${new Date(this.clock.now()).toISOString().slice(0, 23)}000Z`;
  }
  serverNow(): string | null {
    return this.parts.serverNow();
  }
  tell(event: RunEvent): void {
    this.parts.tell(event);
  }
  publishSoon(): Promise<void> {
    return this.parts.publishSoon();
  }

  /** Reads every selected stream. Never throws for the service's faults: they are in the result. */
  async run(): Promise<SourceResult> {
    await this.loadLeftovers();
    await this.checkKey();
    for (const stream of this.streams()) {
      if (this.failure !== undefined || this.signal.aborted) break;
      await this.runStream(stream);
    }
    return { source: this.source.name, vendor: this.source.vendor.name, outcome: this.outcome(), streams: this.rows() };
  }

  /** A run whose pages are being loaded, whichever stream they belong to. */
  loaded(counts: ReadonlyMap<string, LoadCounts>): void {
    for (const [stream, added] of counts) this.tallies.get(stream)?.loaded(added);
  }

  async pagingContext(): Promise<PagingContext> {
    const { timezone, pageSize, projects, paths } = this.source;
    return { settings: { timezone, pageSize, projects, paths }, queueIds: await this.work.queueIds() };
  }

  stopped(tally: Tally): boolean {
    return this.signal.aborted || this.failure !== undefined || tally.outcome === 'failed';
  }

  note(stream: string | null, level: 'info' | 'warning' | 'error', message: string): void {
    this.tell({ type: 'note', source: this.source.name, stream, level, message });
  }

  progress(stream: string, tally: Tally): void {
    const { requests } = tally.row(null, this.parts.counts());
    this.tell({
      type: 'progress',
      source: this.source.name,
      stream,
      rows: tally.rowsRead,
      pages: tally.pagesRead,
      requests,
      total: tally.vendorTotal,
    });
  }

  ticketProgress(stream: string, tally: Tally, done: number, total: number): void {
    const { requests } = tally.row(null, this.parts.counts());
    this.tell({
      type: 'progress',
      source: this.source.name,
      stream,
      rows: done,
      pages: tally.pagesRead,
      requests,
      total,
    });
  }

  /** Sorts an error of a stream: the run's end, the source's, the stream's; anything else is a defect and is thrown on. */
  streamFailed(stream: Stream, tally: Tally, error: unknown): void {
    if (!isVendorError(error)) throw error;
    if (error.code === 'aborted') {
      tally.problem('interrupted', null);
      return;
    }
    const message = error.remedy === undefined ? error.message : `${error.message}. ${error.remedy}`;
    if (endsSource(error)) this.failure = message;
    const isMissing = ['forbidden', 'not_found', 'unsupported', 'method_not_allowed'].includes(error.code);
    const outcome: StreamOutcome =
      stream.optional && isMissing ? 'unsupported' : error.code === 'incomplete' ? 'incomplete' : 'failed';
    tally.problem(outcome, message);
    this.note(stream.name, outcome === 'unsupported' ? 'info' : 'error', message);
  }

  private async loadLeftovers(): Promise<void> {
    for await (const page of this.parts.leftovers()) await this.sink.add(page);
    await this.sink.flush();
  }

  private partialView: string | undefined;

  /** A wrong key is said before anything else is tried; one that sees only a part is remembered. */
  private async checkKey(): Promise<void> {
    const { settings } = await this.pagingContext();
    for (const finding of await this.source.vendor.check(this.call, settings)) {
      const message = finding.remedy === undefined ? finding.message : `${finding.message}. ${finding.remedy}`;
      if (finding.level === 'error') this.failure ??= message;
      if (finding.code === 'partial_view') this.partialView = message;
      if (finding.level !== 'ok') this.note(null, finding.level, message);
    }
    if (this.failure !== undefined) await this.saveFailure(this.failure);
  }

  /** Even a source that could not be asked at all has its row in `runs`. */
  private async saveFailure(message: string): Promise<void> {
    const tally = this.newTally('tickets');
    tally.problem('failed', message);
    await this.finish('tickets', tally);
  }

  private async runStream(stream: Stream): Promise<void> {
    const tally = this.newTally(stream.name);
    if (stream.scope === 'ticket') await scanTickets(this, stream, tally);
    else await scanStream(this, stream, tally);
    if (stream.name === 'tickets') {
      this.ticketsMode = tally.mode;
      if (this.partialView !== undefined) tally.problem('incomplete', this.partialView);
    }
    await this.finish(stream.name, tally);
    await this.publishSoon();
  }

  private newTally(stream: string): Tally {
    const { runId, source } = this.parts;
    const start = { run_id: runId, source: source.name, vendor: source.vendor.name, stream, started_at: this.now() };
    const tally = new Tally(start, this.parts.counts());
    this.tallies.set(stream, tally);
    return tally;
  }

  private readonly finished = new Map<string, RunRow>();

  private async finish(stream: string, tally: Tally): Promise<void> {
    const row = tally.row(this.now(), this.parts.counts());
    this.finished.set(stream, row);
    await this.parts.saveRow(row);
    this.tell({ type: 'stream_finished', row });
  }

  private rows(): RunRow[] {
    return [...this.finished.values()];
  }

  /** Lookups are read whenever tickets are, since tickets need their names; the rest as selected. */
  private streams(): Stream[] {
    const selected = new Set(this.options.streams ?? this.source.streams);
    const wanted = (stream: Stream) => [stream.serves, ...(stream.alsoServes ?? [])].some((name) => selected.has(name));
    return this.source.vendor.streams.filter(
      (stream) => wanted(stream) || (stream.scope === 'source' && stream.name !== 'tickets' && selected.has('tickets')),
    );
  }

  private outcome(): Outcome {
    const outcomes = this.rows().map((row) => row.outcome);
    const tickets = this.finished.get('tickets')?.outcome;
    if (this.failure !== undefined || tickets === 'failed') return 'failed';
    if (this.signal.aborted || outcomes.includes('interrupted')) return 'interrupted';
    return outcomes.some((outcome) => outcome === 'failed' || outcome === 'incomplete') ? 'incomplete' : 'complete';
  }
}
