import { status } from '../../../../vendors/teamswork/operations';
import { tickets } from '../../../../vendors/teamswork/streams/tickets';
import type { Operation } from '../../../shared/operation';
import { outputProperties, shownOne } from '../../../shared/output';
import { ACTING_USER, actingUser, TICKET, ticketIdOf } from '../../parameters';

export const set: Operation = {
  value: 'set',
  name: 'Set',
  action: 'Set status of ticket',
  description: 'Move a ticket to another status of its workflow',
  output: 'tickets',
  properties: [
    TICKET,
    {
      displayName: 'Status Name or ID',
      name: 'status',
      type: 'options',
      typeOptions: { loadOptionsMethod: 'getStatuses', loadOptionsDependsOn: ['ticketId.value'] },
      required: true,
      default: '',
      description:
        'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
    },
    {
      displayName: 'Additional Fields',
      name: 'additionalFields',
      type: 'collection',
      placeholder: 'Add Field',
      default: {},
      options: [
        {
          displayName: 'Comment',
          name: 'comment',
          type: 'string',
          typeOptions: { rows: 4 },
          default: '',
          description: 'What to say with it; some steps of a workflow demand it',
        },
        {
          displayName: 'Resolution',
          name: 'resolution',
          type: 'options',
          options: [
            { name: 'Cancelled', value: 'cancelled' },
            { name: 'Cannot Resolve', value: 'cannotResolve' },
            { name: 'Fixed', value: 'fixed' },
          ],
          default: 'fixed',
          description: 'How the ticket was resolved, with a status that resolves it',
        },
      ],
    },
    ACTING_USER,
    ...outputProperties('tickets'),
  ],
  execute: async (run) => {
    const id = await ticketIdOf(run);
    const fields = run.given.collection('additionalFields');
    const input = {
      status: run.given.requiredText('status'),
      resolution: fields.choice('resolution'),
      comment: fields.prose('comment'),
    };
    const moved = await status.set(run.call, id, input, actingUser(run));
    return shownOne(run, moved, { stream: tickets, kind: 'tickets' });
  },
};
