import { ticket } from '../../../../vendors/notific/operations';
import { tickets } from '../../../../vendors/notific/streams';
import { additionalFields, oneOf } from '../../../shared/fields';
import { describedSubject } from '../../../shared/form';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecord, outputProperties } from '../../../shared/output';
import { SEND_EMAILS, sendEmails } from '../../parameters';
import { inputOf, START_TIME, TIME_FIELDS } from './fields';

export const create: Operation = {
  ...heading('create', 'Create ticket', 'Create a ticket; Notific sends emails about it unless you switch them off'),
  output: 'tickets',
  properties: [
    describedSubject({ required: true, placeholder: 'e.g. Delivery is delayed' }),
    SEND_EMAILS,
    additionalFields([...TIME_FIELDS, oneOf('Service', 'service', 'getServices'), START_TIME]),
    ...outputProperties('tickets'),
  ],
  execute: async (run) => {
    const description = run.parameters.requiredProse('description');
    const input = await inputOf(run, run.parameters.collection('additionalFields'));
    const made = await ticket.create(run.call, { ...input, description, sendEmails: sendEmails(run) });
    return formatRecord(run, made, { stream: tickets, kind: 'tickets' });
  },
};
