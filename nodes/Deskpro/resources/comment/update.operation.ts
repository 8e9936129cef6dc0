import { comment } from '../../../../vendors/deskpro/operations';
import { updateFields } from '../../../shared/fields';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { outputProperties } from '../../../shared/output';
import { COMMENT, TICKET, ticketIdOf, verbsOf } from '../../parameters';
import { commentItem } from '../../rows';
import { IS_HTML, TEXT } from './text';

export const update: Operation = {
  ...heading('update', 'Update comment', 'Change the text of a comment and keep its files'),
  output: 'comments',
  properties: [TICKET, COMMENT, TEXT, updateFields([IS_HTML]), ...outputProperties('comments')],
  execute: async (run) => {
    const commentId = run.parameters.requiredId('commentId');
    const message = run.parameters.requiredProse('comment');
    const format = run.parameters.collection('updateFields').isOn('isHtml') ? 'html' : 'text';
    const id = await ticketIdOf(run);
    const changed = await comment.update(run.call, id, commentId, { message, format }, verbsOf(run));
    return commentItem(run, id, changed);
  },
};
