import { comment } from '../../../../vendors/synqly/operations';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { COMMENT, TICKET, ticketIdOf } from '../../parameters';

export const remove: Operation = {
  ...heading('delete', 'Delete comment of ticket', 'Delete a comment of a ticket'),
  output: { deleted: 'flag' },
  properties: [TICKET, COMMENT],
  execute: async (run) => {
    await comment.delete(run.call, ticketIdOf(run), run.parameters.requiredId('commentId'));
    return [{ deleted: true }];
  },
};
