/** Plans what is read of streams that are paged by themselves, or finds where an earlier run ended. */
import { failpoint } from '../base/failpoint';
import type { NewScan, OpenSlice, Scan, ScanProgress } from '../checkpoints/types';
import { uniqueSlices } from '../checkpoints/types';
import type { Plan, Watermark } from '../../../vendors/vendor';
import type { StreamMetrics } from './run-rows';
import { canResume, fullScanReason, scopeOf } from './scan-mode';
import type { SourceContext } from './source-context';
import { hasPassed, instantBefore, pagingContextOf, sinceOf } from './source-context';
import type { StreamReading } from './stream-rows';
import type { Stream } from '../../../vendors/vendor';

/** A scan that is begun, of a stream that is read. */
export interface BegunScan extends StreamReading {
  scan: Scan;
  /** What is left to be read of it. */
  open: readonly OpenSlice[];
  /** Keys of slices that are read or were: a slice is read once, whoever names it. */
  taken: Set<string>;
}

interface PlannedStream extends StreamReading {
  /** What an earlier run began; null: it is planned. */
  ongoing: Scan | null;
  planned: NewScan | null;
}

/** @returns those that can be read; of the others the tally says why not, or the source cannot go on */
export async function continueOrBegin(run: SourceContext, readings: readonly StreamReading[]): Promise<BegunScan[]> {
  const progress = await run.work.progressOf(readings.map(({ stream }) => stream.name));
  const streams: PlannedStream[] = [];
  for (const [at, reading] of readings.entries()) {
    const known = progress[at];
    if (known === undefined || run.faults.stopped(reading.tally)) continue;
    const mode = modeOf(run, reading.stream, known);
    const ongoing = ongoingScan(run, mode, known);
    markStart(reading.tally, ongoing?.mode ?? mode, known);
    const planned = ongoing === null ? await reading.counting(() => newScan(run, reading, mode, known)) : null;
    if (ongoing !== null || planned !== null) streams.push({ ...reading, ongoing, planned });
  }
  const fresh = streams.flatMap(({ planned }) => planned ?? []);
  const scans = fresh.length === 0 ? [] : await run.work.beginScans(fresh);
  if (fresh.length > 0) failpoint('scan.begun');
  const ongoing = streams.flatMap((each) => (each.ongoing === null ? [] : [each.stream.name]));
  const left = ongoing.length === 0 ? new Map<string, OpenSlice[]>() : await run.work.openSlicesOf(ongoing);
  const ended = ongoing.length === 0 ? new Map<string, string[]>() : await run.work.endedSlicesOf(ongoing);
  return streams.flatMap(({ ongoing, planned, ...reading }): BegunScan[] => {
    const { name } = reading.stream;
    const taken = new Set(ended.get(name));
    if (ongoing !== null) return [{ ...reading, scan: ongoing, open: left.get(name) ?? [], taken }];
    const scan = scans[fresh.findIndex((each) => each === planned)];
    if (scan === undefined || planned === null) return [];
    return [{ ...reading, scan, open: uniqueSlices(planned.slices).map((slice) => ({ slice, cursor: null })), taken }];
  });
}

function modeOf(run: SourceContext, stream: Stream, { state }: ScanProgress): 'full' | 'incremental' {
  const reason = fullScanReason({
    isTickets: stream.name === 'tickets',
    full: run.options.full,
    since: sinceOf(run),
    projects: scopeOf(run.source.projects),
    state,
    isFullDue: (lastFullAt) => hasPassed(run.times, lastFullAt, run.config.fullScanEveryMs),
  });
  return reason === null ? 'incremental' : 'full';
}

function ongoingScan(run: SourceContext, mode: 'full' | 'incremental', { open }: ScanProgress): Scan | null {
  const requested = { mode, since: sinceOf(run), projects: scopeOf(run.source.projects) };
  return open !== null && canResume(open, requested, (at, every) => hasPassed(run.times, at, every)) ? open : null;
}

function markStart(tally: StreamMetrics, mode: 'full' | 'incremental', { state: { watermark } }: ScanProgress): void {
  if (mode === 'incremental') tally.cursorFrom = watermark?.updated_at ?? watermark?.created_at ?? null;
}

/** @returns null: it cannot be planned */
async function newScan(
  run: SourceContext,
  { stream, tally }: StreamReading,
  mode: 'full' | 'incremental',
  { state }: ScanProgress,
): Promise<NewScan | null> {
  const watermark: Watermark = state.watermark ?? { created_at: null, updated_at: null };
  try {
    const plan = await planOf(run, stream, mode, watermark, state.lastCompleteAt === null);
    return { stream: stream.name, scan: scanOf(run, mode, plan), slices: plan.slices };
  } catch (error) {
    run.faults.streamFailed(stream, tally, error);
    return null;
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
