import { status } from '../../../../vendors/notific/operations';
import { LIMIT_PROPERTIES, limitOf } from '../../../shared/list';
import type { Operation } from '../../../shared/operation';

export const getAll: Operation = {
  value: 'getAll',
  name: 'Get Many',
  action: 'Get many statuses',
  description: 'Get many statuses: the three states that follow from the times of a ticket',
  output: { name: 'text', status_group: 'text' },
  properties: [...LIMIT_PROPERTIES],
  execute: async (run) =>
    status
      .getAll()
      .slice(0, limitOf(run))
      .map((state) => ({ ...state })),
};
