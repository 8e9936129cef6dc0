import { ticket } from '../../../../vendors/notific/operations';
import { tickets } from '../../../../vendors/notific/streams';
import type { Operation } from '../../../shared/operation';
import { outputProperties, shownOne } from '../../../shared/output';
import { refuseNothing } from '../../directory';
import { expected, EXPECTED_OPTIONS, SEND_EMAILS, sendEmails, TICKET } from '../../parameters';
import { inputOf, START_TIME, TIME_FIELDS } from './fields';

export const update: Operation = {
  value: 'update',
  name: 'Update',
  action: 'Update ticket',
  description: 'Change the description or the times of a ticket; Notific sends emails about it unless told otherwise',
  output: 'tickets',
  properties: [
    TICKET,
    SEND_EMAILS,
    {
      displayName: 'Update Fields',
      name: 'updateFields',
      type: 'collection',
      placeholder: 'Add Field',
      default: {},
      description: 'Notific passes over everything but these without a word',
      options: [
        {
          displayName: 'Description',
          name: 'description',
          type: 'string',
          typeOptions: { rows: 4 },
          default: '',
          description: 'What the ticket is about; its first line is the subject',
        },
        ...TIME_FIELDS,
        START_TIME,
      ],
    },
    EXPECTED_OPTIONS,
    ...outputProperties('tickets'),
  ],
  execute: async (run) => {
    const id = run.given.requiredId('ticketId');
    const fields = run.given.collection('updateFields');
    refuseNothing(fields);
    const input = { id, changes: await inputOf(run, fields), expected: expected(run), sendEmails: sendEmails(run) };
    return shownOne(run, await ticket.update(run.call, input), { stream: tickets, kind: 'tickets' });
  },
};
