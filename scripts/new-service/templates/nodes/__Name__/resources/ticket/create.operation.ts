import { ticket } from '../../../../vendors/__name__/operations';
import { tickets } from '../../../../vendors/__name__/streams';
import { subject } from '../../../shared/form';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { outputProperties, formatRecord } from '../../../shared/output';

export const create: Operation = {
  ...heading('create', 'Create ticket', 'Create a ticket'),
  output: 'tickets',
  properties: [subject('subject', { required: true }), ...outputProperties('tickets')],
  execute: async (run) => {
    const made = await ticket.create(run.call, { subject: run.parameters.requiredProse('subject') });
    return formatRecord(run, made, { stream: tickets, kind: 'tickets' });
  },
};
