import { status } from '../../../../vendors/teamswork/operations';
import { LIMIT_PROPERTIES, limitOf } from '../../../shared/list';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { TICKET } from '../../parameters';

export const getAll: Operation = {
  ...heading('getAll', 'Get many statuses', 'Get many statuses of the workflow'),
  output: { id: 'text', label: 'text', is_current: 'flag', is_next: 'flag' },
  properties: [
    {
      ...TICKET,
      required: undefined,
      description:
        'The ticket whose workflow is asked: then each status says whether the ticket stands in it and whether it may be next. Leave empty for the statuses of the instance.',
    },
    ...LIMIT_PROPERTIES,
  ],
  execute: async (run) => {
    const ticketId = run.parameters.id('ticketId');
    const states = await status.list(run.call, ticketId === '' ? undefined : ticketId);
    return states.slice(0, limitOf(run)).map((state) => ({ ...state }));
  },
};
