import { comment } from '../../../../vendors/teamswork/operations';
import { LIMIT_PROPERTIES, limitOf, pagingFor } from '../../../shared/list';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { visibilityFilters, wantedVisibility } from '../../../shared/visibility';
import { formatRecords, outputProperties } from '../../../shared/output';
import { activitiesOf } from '../../activities';
import { TICKET, ticketIdOf } from '../../parameters';

export const getAll: Operation = {
  ...heading('getAll', 'Get many comments', 'Get many comments of a ticket, newest first'),
  output: 'comments',
  properties: [TICKET, ...LIMIT_PROPERTIES, visibilityFilters('requestor'), ...outputProperties('comments')],
  execute: async (run) => {
    const id = await ticketIdOf(run);
    const only = wantedVisibility(run) ?? null;
    const records = await comment.list(run.call, id, only, limitOf(run), pagingFor(run));
    return formatRecords(run, records, activitiesOf(id, 'comments'));
  },
};
