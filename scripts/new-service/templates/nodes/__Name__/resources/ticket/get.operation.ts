import { ticket } from '../../../../vendors/__name__/operations';
import { tickets } from '../../../../vendors/__name__/streams';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { outputProperties, formatRecord } from '../../../shared/output';
import { TICKET } from '../../parameters';

export const get: Operation = {
  ...heading('get', 'Get ticket', 'Get a ticket by its ID'),
  output: 'tickets',
  properties: [TICKET, ...outputProperties('tickets')],
  execute: async (run) => {
    const record = await ticket.get(run.call, { id: run.parameters.requiredId('ticketId') });
    return formatRecord(run, record, { stream: tickets, kind: 'tickets' });
  },
};
