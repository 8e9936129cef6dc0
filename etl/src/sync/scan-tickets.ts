/** Reads a stream that costs a call a ticket, for the tickets that wait for it. */
import pLimit from 'p-limit';
import type { VendorError } from '../../../vendors/errors';
import { isVendorError } from '../../../vendors/errors';
import { readSlices } from '../../../vendors/paging';
import type { Cursor, PagingContext, Slice, Stream } from '../../../vendors/vendor';
import { SchemaContractViolation } from './contract';
import { FileLists } from './file-lists';
import { NotFoundTracker } from './not-found-tracker';
import { rescanScope, scopeOf } from './scan-mode';
import { endsSource } from './source-faults';
import type { SourceContext } from './source-context';
import { concurrencyOf, hasPassed, instantBefore, pagingContextOf, sinceOf } from './source-context';
import { counted } from '../progress/format';
import type { StreamMetrics } from './run-rows';
import type { StreamReading } from './stream-rows';
import type { RunMode } from '../base/run-row';
import type { FinishedStream } from '../checkpoints/types';
import type { Interrupted } from '../checkpoints/ticket-queue';
import { awaitAllThenThrow } from '../base/await-all';

const CHUNK = 1000;
/** So many tickets in a row failing is the service's trouble, not the tickets'. */
const FAILURES_IN_A_ROW = 10;
/** A ticket that was interrupted between two pages longer ago is read from its first page: pages shift, tokens expire. */
const STALE_TICKET_MS = 3_600_000;

/**
 * Drains the todo lists of streams. A ticket whose call fails stays on the list for the next run; its stream is then
 * incomplete. Streams that no ticket waits for end together.
 * @param mode in which tickets were read
 * @param ended told of streams that have ended
 */
export async function scanTickets(
  run: SourceContext,
  readings: readonly StreamReading[],
  mode: RunMode,
  ended: (readings: readonly StreamReading[]) => Promise<void>,
): Promise<void> {
  await queueRescans(run, readings);
  const totals = await run.queue.counts(readings.map(({ stream }) => stream.name));
  const waiting = readings.map((reading, at) => ({ reading, total: totals[at] ?? 0 }));
  const idle = waiting.flatMap(({ reading, total }) => (total === 0 ? [reading] : []));
  for (const { stream, tally, counting } of idle) {
    begin(run, stream, tally, mode, 0);
    await counting(() => Promise.resolve());
  }
  await finish(run, idle);
  await ended(idle);
  for (const { reading, total } of waiting) {
    if (total === 0) continue;
    if (run.faults.failure !== undefined || run.options.signal.aborted) return;
    const { stream, tally, counting } = reading;
    begin(run, stream, tally, mode, total);
    await counting(() => drain(run, stream, tally, total));
    await finish(run, [reading]);
    await ended([reading]);
  }
}

function begin(run: SourceContext, stream: Stream, tally: StreamMetrics, mode: RunMode, total: number): void {
  tally.mode = mode;
  const { name } = run.source;
  run.log.emit({ type: 'stream_started', source: name, stream: stream.name, mode, total, unit: 'ticket' });
}

async function drain(run: SourceContext, stream: Stream, tally: StreamMetrics, total: number): Promise<void> {
  const context = await pagingContextOf(run);
  const files = await FileLists.of(run, stream);
  const interrupted = await run.queue.interrupted(stream.name);
  const reading = new TicketScanner(run, stream, tally, total, context, interrupted, files);
  const limit = pLimit(concurrencyOf(run));
  await awaitAllThenThrow([...files.sample].map((ticket) => limit(() => reading.ticket(ticket))));
  if (!reading.hasEnded) await concludeSample(run, tally, files);
  let after: string | null = null;
  while (!reading.hasEnded) {
    const tickets: string[] = await run.queue.waiting(stream.name, CHUNK, after);
    if (tickets.length === 0) break;
    await awaitAllThenThrow(tickets.map((ticket) => limit(() => reading.ticket(ticket))));
    after = tickets.at(-1) ?? null;
  }
  await reading.finish();
  await run.sink.flush();
  const missed = reading.hasEnded ? [] : await run.queue.missed(stream.name);
  if (missed.length > 0) {
    run.log.note(
      stream.name,
      'info',
      `${counted(missed.length, 'ticket')} did not show all that was there before, so it is read once more`,
    );
    await awaitAllThenThrow(missed.map((ticket) => limit(() => reading.ticket(ticket))));
    await reading.finish();
    await run.sink.flush();
  }
  if (run.options.signal.aborted) tally.problem('interrupted', null);
  const left = await run.queue.count(stream.name);
  if (left > 0 && tally.outcome === 'complete')
    tally.problem('incomplete', `${stream.name} of ${left} tickets are not fetched yet`);
}

/** Tickets of the sample that were read wait no more. */
async function concludeSample(run: SourceContext, tally: StreamMetrics, files: FileLists): Promise<void> {
  if (files.sample.size === 0) return;
  await run.sink.flush();
  const incompleteReason = await files.conclude();
  if (incompleteReason !== null) tally.problem('incomplete', incompleteReason);
}

async function finish(run: SourceContext, readings: readonly StreamReading[]): Promise<void> {
  const complete = readings.filter(({ tally }) => tally.outcome === 'complete');
  if (complete.length === 0) return;
  const streams = complete.map(({ stream, tally }): FinishedStream => {
    const finished = {
      at: run.times.clock.nextTimestamp(),
      mode: tally.mode === 'full' ? 'full' : 'incremental',
      since: sinceOf(run),
      projects: scopeOf(run.source.projects),
      boundary: null,
      words: null,
    } as const;
    return { stream: stream.name, finished };
  });
  await run.work.finishScans(streams);
  await Promise.all(streams.map(({ stream, finished }) => run.journal.finished(stream, finished, null)));
}

/** Where a comment can leave no trace on its ticket, tickets are read again now and then; all of them when asked for. */
async function queueRescans(run: SourceContext, readings: readonly StreamReading[]): Promise<void> {
  const { full } = run.options;
  const untraced = readings.filter(({ stream }) => full || stream.childChangesUntracked);
  if (untraced.length === 0) return;
  const [tickets, ...states] = await run.work.progressOf(['tickets', ...untraced.map(({ stream }) => stream.name)]);
  for (const [at, { stream }] of untraced.entries()) {
    const which = full
      ? 'all'
      : rescanScope(tickets?.state.lastFullAt ?? null, states[at]?.state.lastRescanAt ?? null, (last) =>
          hasPassed(run.times, last, run.config.commentsRescanEveryMs),
        );
    if (which !== null) await run.queue.queueRescan(stream.name, which, run.times.clock.nextTimestamp());
  }
}

class TicketScanner {
  private done = 0;
  private failedInARow = 0;
  /** Tickets of which a page came: they are there, whatever the next page says. */
  private readonly begun = new Set<string>();
  private readonly notFound: NotFoundTracker;

  constructor(
    private readonly run: SourceContext,
    private readonly stream: Stream,
    private readonly tally: StreamMetrics,
    private readonly total: number,
    private readonly context: PagingContext,
    private readonly interrupted: ReadonlyMap<string, Interrupted>,
    private readonly files: FileLists,
  ) {
    this.notFound = new NotFoundTracker(run, stream);
  }

  get hasEnded(): boolean {
    const { outcome } = this.tally;
    return this.run.faults.stopped(this.tally) || outcome === 'unsupported' || this.failedInARow >= FAILURES_IN_A_ROW;
  }

  /** @throws only for defects: what is wrong with the ticket is in the tally */
  async ticket(ticketId: string): Promise<void> {
    const slice = this.files.sliceOf(ticketId);
    if (this.hasEnded || slice === undefined) return;
    const problem = await this.read(ticketId, slice, this.cursorOf(slice));
    if (problem === null) return;
    if (await this.isReadWithoutList(ticketId, problem)) return;
    await this.failed(ticketId, problem);
  }

  /** A list of files that is asked for on trial must not keep the rest of its ticket from being read. */
  private async isReadWithoutList(ticketId: string, problem: VendorError): Promise<boolean> {
    if (endsSource(problem) || problem.code === 'aborted' || !this.files.isTrial(ticketId)) return false;
    const plain = this.files.sliceOf(ticketId, true);
    return plain !== undefined && !this.hasEnded && (await this.read(ticketId, plain, null)) === null;
  }

  /** null: the ticket is read from its first page. */
  private cursorOf({ key }: Slice): Cursor | null {
    const left = this.interrupted.get(key);
    return left !== undefined && left.at >= instantBefore(this.run.times, STALE_TICKET_MS) ? left.cursor : null;
  }

  /** Judges the tickets whose absence is still open. */
  async finish(): Promise<void> {
    if (!this.hasEnded) this.onProblem(await this.notFound.resolve());
  }

  private async read(ticketId: string, slice: Slice, from: Cursor | null): Promise<VendorError | null> {
    try {
      await this.readPages(ticketId, slice, from);
      return null;
    } catch (error) {
      if (error instanceof SchemaContractViolation) {
        this.run.faults.streamFailed(this.stream, this.tally, error);
        return null;
      }
      if (!isVendorError(error)) throw this.run.faults.defect(error);
      // A stored cursor may not be accepted any more.
      const isStale = from !== null && ['invalid_request', 'not_found'].includes(error.code);
      return isStale ? this.read(ticketId, slice, null) : error;
    }
  }

  private async readPages(ticketId: string, slice: Slice, from: Cursor | null): Promise<void> {
    const { run, stream, tally, context } = this;
    for await (const page of readSlices(stream, [slice], run.call, context, from)) {
      if (page.cursor === null && page.replacements?.length === 0) {
        // The ticket is not there any more (merged into another one): what is stored of it stays.
        await run.queue.drop(stream.name, ticketId);
        break;
      }
      await run.contracts?.check(stream.name, page.records);
      await this.files.look(ticketId, page);
      await run.sink.put(stream, page, context);
      if (page.next !== null) this.begun.add(ticketId);
      if (run.faults.stopped(tally)) return;
    }
    await this.succeeded(ticketId);
  }

  private async succeeded(ticketId: string): Promise<void> {
    this.done += 1;
    this.begun.delete(ticketId);
    this.failedInARow = 0;
    await this.notFound.confirm(ticketId);
    this.run.log.progress(this.stream.name, this.tally, 'ticket', this.done, this.total);
    await this.run.publishSoon();
  }

  private async failed(ticketId: string, error: VendorError): Promise<void> {
    const { run, stream, tally } = this;
    if (endsSource(error) || error.code === 'aborted') {
      run.faults.streamFailed(stream, tally, error);
    } else if (error.code === 'not_found' && !this.begun.has(ticketId)) {
      this.onProblem(await this.notFound.add(ticketId, error));
    } else if (
      stream.optional &&
      ['forbidden', 'unsupported', 'method_not_allowed'].includes(error.code) &&
      !(await this.notFound.isSupported())
    ) {
      tally.problem('unsupported', error.message);
    } else {
      tally.problem('incomplete', `ticket ${ticketId}: ${error.message}`);
      this.failedInARow += 1;
    }
  }

  /** @param problem that the service has nothing of the kind, or answers "not found" to everything */
  private onProblem(problem: string | null): void {
    if (problem === null) return;
    this.tally.problem(this.stream.optional ? 'unsupported' : 'incomplete', problem);
    this.failedInARow = FAILURES_IN_A_ROW;
  }
}
