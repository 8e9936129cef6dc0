import { ticket } from '../../../../vendors/sympoq/operations';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { pathsOf, TICKET } from '../../parameters';

export const remove: Operation = {
  ...heading(
    'delete',
    'Delete ticket',
    'Delete a ticket for good. SympoQ does not document how: the path is assumed and can be set in the credential.',
  ),
  output: { deleted: 'flag' },
  properties: [TICKET],
  execute: async (run) => {
    await ticket.remove(run.call, { id: run.parameters.requiredId('ticketId') }, pathsOf(run));
    return [{ deleted: true }];
  },
};
