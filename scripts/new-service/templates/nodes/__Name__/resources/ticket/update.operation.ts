import { ticket } from '../../../../vendors/__name__/operations';
import { tickets } from '../../../../vendors/__name__/streams';
import { VendorError } from '../../../../vendors/errors';
import { type Form, formParameters, formProperties, subject } from '../../../shared/form';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { outputProperties, formatRecord } from '../../../shared/output';
import { TICKET } from '../../parameters';

const FORM: Form = { collection: 'updateFields', lead: [subject('subject')], fields: [subject('subject')] };

export const update: Operation = {
  ...heading('update', 'Update ticket', 'Change some fields of a ticket and keep the others'),
  output: 'tickets',
  properties: [TICKET, ...formProperties(FORM), ...outputProperties('tickets')],
  execute: async (run) => {
    const fields = formParameters(run.parameters, FORM);
    if (fields.isEmpty)
      throw new VendorError({
        code: 'bad_input',
        message: 'Nothing was given to change',
        remedy: 'Give at least one field.',
      });
    const changes = { subject: fields.prose('subject') };
    const record = await ticket.update(run.call, { id: run.parameters.requiredId('ticketId'), changes });
    return formatRecord(run, record, { stream: tickets, kind: 'tickets' });
  },
};
