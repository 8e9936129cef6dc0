import { ticket } from '../../../../vendors/deskpro/operations';
import { customFieldProperties } from '../../../shared/mapper';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { outputProperties } from '../../../shared/output';
import { verbsOf } from '../../parameters';
import { ticketItem } from '../../rows';
import { NEW_TICKET_PROPERTIES, newTicketGiven } from './newTicket';

export const create: Operation = {
  ...heading('create', 'Create ticket', 'Create a ticket'),
  output: 'tickets',
  properties: [
    ...NEW_TICKET_PROPERTIES,
    ...customFieldProperties('getCustomFields', 'add'),
    ...outputProperties('tickets'),
  ],
  execute: async (run) => ticketItem(run, await ticket.create(run.call, await newTicketGiven(run), verbsOf(run))),
};
