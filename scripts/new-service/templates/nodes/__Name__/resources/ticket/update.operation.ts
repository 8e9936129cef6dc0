import { ticket } from '../../../../vendors/__name__/operations';
import { tickets } from '../../../../vendors/__name__/streams';
import { VendorError } from '../../../../vendors/errors';
import type { Operation } from '../../../shared/operation';
import { outputProperties, shownOne } from '../../../shared/output';
import { TICKET } from '../../parameters';

export const update: Operation = {
  value: 'update',
  name: 'Update',
  action: 'Update ticket',
  description: 'Change some fields of a ticket and keep the others',
  output: 'tickets',
  properties: [
    TICKET,
    {
      displayName: 'Update Fields',
      name: 'updateFields',
      type: 'collection',
      placeholder: 'Add Field',
      default: {},
      options: [
        {
          displayName: 'Subject',
          name: 'subject',
          type: 'string',
          default: '',
          description: 'What the ticket is about',
        },
      ],
    },
    ...outputProperties('tickets'),
  ],
  execute: async (run) => {
    const fields = run.given.collection('updateFields');
    if (fields.isEmpty)
      throw new VendorError({
        code: 'bad_input',
        message: 'Nothing was given to change',
        remedy: 'Give at least one field.',
      });
    const changes = { subject: fields.prose('subject') };
    const record = await ticket.update(run.call, { id: run.given.requiredId('ticketId'), changes });
    return shownOne(run, record, { stream: tickets, kind: 'tickets' });
  },
};
