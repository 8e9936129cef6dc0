import { activity } from '../../../../vendors/teamswork/operations';
import { LIMIT_PROPERTIES, limitOf, pagingFor } from '../../../shared/list';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { rawItems } from '../../../shared/output';
import { TICKET, ticketIdOf } from '../../parameters';

export const getAll: Operation = {
  ...heading(
    'getAll',
    'Get many activities',
    'Get many activities of a ticket, newest first: comments, changes of fields, uploads',
  ),
  output: {
    id: 'text',
    ticketId: 'text',
    comment: 'text',
    isPrivate: 'flag',
    createdDateTime: 'text',
    createdBy: 'object',
    attachments: { each: { id: 'text', caption: 'text', filename: 'text', src: 'text' } },
    changes: { each: { name: 'text', oldValue: 'text', newValue: 'text' } },
  },
  properties: [TICKET, ...LIMIT_PROPERTIES],
  execute: async (run) => {
    const limit = limitOf(run);
    const most = Number.isFinite(limit) ? limit : null;
    return rawItems(run, await activity.list(run.call, await ticketIdOf(run), most, pagingFor(run)));
  },
};
