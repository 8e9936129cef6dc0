import { ticket } from '../../../../vendors/deskpro/operations';
import type { Operation } from '../../../shared/operation';
import { TICKET, ticketIdOf } from '../../parameters';

export const deleteOne: Operation = {
  value: 'delete',
  name: 'Delete',
  action: 'Delete ticket',
  description: "Move a ticket to Deskpro's recycle bin",
  output: { deleted: 'flag' },
  properties: [TICKET],
  execute: async (run) => {
    await ticket.delete(run.call, await ticketIdOf(run));
    return [{ deleted: true }];
  },
};
