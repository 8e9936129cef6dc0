import { ticket } from '../../../../vendors/notific/operations';
import { tickets } from '../../../../vendors/notific/streams';
import type { Operation } from '../../../shared/operation';
import { outputProperties, shownOne } from '../../../shared/output';
import { SEND_EMAILS, sendEmails } from '../../parameters';
import { inputOf, START_TIME, TIME_FIELDS } from './fields';

export const create: Operation = {
  value: 'create',
  name: 'Create',
  action: 'Create ticket',
  description: 'Create a ticket; Notific sends emails about it unless told otherwise',
  output: 'tickets',
  properties: [
    {
      displayName: 'Description',
      name: 'description',
      type: 'string',
      typeOptions: { rows: 4 },
      required: true,
      default: '',
      placeholder: 'e.g. Delivery is delayed',
      description: 'What the ticket is about; its first line is the subject',
    },
    SEND_EMAILS,
    {
      displayName: 'Additional Fields',
      name: 'additionalFields',
      type: 'collection',
      placeholder: 'Add Field',
      default: {},
      options: [
        ...TIME_FIELDS,
        {
          displayName: 'Service Name or ID',
          name: 'service',
          type: 'options',
          typeOptions: { loadOptionsMethod: 'getServices' },
          default: '',
          description:
            'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
        },
        START_TIME,
      ],
    },
    ...outputProperties('tickets'),
  ],
  execute: async (run) => {
    const description = run.given.requiredProse('description');
    const input = await inputOf(run, run.given.collection('additionalFields'));
    const made = await ticket.create(run.call, { ...input, description, sendEmails: sendEmails(run) });
    return shownOne(run, made, { stream: tickets, kind: 'tickets' });
  },
};
