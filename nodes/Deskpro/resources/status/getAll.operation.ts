import { status } from '../../../../vendors/deskpro/operations';
import { LIMIT_PROPERTIES, limitOf } from '../../../shared/list';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';

export const getAll: Operation = {
  ...heading('getAll', 'Get many statuses', 'Get many statuses and sub-statuses of the helpdesk'),
  output: { status: 'text', name: 'text', status_group: 'text' },
  properties: LIMIT_PROPERTIES,
  execute: async (run) => {
    const known = await status.list(run.call);
    return known.slice(0, limitOf(run)).map((each) => ({ ...each }));
  },
};
