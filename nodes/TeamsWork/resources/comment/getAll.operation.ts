import { comment } from '../../../../vendors/teamswork/operations';
import { LIMIT_PROPERTIES, limitOf, pagingFor } from '../../../shared/list';
import type { Operation } from '../../../shared/operation';
import { outputProperties, shown } from '../../../shared/output';
import { activitiesOf } from '../../activities';
import { TICKET, ticketIdOf } from '../../parameters';

export const getAll: Operation = {
  value: 'getAll',
  name: 'Get Many',
  action: 'Get many comments',
  description: 'Get many comments of a ticket, newest first',
  output: 'comments',
  properties: [
    TICKET,
    ...LIMIT_PROPERTIES,
    {
      displayName: 'Filters',
      name: 'filters',
      type: 'collection',
      placeholder: 'Add Filter',
      default: {},
      options: [
        {
          displayName: 'Visibility',
          name: 'visibility',
          type: 'options',
          options: [
            { name: 'Internal', value: 'internal' },
            { name: 'Public', value: 'public' },
          ],
          default: 'public',
          description: 'Only internal notes, or only what the requestor sees too',
        },
      ],
    },
    ...outputProperties('comments'),
  ],
  execute: async (run) => {
    const id = await ticketIdOf(run);
    const visibility = run.given.collection('filters').choice('visibility');
    const only = visibility === 'internal' || visibility === 'public' ? visibility : null;
    const records = await comment.list(run.call, id, only, limitOf(run), pagingFor(run));
    return shown(run, records, activitiesOf(id, 'comments'));
  },
};
