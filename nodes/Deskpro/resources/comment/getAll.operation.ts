import type { CommentFilters } from '../../../../vendors/deskpro/operations';
import { comment } from '../../../../vendors/deskpro/operations';
import { choice } from '../../../shared/fields';
import { getManyAs, LIMIT_PROPERTIES, NO_SETTINGS, pagingFor } from '../../../shared/list';
import { heading } from '../../../shared/operation';
import type { Operation, OperationRun } from '../../../shared/operation';
import { visibilityFilters, wantedVisibility } from '../../../shared/visibility';
import { optionsBeside, sortGiven, sortProperties } from '../../../shared/order';
import { outputProperties } from '../../../shared/output';
import { TICKET, ticketIdOf } from '../../parameters';
import { commentItems } from '../../rows';

const ORDER = [
  choice('Order', 'order', 'desc', 'In which order to list; oldest first where it is not added', [
    { name: 'Newest First', value: 'desc' },
    { name: 'Oldest First', value: 'asc' },
  ]),
];

export const getAll: Operation = {
  ...heading('getAll', 'Get many comments', 'Get many comments of a ticket; the first is its description'),
  output: 'comments',
  properties: [
    TICKET,
    ...LIMIT_PROPERTIES,
    visibilityFilters('user'),
    ...outputProperties('comments'),
    ...optionsBeside([], ORDER),
    ...sortProperties(ORDER),
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
  const visibility = wantedVisibility(run);
  const order = sortGiven(run).choice('order');
  return {
    ...(visibility === undefined ? {} : { visibility }),
    ...(order === 'asc' || order === 'desc' ? { order_dir: order } : {}),
  };
}
