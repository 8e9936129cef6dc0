/**
 * Reads streams of a source that are paged by themselves. Lists are short, and a statement costs DuckDB the same for few
 * rows as for many: those that are read together begin, are loaded and end in the same transactions.
 */
import { unitOf } from '../base/events';
import { failpoint } from '../base/failpoint';
import type { Stream, Watermark } from '../../../vendors/vendor';
import { markDeletions } from './deletions';
import { SchemaContractViolation } from './contract';
import type { BegunScan } from './scan-begin';
import { continueOrBegin } from './scan-begin';
import type { SourceContext } from './source-context';
import type { StreamMetrics } from './run-rows';
import { readSlices } from './slice-reader';
import type { StreamReading } from './stream-rows';
import type { FinishedStream, OpenSlice, Reached } from '../checkpoints/types';
import { fullScanStartedAt } from '../checkpoints/types';

/** A scan that is read. */
interface StreamScan extends BegunScan {
  /** Whether its reading began in this run. */
  isStarted: boolean;
}

/** A stream that was read whole. */
interface ProvenStream extends FinishedStream {
  /** Why its list cannot be called whole although it was settled; null: it can. */
  incompleteReason: string | null;
  scanned: StreamScan;
}

/**
 * @returns streams that are read, reconciled and whose state is stored, or whose tally says why not; the others were not
 *   reached before the run, or the source, had to end
 * @throws VendorError only when the whole source cannot go on (its key is refused)
 */
export async function scanStreams(
  run: SourceContext,
  readings: readonly StreamReading[],
): Promise<readonly StreamReading[]> {
  const begun = await continueOrBegin(run, readings);
  const scans = begun.map((each): StreamScan => ({ ...each, isStarted: false }));
  await readOpenSlices(run, scans);
  await run.sink.flush();
  failpoint('scan.read');
  const ended = scans.filter((each) => each.isStarted && hasEnded(run, each));
  const reached = await run.work.reachedOf(ended.map(({ stream }) => stream.name));
  const proven: ProvenStream[] = [];
  for (const [at, each] of ended.entries()) {
    const proof = await each.counting(() => conclude(run, each, reached[at]));
    if (proof !== null) proven.push(proof);
  }
  await finish(run, proven);
  const isBegun = ({ stream }: StreamReading): boolean => begun.some((each) => each.stream === stream);
  const refused = readings.filter((reading) => !isBegun(reading) && reading.tally.outcome !== 'complete');
  return [...refused, ...ended];
}

function hasEnded({ options }: SourceContext, { open, tally }: StreamScan): boolean {
  return options.signal.aborted || open.length === 0 || tally.outcome !== 'complete';
}

async function readOpenSlices(run: SourceContext, scans: readonly StreamScan[]): Promise<void> {
  let left = [...scans];
  while (left.length > 0) {
    for (const each of left) {
      if (run.faults.stopped(each.tally)) continue;
      if (!each.isStarted) begin(run, each);
      await each.counting(() => readSlices(run, each));
      await run.publishSoon();
    }
    await run.sink.flush();
    const read = left.filter(({ tally }) => tally.outcome === 'complete');
    // Slices that took over from others stand in the list now.
    const open = read.length === 0 ? new Map() : await run.work.openSlicesOf(read.map(({ stream }) => stream.name));
    for (const each of read) moveOn(run, each, open.get(each.stream.name) ?? []);
    left = read.filter((each) => each.open.length > 0 && !run.faults.stopped(each.tally));
  }
}

function begin(run: SourceContext, each: StreamScan): void {
  const { stream, tally, scan } = each;
  const { mode, total } = scan;
  each.isStarted = true;
  tally.mode = mode;
  tally.vendorTotal = total;
  const { name } = stream;
  run.log.emit({ type: 'stream_started', source: run.source.name, stream: name, mode, total, unit: unitOf(name) });
}

function moveOn(run: SourceContext, each: StreamScan, left: readonly OpenSlice[]): void {
  const { stream, open, tally } = each;
  const isSame = open.length > 0 && JSON.stringify(left) === JSON.stringify(open);
  if (isSame && !run.faults.stopped(tally))
    throw new Error(`the reading of ${stream.name} does not move on from ${open[0]?.slice.key ?? ''}`);
  each.open = left;
}

/** A slice whose trusted total was not reached is read once more: rows may have moved while it was paged. */
async function rereadShortSlices(
  run: SourceContext,
  scanned: StreamScan,
  { countMismatches: shortfalls }: Reached,
): Promise<Reached | undefined> {
  const { stream, tally } = scanned;
  for (const { slice } of shortfalls) await run.work.reopenSlice(stream.name, slice.key);
  scanned.open = await run.work.openSlices(stream.name);
  await readOpenSlices(run, [scanned]);
  const [reached] = await run.work.reachedOf([stream.name]);
  for (const { slice, total, rows } of reached?.countMismatches ?? []) {
    tally.problem('incomplete', `the service counts ${total} rows in ${slice.key}, but only ${rows} came`);
  }
  return reached;
}

/** @returns null: it is not proven that it was read whole */
async function conclude(
  run: SourceContext,
  scanned: StreamScan,
  first: Reached | undefined,
): Promise<ProvenStream | null> {
  const { stream, tally, scan } = scanned;
  const { signal } = run.options;
  const isShort = tally.outcome === 'complete' && (first?.countMismatches.length ?? 0) > 0;
  const reached = first && isShort && !signal.aborted ? await rereadShortSlices(run, scanned, first) : first;
  if (reached === undefined) throw new Error(`what was read of ${stream.name} is not known`);
  // A list that was read before the run was told to end is whole; tickets that it missed would have to be asked for.
  const isWhole = stream.name !== 'tickets' && scanned.open.length === 0 && !isShort;
  if (signal.aborted && !isWhole) tally.problem('interrupted', null);
  const { incompleteReasons: doubts, seen } = reached;
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
  const incompleteReason =
    tally.outcome === 'complete' && provesDeletions ? await markDeletions(run, stream, tally, scan) : null;
  if (stream.name === 'tickets') tally.storedTotal = await run.work.storedTickets();
  else tally.storedTotal = seen;
  if (tally.outcome !== 'complete') {
    await abandonUnproven(run, stream, tally);
    return null;
  }
  // A list that left out tickets may have left out new ones, too: changes are looked for from the old boundary on.
  const watermark =
    stream.name === 'tickets' && incompleteReason === null
      ? capped(await run.work.latestStored(), scan.serverNow ?? scan.startedAt)
      : null;
  tally.cursorTo = watermark?.updated_at ?? watermark?.created_at ?? null;
  const { mode, since, projects, words } = scan;
  const finished = { at: run.times.clock.nextTimestamp(), mode, since, projects, boundary: watermark, words };
  return { stream: stream.name, finished, incompleteReason, scanned };
}

async function finish(run: SourceContext, proven: readonly ProvenStream[]): Promise<void> {
  if (proven.length === 0) return;
  await run.work.finishScans(proven);
  const written = proven.map(({ stream, finished, scanned }) =>
    run.journal.finished(stream, finished, fullScanStartedAt(scanned.scan)),
  );
  await Promise.all(written);
  for (const { scanned, incompleteReason } of proven) {
    // Reading it all again would be no better proof than the next incremental run.
    if (incompleteReason !== null) scanned.tally.problem('incomplete', incompleteReason);
  }
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
