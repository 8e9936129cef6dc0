import { comment } from '../../../../vendors/deskpro/operations';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { outputProperties } from '../../../shared/output';
import { COMMENT, TICKET, ticketIdOf } from '../../parameters';
import { commentItem } from '../../rows';

export const get: Operation = {
  ...heading('get', 'Get comment', 'Get a comment of a ticket'),
  output: 'comments',
  properties: [TICKET, COMMENT, ...outputProperties('comments')],
  execute: async (run) => {
    const commentId = run.parameters.requiredId('commentId');
    const id = await ticketIdOf(run);
    return commentItem(run, id, await comment.get(run.call, id, commentId));
  },
};
