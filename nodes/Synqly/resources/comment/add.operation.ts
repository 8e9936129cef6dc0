import { comment } from '../../../../vendors/synqly/operations';
import { comments } from '../../../../vendors/synqly/streams';
import { longText } from '../../../shared/fields';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecord, outputProperties } from '../../../shared/output';
import { TICKET, ticketIdOf, WRITER_FIELDS, writerOf } from '../../parameters';
import { rowsOf } from '../../threads';

export const add: Operation = {
  ...heading('add', 'Add comment to ticket', 'Add a public comment to a ticket'),
  output: 'comments',
  properties: [
    TICKET,
    longText('Comment', 'comment', 'What to say', { required: true }),
    WRITER_FIELDS,
    ...outputProperties('comments'),
  ],
  execute: async (run) => {
    const id = ticketIdOf(run);
    const input = { content: run.parameters.requiredProse('comment'), creator: writerOf(run) };
    return formatRecord(run, await comment.add(run.call, id, input), rowsOf(comments, id, 'comments'));
  },
};
