import { comment } from '../../../../vendors/deskpro/operations';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { COMMENT, TICKET, ticketIdOf } from '../../parameters';

export const deleteOne: Operation = {
  ...heading('delete', 'Delete comment', 'Delete a comment and its files for good'),
  output: { deleted: 'flag' },
  properties: [TICKET, COMMENT],
  execute: async (run) => {
    const commentId = run.parameters.requiredId('commentId');
    await comment.delete(run.call, await ticketIdOf(run), commentId);
    return [{ deleted: true }];
  },
};
