import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { runIn } from '../../api/answers';
import { getRun } from '../../api/requests';
import { RUN, runItem, SIMPLIFY } from '../../run-items';
import { RUN_PICKER, runIdOf } from './parameters';

export const get: Operation = {
  ...heading('get', 'Get run', 'Get a run: how far it is, or how it ended'),
  output: RUN,
  properties: [RUN_PICKER, SIMPLIFY],
  execute: async (run) => {
    const { json } = await run.call(getRun(runIdOf(run)));
    return [runItem(runIn(json), run.parameters.isOn('simplify'))];
  },
};
