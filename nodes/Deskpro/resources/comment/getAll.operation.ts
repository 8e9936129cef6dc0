import type { CommentFilters } from '../../../../vendors/deskpro/operations';
import { comment } from '../../../../vendors/deskpro/operations';
import { getManyAs, LIMIT_PROPERTIES, NO_SETTINGS, pagingFor } from '../../../shared/list';
import type { Operation, OperationRun } from '../../../shared/operation';
import { outputProperties } from '../../../shared/output';
import { TICKET, ticketIdOf } from '../../parameters';
import { commentItems } from '../../rows';

export const getAll: Operation = {
  value: 'getAll',
  name: 'Get Many',
  action: 'Get many comments',
  description: 'Get many comments of a ticket; the first is its description',
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
          description: 'Only internal notes, or only what the user sees too',
        },
      ],
    },
    ...outputProperties('comments'),
    {
      displayName: 'Options',
      name: 'options',
      type: 'collection',
      placeholder: 'Add Option',
      default: {},
      options: [
        {
          displayName: 'Order',
          name: 'order',
          type: 'options',
          options: [
            { name: 'Newest First', value: 'desc' },
            { name: 'Oldest First', value: 'asc' },
          ],
          default: 'desc',
          description: 'In which order to list; oldest first where it is not added',
        },
      ],
    },
  ],
  execute: async (run) => {
    const id = await ticketIdOf(run);
    const filters = filtersGiven(run);
    // The service cannot filter, so that a short page might hold nothing that fits.
    const paging = filters.visibility === undefined ? pagingFor(run) : { settings: NO_SETTINGS, queueIds: [] };
    const slices = [comment.many.slice(id, filters)];
    return getManyAs(run, comment.many.stream, slices, (records) => commentItems(run, id, records), paging);
  },
};

function filtersGiven(run: OperationRun): CommentFilters {
  const visibility = run.given.collection('filters').choice('visibility');
  const order = run.given.collection('options').choice('order');
  return {
    ...(visibility === 'internal' || visibility === 'public' ? { visibility } : {}),
    ...(order === 'asc' || order === 'desc' ? { order_dir: order } : {}),
  };
}
