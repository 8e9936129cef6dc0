/** Whether a stream is read as a whole or only where it changed: the same answer for a run and for a dry run. */
import type { Scan, StreamState } from '../checkpoints/types';

export interface ModeQuestion {
  /** Only tickets are ever read incrementally; lists of names are short. */
  isTickets: boolean;
  /** The user asked for it. */
  full: boolean;
  /** `YYYY-MM-DD`. */
  since: string | null;
  /** As `scopeOf` writes it. */
  projects: string | null;
  state: StreamState;
  /** Whether the last full scan is old enough for another one. */
  isFullDue(lastFullAt: string): boolean;
}

export type FullReason = 'asked' | 'list' | 'first' | 'scope' | 'due';

/** @returns why everything is read; null: what changed is enough */
export function fullScanReason({
  isTickets,
  full,
  since,
  projects,
  state,
  isFullDue,
}: ModeQuestion): FullReason | null {
  if (full) return 'asked';
  if (!isTickets) return 'list';
  if (state.watermark === null || state.lastFullAt === null) return 'first';
  // What a narrower scan left out may be older than the boundary: only a whole reading finds it.
  if (state.since !== since || state.projects !== projects) return 'scope';
  return isFullDue(state.lastFullAt) ? 'due' : null;
}

/** The projects that a scan is narrowed to, in an order of its own; null: all of them. */
export function scopeOf(projects: readonly string[]): string | null {
  return projects.length === 0 ? null : JSON.stringify([...new Set(projects)].sort());
}

/** An interrupted scan older than this begins anew: page tokens expire, and offsets shift as rows vanish. */
const STALE_SCAN_MS = 6 * 3_600_000;

/**
 * Whether an interrupted scan is gone on with.
 * @param requested what would be begun instead
 * @param isDue as `isDue` of this file, now
 */
export function canResume(
  open: Scan,
  requested: Pick<Scan, 'mode' | 'since' | 'projects'>,
  isDue: (since: string, everyMs: number) => boolean,
): boolean {
  const isSameScope = open.since === requested.since && open.projects === requested.projects;
  return isSameScope && (open.mode === requested.mode || open.mode === 'full') && !isDue(open.startedAt, STALE_SCAN_MS);
}

/**
 * Which tickets are read again for a stream whose changes leave no trace on them: all after a full scan, open ones now
 * and then.
 * @param lastFullAt of the tickets
 * @param isOpenDue whether the last reading is old enough for another one of open tickets
 */
export function rescanScope(
  lastFullAt: string | null,
  lastRescanAt: string | null,
  isOpenDue: (lastRescanAt: string) => boolean,
): 'all' | 'open' | null {
  if (lastFullAt !== null && (lastRescanAt === null || lastRescanAt < lastFullAt)) return 'all';
  return lastRescanAt !== null && isOpenDue(lastRescanAt) ? 'open' : null;
}

/** Ages beyond this in the future come from a clock that was wrong. */
const FUTURE_MS = 86_400_000;

/** Whether so much time has passed since a canonical instant, or nobody can say as it lies ahead. */
export function isDue(now: number, since: string, everyMs: number): boolean {
  const age = now - Date.parse(since);
  return age >= everyMs || age < -FUTURE_MS;
}
