import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { RUN, runItem, SIMPLIFY } from '../../run-items';
import { startGiven, WHAT_TO_READ } from './parameters';

export const start: Operation = {
  ...heading('start', 'Start run', 'Start an export, and go on without waiting for its end'),
  output: RUN,
  properties: [WHAT_TO_READ, SIMPLIFY],
  execute: async (run) => {
    const isSimple = run.parameters.isOn('simplify');
    return [runItem(await startGiven(run), isSimple)];
  },
};
