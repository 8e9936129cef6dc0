/** Reads one stream of a source that is paged by itself: plans it, or goes on where an earlier run ended. */
import pLimit from 'p-limit';
import { isVendorError } from '../../../vendors/errors';
import { pagesOf } from '../../../vendors/paging';
import { unitOf } from '../base/events';
import { failpoint } from '../base/failpoint';
import type { Plan, Slice, Stream, Watermark } from '../../../vendors/vendor';
import { markDeletions } from './deletions';
import { SchemaContractViolation } from './contract';
import { canResume, fullScanReason, scopeOf } from './scan-mode';
import type { SourceContext } from './source-context';
import { concurrencyOf, hasPassed, instantBefore, pagingContextOf, sinceOf } from './source-context';
import type { StreamMetrics } from './run-rows';
import { awaitAllThenThrow } from '../base/await-all';
import type { OpenSlice, Reached, Scan } from '../checkpoints/types';
import { fullScanStartedAt, uniqueSlices } from '../checkpoints/types';

/**
 * @returns when the stream is read, reconciled and its state is stored; problems are in the tally
 * @throws VendorError only when the whole source cannot go on (its key is refused)
 */
export async function scanStream(run: SourceContext, stream: Stream, tally: StreamMetrics): Promise<void> {
  const begun = await continueOrBegin(run, stream, tally);
  if (!begun) return;
  const { scan, open } = begun;
  tally.mode = scan.mode;
  tally.vendorTotal = scan.total;
  run.log.emit({
    type: 'stream_started',
    source: run.source.name,
    stream: stream.name,
    mode: scan.mode,
    total: scan.total,
    unit: unitOf(stream.name),
  });
  await readOpenSlices(run, stream, tally, open);
  await run.sink.flush();
  failpoint('scan.read');
  let reached = await run.work.reached(stream.name);
  if (tally.outcome === 'complete' && !run.options.signal.aborted && reached.countMismatches.length > 0)
    reached = await rereadShortSlices(run, stream, tally, reached);
  if (run.options.signal.aborted) tally.problem('interrupted', null);
  await conclude(run, stream, tally, scan, reached);
}

interface BegunScan {
  scan: Scan;
  /** What is to be read of it. */
  open: OpenSlice[];
}

async function continueOrBegin(
  run: SourceContext,
  stream: Stream,
  tally: StreamMetrics,
): Promise<BegunScan | undefined> {
  const { state, open } = await run.work.standing(stream.name);
  const reason = fullScanReason({
    isTickets: stream.name === 'tickets',
    full: run.options.full,
    since: sinceOf(run),
    projects: scopeOf(run.source.projects),
    state,
    isFullDue: (lastFullAt) => hasPassed(run.times, lastFullAt, run.config.fullScanEveryMs),
  });
  const mode = reason === null ? 'incremental' : 'full';
  const watermark: Watermark = state.watermark ?? { created_at: null, updated_at: null };
  const requested = { mode, since: sinceOf(run), projects: scopeOf(run.source.projects) } as const;
  const isOngoing = open !== null && canResume(open, requested, (at, every) => hasPassed(run.times, at, every));
  if ((isOngoing ? open.mode : mode) === 'incremental') tally.cursorFrom = watermark.updated_at ?? watermark.created_at;
  if (isOngoing) return { scan: open, open: await run.work.openSlices(stream.name) };
  try {
    const plan = await planOf(run, stream, mode, watermark, state.lastCompleteAt === null);
    const scan = await run.work.beginScan(stream.name, scanOf(run, mode, plan), plan.slices);
    failpoint('scan.begun');
    return { scan, open: uniqueSlices(plan.slices).map((slice) => ({ slice, cursor: null })) };
  } catch (error) {
    run.faults.streamFailed(stream, tally, error);
    return undefined;
  }
}

async function planOf(
  run: SourceContext,
  stream: Stream,
  mode: 'full' | 'incremental',
  watermark: Watermark,
  isFirst: boolean,
): Promise<Plan> {
  if (!stream.plan) throw new Error(`stream ${stream.name} has no plan`);
  return stream.plan({
    ...(await pagingContextOf(run)),
    mode,
    watermark,
    isFirst,
    since: sinceOf(run),
    openTicketIds: mode === 'incremental' ? await run.work.openTicketIds(doneSince(run)) : [],
    call: run.call,
    now: run.times.clock.nextTimestamp(),
  });
}

/** Since when a ticket that is done was done lately; null: none is read again. */
function doneSince({ source, times }: SourceContext): string | null {
  const { doneRescanMs = 0 } = source;
  return doneRescanMs > 0 ? instantBefore(times, doneRescanMs) : null;
}

function scanOf(run: SourceContext, mode: 'full' | 'incremental', plan: Plan): Omit<Scan, 'id'> {
  return {
    mode,
    startedAt: run.times.clock.nextTimestamp(),
    serverNow: run.times.serverNow(),
    complete: plan.complete && sinceOf(run) === null,
    total: plan.total,
    since: sinceOf(run),
    projects: scopeOf(run.source.projects),
    words: plan.changeDetection,
  };
}

async function readOpenSlices(
  run: SourceContext,
  stream: Stream,
  tally: StreamMetrics,
  first: readonly OpenSlice[],
): Promise<void> {
  const limit = pLimit(concurrencyOf(run));
  let open = first;
  while (open.length > 0 && !run.faults.stopped(tally)) {
    await awaitAllThenThrow(open.map((item) => limit(() => readSlice(run, stream, tally, item))));
    await run.sink.flush();
    if (tally.outcome !== 'complete') return;
    // Slices that took over from others stand in the list now.
    const left = await run.work.openSlices(stream.name);
    if (!run.options.signal.aborted && JSON.stringify(left) === JSON.stringify(open)) {
      throw new Error(`the reading of ${stream.name} does not move on from ${open[0]?.slice.key ?? ''}`);
    }
    open = left;
  }
}

async function readSlice(run: SourceContext, stream: Stream, tally: StreamMetrics, open: OpenSlice): Promise<void> {
  if (run.faults.stopped(tally)) return;
  try {
    await readPages(run, stream, tally, open.slice, open.cursor);
  } catch (error) {
    if (open.cursor !== null && isVendorError(error) && ['invalid_request', 'not_found'].includes(error.code)) {
      run.log.note(
        stream.name,
        'info',
        'a stored page cursor was not accepted any more: this part is read from its beginning',
      );
      await readSlice(run, stream, tally, { slice: open.slice, cursor: null });
      return;
    }
    run.faults.streamFailed(stream, tally, error);
  }
}

async function readPages(
  run: SourceContext,
  stream: Stream,
  tally: StreamMetrics,
  slice: Slice,
  from: string | null,
): Promise<void> {
  const context = await pagingContextOf(run);
  for await (const page of pagesOf(stream, slice, run.call, context, from)) {
    await run.contracts?.check(stream.name, page.records);
    await run.sink.put(stream, page, context);
    if (page.note !== null) run.log.note(stream.name, 'info', page.note);
    run.log.progress(stream.name, tally, unitOf(stream.name), tally.rowsReceived, tally.vendorTotal);
    if (run.faults.stopped(tally)) return;
  }
}

/** A slice whose trusted total was not reached is read once more: rows may have moved while it was paged. */
async function rereadShortSlices(
  run: SourceContext,
  stream: Stream,
  tally: StreamMetrics,
  { countMismatches: shortfalls }: Reached,
): Promise<Reached> {
  for (const { slice } of shortfalls) await run.work.reopenSlice(stream.name, slice.key);
  await readOpenSlices(run, stream, tally, await run.work.openSlices(stream.name));
  const reached = await run.work.reached(stream.name);
  for (const { slice, total, rows } of reached.countMismatches) {
    tally.problem('incomplete', `the service counts ${total} rows in ${slice.key}, but only ${rows} came`);
  }
  return reached;
}

async function conclude(
  run: SourceContext,
  stream: Stream,
  tally: StreamMetrics,
  scan: Scan,
  { incompleteReasons: doubts, seen }: Reached,
): Promise<void> {
  // Also those that an earlier run met, which was killed before it could say so.
  for (const reason of doubts) tally.problem('incomplete', reason);
  if (scan.total !== null && tally.outcome === 'complete' && seen < scan.total) {
    tally.problem('incomplete', `the service counts ${scan.total} rows, but only ${seen} different ones came`);
  }
  if (tally.outcome === 'complete' && run.config.contract === 'freeze') {
    const missing = await run.work.missingMembers(stream.name, run.times.clock.nextTimestamp());
    if (missing.length > 0) run.faults.streamFailed(stream, tally, new SchemaContractViolation(missing));
  }
  // Some services are read whole in every run: then every run proves them.
  const provesDeletions = stream.name === 'tickets' && scan.complete && run.faults.partialView === undefined;
  const short = tally.outcome === 'complete' && provesDeletions ? await markDeletions(run, stream, tally, scan) : null;
  if (stream.name === 'tickets') tally.storedTotal = await run.work.storedTickets();
  else tally.storedTotal = seen;
  if (tally.outcome !== 'complete') {
    await abandonUnproven(run, stream, tally);
    return;
  }
  // A list that left out tickets may have left out new ones, too: changes are looked for from the old boundary on.
  const watermark =
    stream.name === 'tickets' && short === null
      ? capped(await run.work.latestStored(), scan.serverNow ?? scan.startedAt)
      : null;
  tally.cursorTo = watermark?.updated_at ?? watermark?.created_at ?? null;
  const { mode, since, projects, words } = scan;
  const finished = { at: run.times.clock.nextTimestamp(), mode, since, projects, boundary: watermark, words };
  await run.work.finishScan(stream.name, finished);
  await run.journal.finished(stream.name, finished, fullScanStartedAt(scan));
  // Reading it all again would be no better proof than the next incremental run.
  if (short !== null) tally.problem('incomplete', short);
  failpoint('scan.finished');
}

/** Rows that were missed stand behind cursors that have passed: going on from there would never find them. */
async function abandonUnproven(run: SourceContext, stream: Stream, tally: StreamMetrics): Promise<void> {
  const isAtItsEnd = (await run.work.openSlices(stream.name)).length === 0;
  if (tally.outcome === 'incomplete' || (isAtItsEnd && !run.options.signal.aborted))
    await run.work.abandonScan(stream.name);
}

/** A row that changed while the scan ran may stand on a page that had passed: never claim more than the scan's start. */
function capped(latest: Watermark, begun: string): Watermark {
  const cap = (instant: string | null) => (instant !== null && instant > begun ? begun : instant);
  return { created_at: cap(latest.created_at), updated_at: cap(latest.updated_at) };
}
