import { choices, filters } from '../../../shared/fields';
import { LIMIT_PROPERTIES, limitOf } from '../../../shared/list';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { runsIn } from '../../api/answers';
import { listRuns } from '../../api/requests';
import { RUN, runItem, SIMPLIFY } from '../../run-items';

/** As a filter names it. */
const UNDER_WAY = 'running';

export const getAll: Operation = {
  ...heading('getAll', 'Get many runs', 'Get the latest runs of the service, newest first; it remembers a hundred'),
  output: RUN,
  properties: [
    ...LIMIT_PROPERTIES,
    filters([
      choices('Outcome', 'outcome', 'Only runs that ended so, or have not ended yet', [
        { name: 'Complete', value: 'complete' },
        { name: 'Crashed', value: 'crashed' },
        { name: 'Failed', value: 'failed' },
        { name: 'Incomplete', value: 'incomplete' },
        { name: 'Interrupted', value: 'interrupted' },
        { name: 'Under Way', value: UNDER_WAY },
      ]),
    ]),
    SIMPLIFY,
  ],
  execute: async (run) => {
    const requested = run.parameters.collection('filters').choices('outcome');
    const runs = runsIn(await run.call(listRuns()));
    const fitting = runs.filter(({ outcome }) => requested.length === 0 || requested.includes(outcome ?? UNDER_WAY));
    const isSimple = run.parameters.isOn('simplify');
    return fitting.slice(0, limitOf(run)).map((each) => runItem(each, isSimple));
  },
};
