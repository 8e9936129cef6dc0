/** Following a run to its end. */
import { VendorError } from '../../../../vendors/errors';
import type { OperationRun } from '../../../shared/operation';
import { waitCancellable } from '../../../shared/transport';
import type { Run } from '../../api/answers';
import { runIn } from '../../api/answers';
import { getRun } from '../../api/requests';

const FIRST_PAUSE_MS = 500;
/** Runs take minutes: nobody misses these seconds. */
const LONGEST_PAUSE_MS = 15_000;

/**
 * @param longestMs how long to wait for it
 * @throws VendorError `timeout` when it is still under way then, `aborted` when the execution is cancelled; the run
 *   goes on in both cases
 */
export async function ended(run: OperationRun, begun: Run, longestMs: number): Promise<Run> {
  const deadline = Date.now() + longestMs;
  let now = begun;
  for (let pause = FIRST_PAUSE_MS; now.state !== 'finished'; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
    const left = deadline - Date.now();
    if (left <= 0) throw overdue(now, longestMs);
    await waitCancellable(run.node, Math.min(pause, left));
    now = runIn((await run.call(getRun(begun.id))).json);
  }
  return now;
}

function overdue({ id }: Run, longestMs: number): VendorError {
  return new VendorError({
    code: 'timeout',
    message: `The run ${id} has not ended within ${Math.round(longestMs / 60_000)} minutes`,
    remedy: 'The run goes on. Look at it with Run: Get, end it with Run: Cancel, or raise Longest Wait.',
  });
}
