/** One source in one run: its streams in order, from what an interrupted run left to the last comment. */
import { cut, fold } from '../../../vendors/text';
import type { KeyFinding, PagingContext, Stream } from '../../../vendors/vendor';
import type { StoredPage } from '../raw/page';
import type { Outcome, SourceResult } from '../base/run-result';
import type { RunMode } from '../base/run-row';
import { scanStreams } from './scan-stream';
import { chosenStreams, readTogether } from './stream-choice';
import type { StreamReading, StreamRows } from './stream-rows';
import { scanTickets } from './scan-tickets';
import type { SourceContext } from './source-context';
import { pagingContextOf } from './source-context';

/** Pages of an interrupted run that are on disk and not loaded. */
export type UnloadedPages = (context: PagingContext) => AsyncIterable<StoredPage>;

/** Of a service's word in a message, in UTF-16 units. */
const LONGEST_WORD = 100;

export class SourceRun {
  private ticketsMode: RunMode = 'full';

  constructor(
    private readonly context: SourceContext,
    private readonly rows: StreamRows,
    private readonly unloaded: UnloadedPages,
    /** Of the key, which was asked before the run began. */
    private readonly findings: readonly KeyFinding[],
  ) {}

  /**
   * Reads every selected stream. The service's faults are not thrown: they are in the result.
   * @throws what cannot be helped here: the disk is full, a defect
   */
  async run(): Promise<SourceResult> {
    const { source, options, faults } = this.context;
    const streams = chosenStreams(source, options.streams);
    try {
      await this.rows.plan(streams.map(({ name }) => name));
      await this.loadLeftovers();
      this.judgeKey();
      for (const together of readTogether(streams)) {
        if (faults.failure !== undefined || options.signal.aborted) break;
        await this.runStreams(together);
      }
      if (this.rows.outcomeOf('tickets') !== undefined) await this.warnOfUnmappedStatuses();
    } catch (error) {
      faults.defect(error);
      await this.rows.finishRest(faults.failure).catch(() => undefined);
      throw error;
    }
    await this.rows.finishRest(faults.failure);
    return { source: source.name, vendor: source.vendor.name, outcome: this.outcome(), streams: this.rows.rows() };
  }

  private async loadLeftovers(): Promise<void> {
    const { sink, times } = this.context;
    for await (const page of this.unloaded(await pagingContextOf(this.context))) {
      times.clock.advancePast(page.receivedAt);
      await sink.add(page);
    }
    await sink.flush();
  }

  /** A wrong key is said before anything else is tried; one that sees only a part is remembered. */
  private judgeKey(): void {
    const { options, faults, log } = this.context;
    // What was asked while the run was told to end says nothing about the key.
    if (options.signal.aborted) return;
    for (const finding of this.findings) {
      const message = finding.remedy === undefined ? finding.message : `${finding.message}. ${finding.remedy}`;
      if (finding.level === 'error') faults.fail(message);
      if (finding.code === 'partial_view') faults.seesOnlyAPart(message);
      if (finding.level !== 'ok') log.note(null, finding.level, message);
    }
  }

  private async runStreams(streams: readonly Stream[]): Promise<void> {
    const readings = streams.map((stream) => this.rows.reading(stream));
    if (streams.some(({ scope }) => scope === 'ticket')) {
      await scanTickets(this.context, readings, this.ticketsMode, (ended) => this.end(ended));
      return;
    }
    const ended = await scanStreams(this.context, readings);
    const tickets = ended.find(({ stream }) => stream.name === 'tickets');
    if (tickets !== undefined) {
      this.ticketsMode = tickets.tally.mode;
      const { partialView } = this.context.faults;
      if (partialView !== undefined) tickets.tally.problem('incomplete', partialView);
    }
    await this.end(ended);
  }

  private async end(readings: readonly StreamReading[]): Promise<void> {
    if (readings.length === 0) return;
    await this.rows.finish(readings);
    await this.context.publishSoon();
  }

  /** A word that nobody mapped counts as open, so that it hides no ticket. */
  private async warnOfUnmappedStatuses(): Promise<void> {
    const { source, work, log } = this.context;
    const mapped = Object.keys(source.statuses);
    const unknown = (await work.unmappedStatuses()).filter(
      ({ word, listed }) =>
        ![word, listed?.name ?? word].some((known) => mapped.includes(fold(known))) &&
        (listed === null || (source.vendor.statusGroup?.(listed.id, listed.name) ?? null) === null),
    );
    if (unknown.length === 0) return;
    const names = unknown.map(({ word, listed }) => `"${cut(listed?.name ?? word, LONGEST_WORD)}"`).join(', ');
    log.note(
      'tickets',
      'warning',
      `the status ${names} is not mapped and counts as open. Map it with \`statuses:\` of this source`,
    );
  }

  private outcome(): Outcome {
    const { faults, options } = this.context;
    const outcomes = this.rows.rows().map((row) => row.outcome);
    if (faults.failure !== undefined || this.rows.outcomeOf('tickets') === 'failed') return 'failed';
    if (options.signal.aborted || outcomes.includes('interrupted')) return 'interrupted';
    return outcomes.some((outcome) => outcome === 'failed' || outcome === 'incomplete') ? 'incomplete' : 'complete';
  }
}
