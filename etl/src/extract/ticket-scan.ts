/** Reads a stream that costs a call a ticket, for the tickets that wait for it. */
import pLimit from 'p-limit';
import { isVendorError } from '../../../vendors/errors';
import { pagesOf } from '../../../vendors/paging';
import type { Stream } from '../../../vendors/vendor';
import { endsSource } from './source-scan';
import type { SourceRun } from './source-run';
import type { Tally } from './tally';

const CHUNK = 1000;
/** So many tickets in a row failing is the service's trouble, not the tickets'. */
const FAILURES_IN_A_ROW = 10;

/**
 * Drains the stream's todo list. A ticket whose call fails stays on the list for the next run; the stream is
 * then incomplete.
 */
export async function scanTickets(run: SourceRun, stream: Stream, tally: Tally): Promise<void> {
  await queueRescans(run, stream);
  const total = await run.work.todoCount(stream.name);
  tally.mode = run.ticketsMode;
  tally.vendorTotal = null;
  run.tell({ type: 'stream_started', source: run.source.name, stream: stream.name, mode: tally.mode, total });
  const progress = new Progress(run, stream, tally, total);
  const limit = pLimit(run.concurrency);
  let after: string | null = null;
  for (;;) {
    const tickets: string[] = await run.work.todo(stream.name, CHUNK, after);
    if (tickets.length === 0 || run.stopped(tally) || progress.failing) break;
    await Promise.all(tickets.map((ticket) => limit(() => readTicket(run, stream, tally, ticket, progress))));
    after = tickets.at(-1) ?? null;
    await run.publishSoon();
  }
  await run.sink.flush();
  if (run.signal.aborted) tally.problem('interrupted', null);
  const left = await run.work.todoCount(stream.name);
  if (left > 0 && tally.outcome === 'complete')
    tally.problem('incomplete', `${left} tickets still wait for ${stream.name}`);
  if (tally.outcome === 'complete') {
    await run.work.finishScan(stream.name, {
      at: run.now(),
      mode: tally.mode === 'full' ? 'full' : 'incremental',
      since: run.since,
      boundary: null,
      words: null,
    });
  }
}

/** Where a comment can leave no trace on its ticket, open tickets are read again now and then, all after a full scan. */
async function queueRescans(run: SourceRun, stream: Stream): Promise<void> {
  if (!stream.leavesNoTrace) return;
  const { lastFullAt } = await run.work.state('tickets');
  const { lastRescanAt } = await run.work.state(stream.name);
  if (lastFullAt !== null && (lastRescanAt === null || lastRescanAt < lastFullAt)) {
    await run.work.queueRescan(stream.name, 'all', run.now());
  } else if (lastRescanAt !== null && run.clock.now() - Date.parse(lastRescanAt) >= run.config.commentsRescanEveryMs) {
    await run.work.queueRescan(stream.name, 'open', run.now());
  }
}

async function readTicket(
  run: SourceRun,
  stream: Stream,
  tally: Tally,
  ticketId: string,
  progress: Progress,
): Promise<void> {
  if (run.stopped(tally) || progress.failing || !stream.sliceOf) return;
  const context = await run.pagingContext();
  const slice = stream.sliceOf(ticketId);
  try {
    const from = await run.work.cursorOf(stream.name, slice.key);
    for await (const page of pagesOf(stream, slice, run.call, context, from)) {
      await run.sink.put(stream, page, context);
      tally.page();
      if (run.stopped(tally)) return;
    }
    progress.done();
  } catch (error) {
    await ticketFailed(run, stream, tally, ticketId, error, progress);
  }
}

async function ticketFailed(
  run: SourceRun,
  stream: Stream,
  tally: Tally,
  ticketId: string,
  error: unknown,
  progress: Progress,
): Promise<void> {
  if (!isVendorError(error) || endsSource(error) || error.code === 'aborted') {
    run.streamFailed(stream, tally, error);
    return;
  }
  if (error.code === 'not_found' && !stream.optional) {
    // The ticket was deleted between the list and this call: the next full scan proves it.
    await run.work.dropTodo(stream.name, ticketId);
    progress.done();
    return;
  }
  if (stream.optional && ['forbidden', 'not_found', 'unsupported', 'method_not_allowed'].includes(error.code)) {
    await run.work.dropTodo(stream.name, progress.doneCount === 0 ? null : ticketId);
    if (progress.doneCount === 0) tally.problem('unsupported', error.message);
    return;
  }
  tally.problem('incomplete', `ticket ${ticketId}: ${error.message}`);
  progress.failed();
}

class Progress {
  doneCount = 0;
  private inARow = 0;

  constructor(
    private readonly run: SourceRun,
    private readonly stream: Stream,
    private readonly tally: Tally,
    private readonly total: number,
  ) {}

  done(): void {
    this.doneCount += 1;
    this.inARow = 0;
    this.run.ticketProgress(this.stream.name, this.tally, this.doneCount, this.total);
  }

  failed(): void {
    this.inARow += 1;
  }

  get failing(): boolean {
    return this.inARow >= FAILURES_IN_A_ROW || this.tally.outcome === 'failed' || this.tally.outcome === 'unsupported';
  }
}
