import { ticket } from '../../../../vendors/notific/operations';
import { tickets } from '../../../../vendors/notific/streams';
import { describedSubject, type Form, formParameters, formProperties } from '../../../shared/form';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecord, outputProperties } from '../../../shared/output';
import { refuseNothing } from '../../directory';
import { expected, EXPECTED_OPTIONS, SEND_EMAILS, sendEmails, TICKET } from '../../parameters';
import { inputOf, START_TIME, TIME_FIELDS } from './fields';

const FORM: Form = {
  collection: 'updateFields',
  lead: [describedSubject()],
  between: [SEND_EMAILS],
  fields: [describedSubject(), ...TIME_FIELDS, START_TIME],
  description: 'Notific ignores all other fields',
};

export const update: Operation = {
  ...heading(
    'update',
    'Update ticket',
    'Change the description or the times of a ticket; Notific sends emails about it unless you switch them off',
  ),
  output: 'tickets',
  properties: [TICKET, ...formProperties(FORM), EXPECTED_OPTIONS, ...outputProperties('tickets')],
  execute: async (run) => {
    const id = run.parameters.requiredId('ticketId');
    const fields = formParameters(run.parameters, FORM);
    refuseNothing(fields);
    const input = { id, changes: await inputOf(run, fields), expected: expected(run), sendEmails: sendEmails(run) };
    return formatRecord(run, await ticket.update(run.call, input), { stream: tickets, kind: 'tickets' });
  },
};
