/** One source in one run: its streams in order, from what an interrupted run left to the last comment. */
import { isVendorError } from '../../../vendors/errors';
import type { Call } from '../../../vendors/http';
import type { Json } from '../../../vendors/json';
import type { Redact } from '../../../vendors/redact';
import { fold } from '../../../vendors/text';
import { instantOfDate } from '../../../vendors/time';
import type { Finding, PagingContext, Stream } from '../../../vendors/vendor';
import type { Config, SourceConfig } from '../config/config';
import { settingsOf } from '../config/config';
import type { LoadCounts, StoredPage } from '../raw/page';
import type { RunEvent } from '../base/events';
import type { LakeClock } from '../base/clock';
import type { ExportOptions, Outcome, SourceResult } from '../base/run-result';
import type { RunMode, RunRow, StreamOutcome } from '../base/run-row';
import { messageOf } from '../base/system-error';
import { ContractBroken, Contracts } from './contract';
import type { Journal } from '../raw/journal';
import type { PageSink } from './page-sink';
import { endsSource } from './ends-source';
import { scanStream } from './scan-stream';
import type { CallCounts, Tally } from './run-rows';
import { isDue, scopeOf } from './scan-mode';
import { chosenStreams } from './stream-choice';
import { StreamRows } from './stream-rows';
import type { TicketQueue } from '../checkpoints/ticket-queue-types';
import { scanTickets } from './scan-tickets';
import type { WorkList } from '../checkpoints/types';

export interface SourceParts {
  runId: string;
  config: Config;
  source: SourceConfig;
  options: ExportOptions;
  /** Stamps of everything that is written down. */
  clock: LakeClock;
  /** The machine's clock, epoch ms. */
  machineNow(): number;
  call: Call;
  counts(): CallCounts;
  /** The service's clock as its last answer told it, canonical; null before the first answer. */
  serverNow(): string | null;
  work: WorkList;
  queue: TicketQueue;
  sink: PageSink;
  journal: Journal;
  /** Hides secrets in what a service says. */
  redact: Redact;
  /** Pages of an interrupted run that are on disk and not loaded. */
  leftovers(context: PagingContext): AsyncIterable<StoredPage>;
  saveRows(rows: readonly RunRow[]): Promise<void>;
  /** Whether the last publication is old enough for another one. */
  publicationIsDue(): boolean;
  publish(): Promise<void>;
  tell(event: RunEvent): void;
}

const NOT_OFFERED: readonly string[] = ['forbidden', 'not_found', 'unsupported', 'method_not_allowed'];

export class SourceRun {
  private readonly rows: StreamRows;
  private readonly contracts: Contracts;
  private failure: string | undefined;
  private partialView: string | undefined;
  /** Set by the tickets stream: per-ticket streams are named after it in `runs`. */
  ticketsMode: RunMode = 'full';

  constructor(private readonly parts: SourceParts) {
    const { runId, source, clock, counts, redact, saveRows, tell, work } = parts;
    const start = { run_id: runId, source: source.name, vendor: source.vendor.name };
    this.contracts = new Contracts((stream) => work.knownShape(stream), source.vendor.secretMembers);
    this.rows = new StreamRows({ start, stamp: () => clock.stamp(), counts, redact, saveRows, tell });
  }

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
  get call(): Call {
    return this.parts.call;
  }
  get work(): WorkList {
    return this.parts.work;
  }
  get queue(): TicketQueue {
    return this.parts.queue;
  }
  get sink(): PageSink {
    return this.parts.sink;
  }
  get journal(): Journal {
    return this.parts.journal;
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
  /** As `scopeOf` writes it; null: all. */
  get projects(): string | null {
    return scopeOf(this.source.projects);
  }
  /** The key shows only a part: what it does not show is not deleted. */
  get seesOnlyAPart(): boolean {
    return this.partialView !== undefined;
  }

  /** A canonical instant, later than all that is written down. */
  now(): string {
    return this.parts.clock.stamp();
  }
  /** The canonical instant so long ago. */
  before(ms: number): string {
    return instantOfDate(new Date(this.parts.clock.now() - ms));
  }
  /** Whether so much time has passed since a canonical instant, or nobody can say as it lies ahead. */
  isDue(since: string, everyMs: number): boolean {
    return isDue(this.parts.machineNow(), since, everyMs);
  }
  serverNow(): string | null {
    return this.parts.serverNow();
  }
  tell(event: RunEvent): void {
    this.parts.tell(event);
  }

  /** Publishes what was read so far, when the last publication is old enough. */
  async publishSoon(): Promise<void> {
    if (!this.parts.publicationIsDue()) return;
    await this.sink.flush();
    await this.parts.publish();
  }

  /**
   * Reads every selected stream. The service's faults are not thrown: they are in the result.
   * @throws what cannot be helped here: the disk is full, a defect
   */
  async run(): Promise<SourceResult> {
    const streams = chosenStreams(this.source, this.options.streams);
    try {
      await this.rows.plan(streams.map(({ name }) => name));
      await this.loadLeftovers();
      await this.checkKey();
      for (const stream of streams) {
        if (this.failure !== undefined || this.signal.aborted) break;
        await this.runStream(stream);
      }
      if (this.rows.outcomeOf('tickets') !== undefined) await this.warnOfWords();
    } catch (error) {
      this.defect(error);
      await this.rows.finishRest(this.failure).catch(() => undefined);
      throw error;
    }
    await this.rows.finishRest(this.failure);
    const { name, vendor } = this.source;
    return { source: name, vendor: vendor.name, outcome: this.outcome(), streams: this.rows.rows() };
  }

  /** Rows of `runs` for the streams that are being read or wait for it: a publication says what is incomplete. */
  saveUnfinished(): Promise<void> {
    return this.rows.saveUnfinished();
  }

  /** Counts of pages that were loaded, whichever stream they belong to. */
  loaded(counts: ReadonlyMap<string, LoadCounts>): void {
    this.rows.loaded(counts);
  }

  async pagingContext(): Promise<PagingContext> {
    return { settings: settingsOf(this.source), queueIds: await this.work.queueIds() };
  }

  stopped(tally: Tally): boolean {
    return this.signal.aborted || this.failure !== undefined || tally.outcome === 'failed';
  }

  note(stream: string | null, level: 'info' | 'warning' | 'error', message: string): void {
    this.tell({ type: 'note', source: this.source.name, stream, level, message: this.parts.redact(message) });
  }

  progress(stream: string, tally: Tally): void {
    this.ticketProgress(stream, tally, tally.rowsReceived, tally.vendorTotal);
  }

  ticketProgress(stream: string, tally: Tally, rows: number, total: number | null): void {
    const { requests, pages } = tally.row(null, this.parts.counts());
    this.tell({ type: 'progress', source: this.source.name, stream, rows, pages, requests, total });
  }

  /** @throws ContractBroken when the contract is frozen and the records are made of something else than before */
  async keepContract(stream: Stream, records: readonly Json[]): Promise<void> {
    if (this.config.contract !== 'freeze') return;
    await this.contracts.check(stream.name, records);
  }

  /** Sorts an error of a stream: the run's end, the source's, the stream's; anything else is a defect and is thrown on. */
  streamFailed(stream: Stream, tally: Tally, error: unknown): void {
    if (error instanceof ContractBroken) {
      tally.problem('failed', error.message);
      this.note(stream.name, 'error', error.message);
      return;
    }
    if (!isVendorError(error)) throw this.defect(error);
    if (error.code === 'aborted') {
      tally.problem('interrupted', null);
      return;
    }
    const message = error.remedy === undefined ? error.message : `${error.message}. ${error.remedy}`;
    if (endsSource(error)) this.failure = message;
    const outcome: StreamOutcome =
      stream.optional && NOT_OFFERED.includes(error.code)
        ? 'unsupported'
        : error.code === 'incomplete'
          ? 'incomplete'
          : 'failed';
    tally.problem(outcome, message);
    this.note(stream.name, outcome === 'unsupported' ? 'info' : 'error', message);
  }

  /** Ends all work of the source for something that is not the service's fault. @returns the error, to be thrown on */
  defect(error: unknown): unknown {
    this.failure ??= messageOf(error).split('\n')[0] ?? '';
    return error;
  }

  private async loadLeftovers(): Promise<void> {
    for await (const page of this.parts.leftovers(await this.pagingContext())) {
      this.parts.clock.isAfter(page.receivedAt);
      await this.sink.add(page);
    }
    await this.sink.flush();
  }

  /** A wrong key is said before anything else is tried; one that sees only a part is remembered. */
  private async checkKey(): Promise<void> {
    const findings = await settledCheck(this.source.vendor.check(this.call, settingsOf(this.source)));
    // What was asked while the run was told to end says nothing about the key.
    if (this.signal.aborted) return;
    for (const finding of findings) {
      const message = finding.remedy === undefined ? finding.message : `${finding.message}. ${finding.remedy}`;
      if (finding.level === 'error') this.failure ??= message;
      if (finding.code === 'partial_view') this.partialView = message;
      if (finding.level !== 'ok') this.note(null, finding.level, message);
    }
  }

  private async runStream(stream: Stream): Promise<void> {
    const tally = this.rows.begin(stream.name);
    if (stream.scope === 'ticket') await scanTickets(this, stream, tally);
    else await scanStream(this, stream, tally);
    if (stream.name === 'tickets') {
      this.ticketsMode = tally.mode;
      if (this.partialView !== undefined) tally.problem('incomplete', this.partialView);
    }
    await this.rows.finish(stream.name, tally);
    await this.publishSoon();
  }

  /** A word that nobody mapped counts as open, so that it hides no ticket. */
  private async warnOfWords(): Promise<void> {
    const mapped = Object.keys(this.source.statuses);
    const unknown = (await this.work.unmappedStatuses()).filter(
      ({ word, name }) =>
        ![word, name ?? word].some((known) => mapped.includes(fold(known))) &&
        (name === null || (this.source.vendor.statusGroup?.(word, name) ?? null) === null),
    );
    if (unknown.length === 0) return;
    const words = unknown.map(({ word, name }) => `"${name ?? word}"`).join(', ');
    this.note(
      'tickets',
      'warning',
      `nobody knows what the status ${words} means: it counts as open. Map it with \`statuses:\` of this source`,
    );
  }

  private outcome(): Outcome {
    const outcomes = this.rows.rows().map((row) => row.outcome);
    if (this.failure !== undefined || this.rows.outcomeOf('tickets') === 'failed') return 'failed';
    if (this.signal.aborted || outcomes.includes('interrupted')) return 'interrupted';
    return outcomes.some((outcome) => outcome === 'failed' || outcome === 'incomplete') ? 'incomplete' : 'complete';
  }
}

/** What the service's answer makes impossible to check is a finding, too. */
async function settledCheck(checking: Promise<Finding[]>): Promise<Finding[]> {
  return checking.catch((error: unknown) => {
    if (!isVendorError(error)) throw error;
    return [
      { level: 'error', message: error.message, ...(error.remedy === undefined ? {} : { remedy: error.remedy }) },
    ];
  });
}
