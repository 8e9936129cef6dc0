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

export interface ExportResult {
  run_id: string;
  outcome: Outcome;
  exit_code: 0 | 1 | 3 | 130;
  sources: SourceResult[];
}

export const EXIT_CODES = { complete: 0, incomplete: 3, failed: 1, interrupted: 130 } as const;

/** failed only when every source failed; one that failed beside others that did not is incomplete. */
export function overall(outcomes: readonly Outcome[]): Outcome {
  if (outcomes.includes('interrupted')) return 'interrupted';
  if (outcomes.length > 0 && outcomes.every((outcome) => outcome === 'failed')) return 'failed';
  return outcomes.every((outcome) => outcome === 'complete') ? 'complete' : 'incomplete';
}
