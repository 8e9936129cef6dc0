import type { StreamName } from '../../../vendors/vendor';
import type { Listener } from './events';
import type { RunRow } from './run-row';

export interface ExportOptions {
  /** Only these sources; default all. */
  sources?: readonly string[];
  /** Only these streams in this run; default what each source selects. */
  streams?: readonly StreamName[];
  full: boolean;
  /** `YYYY-MM-DD`; overrides the sources' own. */
  since: string | null;
  concurrency: number | null;
  /** Aborting it ends the run after the pages in hand. */
  signal: AbortSignal;
  listener: Listener;
}

export type Outcome = 'complete' | 'incomplete' | 'failed' | 'interrupted';

export interface SourceResult {
  source: string;
  vendor: string;
  outcome: Outcome;
  streams: RunRow[];
}

/** What became of one entry of `publish:`. */
export interface TargetResult {
  target: string;
  to: string;
  format: string;
  outcome: 'published' | 'failed';
  /** Of the publication that stands there now; null: none is known. */
  run_id: string | null;
  published_at: string | null;
  /** What happened and how to mend it. */
  error: string | null;
  /** Tables that were written. */
  changed: readonly string[];
  objects: number;
  bytes: number;
  ms: number;
}

export interface ExportResult {
  run_id: string;
  outcome: Outcome;
  exit_code: 0 | 1 | 3 | 130;
  sources: SourceResult[];
  /** Absent where nothing is published beside the lake. */
  targets?: TargetResult[];
}

export const EXIT_CODES = { complete: 0, incomplete: 3, failed: 1, interrupted: 130 } as const;

/** failed only when every source failed; one that failed beside others that did not is incomplete. */
export function overall(outcomes: readonly Outcome[]): Outcome {
  if (outcomes.includes('interrupted')) return 'interrupted';
  if (outcomes.length > 0 && outcomes.every((outcome) => outcome === 'failed')) return 'failed';
  return outcomes.every((outcome) => outcome === 'complete') ? 'complete' : 'incomplete';
}

/** A target that failed leaves the run incomplete: the lake is published, and the target is not. */
export function withTargets(outcome: Outcome, targets: ReadonlyArray<Pick<TargetResult, 'outcome'>>): Outcome {
  return outcome === 'complete' && targets.some((target) => target.outcome === 'failed') ? 'incomplete' : outcome;
}
