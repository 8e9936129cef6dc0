/**
 * How the stamps of a lake are set back that was written by a machine whose clock was ahead. They keep their order and
 * their distances: everything that was stamped since the clock ran ahead moves by one span.
 */
import { instantOf, microsOf } from '../../../vendors/time';
import { isObject, parseJson } from '../../../vendors/json';
import { runIdAt, runIdTime } from '../base/run-id';
import { metaValue } from '../store/ddl';
import { latestStamp } from '../store/latest-stamp';
import { textIn } from '../store/row';
import type { Session } from '../store/session';
import { MART_VERSION } from '../store/unpublished';

export interface ClockCorrection {
  /** Canonical instant: what is stamped then or later moves. */
  from: string;
  /** By how much, back, in whole ms. */
  byMs: number;
}

/** So far apart clocks may be: nothing is done about it. */
export const TOLERATED_AHEAD_MS = 600_000;

const EVER = '0001-01-01T00:00:00.000000Z';
/** The id of a run and its first stamp are made in the same ms, or the next. */
const SLACK_MS = 2;

/** @returns the latest stamp of the lake, also of what it published; null in a new lake */
export async function latestEver(session: Session): Promise<string | null> {
  const marts = await metaValue(session, MART_VERSION);
  return latestStamp(session, marts === undefined ? {} : { also: ['k_runs', 'extracted_at'] });
}

/**
 * @param latest the latest stamp of the lake
 * @param now canonical instant that it is at most to be
 */
export async function correctionOf(session: Session, latest: string, now: string): Promise<ClockCorrection> {
  const byMs = Number((microsOf(latest) - microsOf(now)) / 1000n) + 1;
  return { from: await beginningOf(session, now, byMs), byMs };
}

/**
 * The clock ran ahead since a run that was begun, by the stamps, longer after everything before it than they are ahead:
 * so what moves stays behind what does not.
 */
async function beginningOf(session: Session, now: string, byMs: number): Promise<string> {
  const last = await latestStamp(session);
  // No run was ahead: a person was erased, or a source renamed, and that was published.
  if (last !== null && Date.parse(last) - Date.parse(now) <= TOLERATED_AHEAD_MS)
    return instantOf(microsOf(last) + 1n) ?? EVER;
  const runs = await session.all(
    `SELECT run_id, strftime(min(started_at), '%Y-%m-%dT%H:%M:%S.%fZ') AS started_at FROM runs GROUP BY run_id ORDER BY run_id DESC`,
    undefined,
    (row) => ({ runId: textIn(row, 'run_id'), startedAt: textIn(row, 'started_at') }),
  );
  for (const { runId, startedAt } of runs) {
    const started = microsOf(startedAt);
    const named = runIdTime(runId);
    const first = (named === null || BigInt(named) * 1000n > started ? started : BigInt(named) * 1000n) - SLACK;
    const from = instantOf(first) ?? EVER;
    const before = await latestStamp(session, { before: from });
    if (before === null || first - microsOf(before) > BigInt(byMs) * 1000n) return from;
  }
  return EVER;
}

const SLACK = BigInt(SLACK_MS) * 1000n;

/** A canonical instant, corrected. */
export function correctedInstant({ from, byMs }: ClockCorrection, instant: string): string {
  return instant < from ? instant : (instantOf(microsOf(instant) - BigInt(byMs) * 1000n) ?? instant);
}

export function correctedRunId({ from, byMs }: ClockCorrection, runId: string): string {
  const time = runIdTime(runId);
  return time === null || BigInt(time) * 1000n < microsOf(from) ? runId : runIdAt(runId, time - byMs);
}

/** @returns undefined when the text says none */
export function correctionIn(text: string | undefined): ClockCorrection | undefined {
  const parsed = text === undefined ? undefined : parseJson(text);
  if (!parsed?.ok || !isObject(parsed.value)) return undefined;
  const { from, byMs } = parsed.value;
  return typeof from === 'string' && typeof byMs === 'number' ? { from, byMs } : undefined;
}
