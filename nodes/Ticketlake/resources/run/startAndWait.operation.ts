import { VendorError } from '../../../../vendors/errors';
import { flag, number } from '../../../shared/fields';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import type { Run } from '../../api/answers';
import { hasFailed, isPartly, RUN, runItem, SIMPLIFY, summaryOf } from '../../run-items';
import { startGiven, WHAT_TO_READ } from './parameters';
import { ended } from './wait';

/** In minutes. */
const LONGEST_WAIT = 60;

export const startAndWait: Operation = {
  ...heading('startAndWait', 'Start run and wait until it has ended', 'Start an export, and go on when it has ended'),
  output: RUN,
  properties: [
    number('Longest Wait (Minutes)', 'longestWait', LONGEST_WAIT, 'After that the item fails; the run itself goes on', {
      typeOptions: { minValue: 1 },
    }),
    flag(
      'Fail When the Run Fails',
      'failOnFailedRun',
      true,
      'Whether the item fails when nothing could be read, or the run was cancelled or crashed. A run that read only a part never fails the item: look at "outcome".',
    ),
    WHAT_TO_READ,
    SIMPLIFY,
  ],
  execute: async (run) => {
    const minutes = run.parameters.number('longestWait') ?? LONGEST_WAIT;
    const mayFail = run.parameters.isOn('failOnFailedRun');
    const isSimple = run.parameters.isOn('simplify');
    const done = await ended(run, await startGiven(run), minutes * 60_000);
    if (mayFail && hasFailed(done)) throw failureOf(done);
    if (isPartly(done)) {
      const message = `The run of this item is incomplete. ${summaryOf(done)}`;
      run.node.addExecutionHints({ message, type: 'warning', location: 'outputPane' });
    }
    return [runItem(done, isSimple)];
  },
};

function failureOf(run: Run): VendorError {
  return new VendorError({
    code: 'refused_by_service',
    message: `The run ended ${run.outcome ?? ''}: ${summaryOf(run)}`,
    remedy:
      run.error?.remedy ??
      `Run: Get with the ID ${run.id} and without Simplify shows what each source and stream said.`,
  });
}
