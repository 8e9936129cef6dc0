import { comment } from '../../../../vendors/synqly/operations';
import type { Operation } from '../../../shared/operation';
import { COMMENT, TICKET, ticketIdOf } from '../../parameters';

export const remove: Operation = {
  value: 'delete',
  name: 'Delete',
  action: 'Delete comment of ticket',
  description: 'Delete a comment of a ticket',
  output: { deleted: 'flag' },
  properties: [TICKET, COMMENT],
  execute: async (run) => {
    await comment.delete(run.call, ticketIdOf(run), run.given.requiredId('commentId'));
    return [{ deleted: true }];
  },
};
