import { status } from '../../../../vendors/notific/operations';
import { LIMIT_PROPERTIES, limitOf } from '../../../shared/list';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';

export const getAll: Operation = {
  ...heading(
    'getAll',
    'Get many statuses',
    'Get many statuses: the three states that follow from the times of a ticket',
  ),
  output: { name: 'text', status_group: 'text' },
  properties: [...LIMIT_PROPERTIES],
  execute: async (run) =>
    status
      .getAll()
      .slice(0, limitOf(run))
      .map((state) => ({ ...state })),
};
