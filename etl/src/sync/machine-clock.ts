/** Whether this machine's clock can be trusted: everything that a run writes is stamped by it. */
import { instantOfDate } from '../../../vendors/time';
import { LakeError } from '../base/errors';
import type { Listener } from '../base/events';
import { TOLERATED_AHEAD_MS, latestEver } from '../catalog/clock-correction';
import { restampLake } from '../catalog/restamp';
import { roughSpan } from '../progress/format';
import type { WorkingDatabase } from '../store/database';
import { largest } from '../base/largest';
import type { CheckedSource } from './key-check';

/**
 * To be called before anything is stamped. A lake that was stamped by a clock that was ahead is stamped anew.
 * @param now by this machine, epoch ms
 * @returns the latest stamp of the lake; null in a new one
 * @throws LakeError `clock_ahead`
 */
export async function alignClock(
  working: WorkingDatabase,
  lake: string,
  checkedSources: readonly CheckedSource[],
  now: number,
  listener: Listener,
): Promise<string | null> {
  const latest = await latestEver(working);
  const aheadMs = machineAheadMs(checkedSources);
  // Nobody said what time it is: nothing is concluded.
  if (aheadMs === null) return latest;
  if (aheadMs > TOLERATED_AHEAD_MS) throw clockAhead(aheadMs);
  const byMs = await restampLake(working, lake, latest, instantOfDate(new Date(Math.max(now, now - aheadMs))));
  if (byMs === null) return latest;
  const message = `the lake was stamped by a clock that was ahead, so its times since then were set back by ${roughSpan(byMs)}, so that none lies in the future`;
  listener({ type: 'note', source: null, stream: null, level: 'warning', message });
  return latestEver(working);
}

/**
 * How far the machine's clock is ahead, ms, of the service that it is least ahead of: that one service's clock is behind
 * says nothing about this machine.
 * @returns null when no service said what time it is
 */
function machineAheadMs(checkedSources: readonly CheckedSource[]): number | null {
  const ahead = checkedSources.flatMap(({ connection }) => connection.aheadMs() ?? []);
  return ahead.length === 0 ? null : -largest(ahead.map((ms) => -ms));
}

function clockAhead(aheadMs: number): LakeError {
  return new LakeError(
    'clock_ahead',
    `this machine's clock is ${roughSpan(aheadMs)} ahead of every service that was asked. What it would stamp lies in the future, so nothing was read`,
    'Set the clock, then run again.',
  );
}
