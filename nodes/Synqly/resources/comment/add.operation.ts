import { comment } from '../../../../vendors/synqly/operations';
import { comments } from '../../../../vendors/synqly/streams';
import type { Operation } from '../../../shared/operation';
import { outputProperties, shownOne } from '../../../shared/output';
import { TICKET, ticketIdOf, WRITER_FIELDS, writerOf } from '../../parameters';
import { rowsOf } from '../../threads';

export const add: Operation = {
  value: 'add',
  name: 'Add',
  action: 'Add comment to ticket',
  description: 'Add a public comment to a ticket',
  output: 'comments',
  properties: [
    TICKET,
    {
      displayName: 'Comment',
      name: 'comment',
      type: 'string',
      typeOptions: { rows: 4 },
      required: true,
      default: '',
      description: 'What to say',
    },
    WRITER_FIELDS,
    ...outputProperties('comments'),
  ],
  execute: async (run) => {
    const id = ticketIdOf(run);
    const said = { content: run.given.requiredProse('comment'), creator: writerOf(run) };
    return shownOne(run, await comment.add(run.call, id, said), rowsOf(comments, id, 'comments'));
  },
};
