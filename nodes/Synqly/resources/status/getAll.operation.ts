import { status } from '../../../../vendors/synqly/operations';
import { LIMIT_PROPERTIES, limitOf } from '../../../shared/list';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { PROJECT, SAMPLE_OPTIONS, sampleOf } from '../../parameters';

export const getAll: Operation = {
  ...heading(
    'getAll',
    'Get many statuses',
    "Get many statuses: the provider's own, or those of its tickets where it names none",
  ),
  output: { name: 'text', id: 'text', project: 'text', seen_in: 'text' },
  properties: [PROJECT, ...LIMIT_PROPERTIES, SAMPLE_OPTIONS],
  execute: async (run) => {
    const statuses = await status.getAll(run.call, await sampleOf(run));
    return statuses.slice(0, limitOf(run)).map((each) => ({ ...each }));
  },
};
