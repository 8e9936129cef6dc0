/** What fails at present, and what each receiver has to hear of it. Pure. */
import type { NoticeConfig } from '../config/config';
import type { EndedRun, NoticeEvent } from './notice';

/** null: the run as a whole, before or beside its sources. */
export interface OutageSubject {
  source: string | null;
  stream: string | null;
}

export interface Outage {
  /** When the run began that failed first. */
  since: string;
  troubles: readonly OutageSubject[];
}

/** What one receiver heard of the outage. */
export interface Heard {
  /** Sources; '' is the lake. */
  subjects: readonly string[];
  /** It was sent, and nobody knows whether it arrived: it is sent again. */
  isUnsure: boolean;
}

export const HEARD_NOTHING: Heard = { subjects: [], isUnsure: false };

const FAILED: ReadonlySet<string> = new Set(['failed', 'incomplete', 'crashed']);

export function isFailure({ outcome }: Pick<EndedRun, 'outcome'>): boolean {
  return outcome !== null && FAILED.has(outcome);
}

/** A run that was interrupted, or that found the lake held, says nothing of what works. */
export function saysSomething(run: EndedRun): boolean {
  return run.outcome === 'complete' || isFailure(run);
}

/**
 * @param sources that are configured: what was taken out of the configuration fails no more
 * @returns what fails now; null: nothing does
 */
export function outageAfter(before: Outage | null, run: EndedRun, sources: readonly string[]): Outage | null {
  const now = troublesIn(run);
  const left = (before?.troubles ?? []).filter(
    (trouble) => !isMended(trouble, run) && !now.some((other) => isSame(other, trouble)),
  );
  const troubles = [...left, ...now].filter(({ source }) => source === null || sources.includes(source));
  return troubles.length === 0 ? null : { since: before?.since ?? run.started_at, troubles };
}

/** Only of a run that failed. */
export function troublesIn(run: EndedRun): OutageSubject[] {
  if (!isFailure(run)) return [];
  const found = (run.result?.sources ?? []).flatMap(({ source, outcome, streams }): OutageSubject[] => {
    const failed = streams.filter((row) => FAILED.has(row.outcome)).map(({ stream }) => ({ source, stream }));
    return failed.length === 0 && FAILED.has(outcome) ? [{ source, stream: null }] : failed;
  });
  return found.length > 0 ? found : [{ source: null, stream: null }];
}

/** A run of some streams mends those only. */
function isMended({ source, stream }: OutageSubject, { result, asked }: EndedRun): boolean {
  if (result === null) return false;
  if (source === null) return result.sources.some(({ outcome }) => outcome !== 'failed');
  const found = result.sources.find((each) => each.source === source);
  if (found === undefined) return false;
  if (found.outcome === 'complete' && asked.streams === null) return true;
  return found.streams.some((row) => row.stream === stream && row.outcome === 'complete');
}

function isSame(one: OutageSubject, other: OutageSubject): boolean {
  return one.source === other.source && one.stream === other.stream;
}

export function subjectsOf(troubles: readonly OutageSubject[]): string[] {
  return [...new Set(troubles.map(({ source }) => source ?? ''))];
}

/** @returns what a receiver gets about this run; null: nothing */
export function eventFor(
  { on }: Pick<NoticeConfig, 'on'>,
  run: EndedRun,
  outage: Outage | null,
  heard: Heard,
): NoticeEvent | null {
  if (isFailure(run)) {
    if (on.includes('every_failure')) return 'run_failed';
    const hasNewTrouble =
      heard.isUnsure || subjectsOf(troublesIn(run)).some((subject) => !heard.subjects.includes(subject));
    return on.includes('failure') && hasNewTrouble ? 'run_failed' : null;
  }
  if (on.includes('recovery') && outage === null && heard.subjects.length > 0) return 'run_recovered';
  return on.includes('success') ? 'run_succeeded' : null;
}

/** What it knows once it got a notice of this run, or needed none. */
export function heardAfter(
  { on }: Pick<NoticeConfig, 'on'>,
  run: EndedRun,
  outage: Outage | null,
  heard: Heard,
): Heard {
  if (outage === null) return HEARD_NOTHING;
  const hears = on.some((event) => event !== 'success');
  if (!hears) return HEARD_NOTHING;
  const failing = subjectsOf(outage.troubles);
  const subjects = [...new Set([...heard.subjects, ...subjectsOf(troublesIn(run))])];
  // A source that worked in between and fails again is news.
  return { subjects: subjects.filter((subject) => failing.includes(subject)), isUnsure: false };
}
