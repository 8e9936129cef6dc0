import { comment } from '../../../../vendors/teamswork/operations';
import type { Operation } from '../../../shared/operation';
import { outputProperties, shownOne } from '../../../shared/output';
import { activitiesOf } from '../../activities';
import { ACTING_USER, actingUser, TICKET, ticketIdOf } from '../../parameters';

export const add: Operation = {
  value: 'add',
  name: 'Add',
  action: 'Add comment to ticket',
  description: 'Add a public comment or an internal note to a ticket',
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
    {
      displayName: 'Internal Note',
      name: 'isPrivate',
      type: 'boolean',
      default: false,
      description: 'Whether only the people who work on tickets see it',
    },
    {
      displayName: 'Additional Fields',
      name: 'additionalFields',
      type: 'collection',
      placeholder: 'Add Field',
      default: {},
      options: [
        {
          displayName: 'Is HTML',
          name: 'isHtml',
          type: 'boolean',
          default: false,
          description: 'Whether the comment is HTML; otherwise markup in it is shown as it is written',
        },
      ],
    },
    ACTING_USER,
    ...outputProperties('comments'),
  ],
  execute: async (run) => {
    const id = await ticketIdOf(run);
    const text = run.given.prose('comment');
    const isHtml = run.given.collection('additionalFields').isOn('isHtml');
    const isPrivate = run.given.isOn('isPrivate');
    const said = { ...(isHtml ? { html: text } : { text }), isPrivate };
    const added = await comment.add(run.call, id, said, actingUser(run));
    return shownOne(run, { isPrivate, ...added }, activitiesOf(id, 'comments'));
  },
};
