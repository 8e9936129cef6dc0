import { ticket } from '../../../../vendors/notific/operations';
import type { Operation } from '../../../shared/operation';
import { TICKET } from '../../parameters';

export const remove: Operation = {
  value: 'delete',
  name: 'Delete',
  action: 'Delete ticket',
  description: 'Delete a ticket for good',
  output: { deleted: 'flag' },
  properties: [TICKET],
  execute: async (run) => {
    await ticket.remove(run.call, { id: run.given.requiredId('ticketId') });
    return [{ deleted: true }];
  },
};
