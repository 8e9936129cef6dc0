/** What a run tells while it works: progress bars, JSON log lines and tests all listen to the same events. */
import type { RunRow } from './run-row';

export type WaitReason = 'quota' | 'rate_limited' | 'maintenance' | 'retry';

/** What `rows` and `total` of a stream count: of comments that are asked for ticket by ticket, the tickets. */
export type CountedUnit = 'ticket' | 'record';

/** What the records of a stream are called. */
export function unitOf(stream: string): CountedUnit {
  return stream === 'tickets' ? 'ticket' : 'record';
}

export type RunEvent =
  | { type: 'run_started'; run_id: string; sources: readonly string[] }
  | {
      type: 'stream_started';
      source: string;
      stream: string;
      mode: RunRow['mode'];
      total: number | null;
      unit: CountedUnit;
    }
  /** Totals since the stream began; total null = not known. */
  | {
      type: 'progress';
      source: string;
      stream: string;
      rows: number;
      pages: number;
      requests: number;
      total: number | null;
      unit: CountedUnit;
    }
  /** Until when (epoch ms) and why a source waits. */
  | {
      type: 'waiting';
      source: string;
      until: number;
      reason: WaitReason;
      message: string;
      /** Of a request that is sent again: which try follows, and of how many. */
      tries?: { next: number; most: number };
    }
  | {
      type: 'note';
      source: string | null;
      stream: string | null;
      level: 'debug' | 'info' | 'warning' | 'error';
      message: string;
    }
  | { type: 'stream_finished'; row: RunRow }
  | {
      type: 'published';
      run_id: string;
      tables: ReadonlyArray<{ table: string; rows: number; rewritten: boolean }>;
      ms: number;
    }
  | { type: 'run_finished'; run_id: string; outcome: string; exit_code: number; ms: number };

export type Listener = (event: RunEvent) => void;
