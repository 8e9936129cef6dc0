import { ticket } from '../../../../vendors/deskpro/operations';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { TICKET, ticketIdOf } from '../../parameters';

export const deleteOne: Operation = {
  ...heading('delete', 'Delete ticket', "Move a ticket to Deskpro's recycle bin"),
  output: { deleted: 'flag' },
  properties: [TICKET],
  execute: async (run) => {
    await ticket.delete(run.call, await ticketIdOf(run));
    return [{ deleted: true }];
  },
};
