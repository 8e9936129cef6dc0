import { ticket } from '../../../../vendors/notific/operations';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { TICKET } from '../../parameters';

export const remove: Operation = {
  ...heading('delete', 'Delete ticket', 'Delete a ticket for good'),
  output: { deleted: 'flag' },
  properties: [TICKET],
  execute: async (run) => {
    await ticket.remove(run.call, { id: run.parameters.requiredId('ticketId') });
    return [{ deleted: true }];
  },
};
