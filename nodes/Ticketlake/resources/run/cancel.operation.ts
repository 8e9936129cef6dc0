import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { runIn } from '../../api/answers';
import { cancelRun } from '../../api/requests';
import { RUN, runItem, SIMPLIFY } from '../../run-items';
import { RUN_PICKER, runIdOf } from './parameters';

export const cancel: Operation = {
  ...heading('cancel', 'Cancel run', 'End a run after the page in hand; what it has read is kept'),
  output: RUN,
  properties: [RUN_PICKER, SIMPLIFY],
  execute: async (run) => {
    const { json } = await run.call(cancelRun(runIdOf(run)));
    return [runItem(runIn(json), run.parameters.isOn('simplify'))];
  },
};
