import { ticket } from '../../../../vendors/notific/operations';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecord, outputProperties } from '../../../shared/output';
import { READ_OPTIONS, ticketRows } from '../../names';
import { TICKET } from '../../parameters';

export const get: Operation = {
  ...heading('get', 'Get ticket', 'Get a ticket by its ID'),
  output: 'tickets',
  properties: [TICKET, ...outputProperties('tickets'), READ_OPTIONS],
  execute: async (run) => {
    const record = await ticket.get(run.call, { id: run.parameters.requiredId('ticketId') });
    return formatRecord(run, record, await ticketRows(run));
  },
};
