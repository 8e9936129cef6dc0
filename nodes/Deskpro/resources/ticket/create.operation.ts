import { ticket } from '../../../../vendors/deskpro/operations';
import { customFieldProperties } from '../../../shared/mapper';
import type { Operation } from '../../../shared/operation';
import { outputProperties } from '../../../shared/output';
import { verbsOf } from '../../parameters';
import { ticketItem } from '../../rows';
import { NEW_TICKET_PROPERTIES, newTicketGiven } from './newTicket';

export const create: Operation = {
  value: 'create',
  name: 'Create',
  action: 'Create ticket',
  description: 'Create a ticket',
  output: 'tickets',
  properties: [
    ...NEW_TICKET_PROPERTIES,
    ...customFieldProperties('getCustomFields', 'add'),
    ...outputProperties('tickets'),
  ],
  execute: async (run) => ticketItem(run, await ticket.create(run.call, await newTicketGiven(run), verbsOf(run))),
};
