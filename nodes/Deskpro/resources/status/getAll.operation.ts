import { status } from '../../../../vendors/deskpro/operations';
import { LIMIT_PROPERTIES, limitOf } from '../../../shared/list';
import type { Operation } from '../../../shared/operation';

export const getAll: Operation = {
  value: 'getAll',
  name: 'Get Many',
  action: 'Get many statuses',
  description: 'Get many statuses and sub-statuses of the helpdesk',
  output: { status: 'text', name: 'text', status_group: 'text' },
  properties: LIMIT_PROPERTIES,
  execute: async (run) => {
    const known = await status.list(run.call);
    return known.slice(0, limitOf(run)).map((each) => ({ ...each }));
  },
};
