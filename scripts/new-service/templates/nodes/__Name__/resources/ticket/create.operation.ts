import { ticket } from '../../../../vendors/__name__/operations';
import { tickets } from '../../../../vendors/__name__/streams';
import type { Operation } from '../../../shared/operation';
import { outputProperties, shownOne } from '../../../shared/output';

export const create: Operation = {
  value: 'create',
  name: 'Create',
  action: 'Create ticket',
  description: 'Create a ticket',
  output: 'tickets',
  properties: [
    {
      displayName: 'Subject',
      name: 'subject',
      type: 'string',
      required: true,
      default: '',
      placeholder: 'e.g. The printer is on fire',
      description: 'What the ticket is about',
    },
    ...outputProperties('tickets'),
  ],
  execute: async (run) => {
    const made = await ticket.create(run.call, { subject: run.given.requiredProse('subject') });
    return shownOne(run, made, { stream: tickets, kind: 'tickets' });
  },
};
