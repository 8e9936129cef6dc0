import type { Operation } from '../../../shared/operation';
import { runIn } from '../../api/answers';
import { getRun } from '../../api/requests';
import { RUN, runItem, SIMPLIFY } from '../../run-items';
import { RUN_PICKER, runIdOf } from './parameters';

export const get: Operation = {
  value: 'get',
  name: 'Get',
  action: 'Get run',
  description: 'Get a run: how far it is, or how it ended',
  output: RUN,
  properties: [RUN_PICKER, SIMPLIFY],
  execute: async (run) => {
    const { json } = await run.call(getRun(runIdOf(run)));
    return [runItem(runIn(json), run.given.isOn('simplify'))];
  },
};
