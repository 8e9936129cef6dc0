import { comment } from '../../../../vendors/deskpro/operations';
import { located } from '../../../shared/locator';
import type { Operation } from '../../../shared/operation';
import { COMMENT, TICKET, ticketIdOf } from '../../parameters';

export const deleteOne: Operation = {
  value: 'delete',
  name: 'Delete',
  action: 'Delete comment',
  description: 'Delete a comment and its files for good',
  output: { deleted: 'flag' },
  properties: [TICKET, COMMENT],
  execute: async (run) => {
    const commentId = located(run, 'commentId', 'Comment');
    await comment.delete(run.call, await ticketIdOf(run), commentId);
    return [{ deleted: true }];
  },
};
