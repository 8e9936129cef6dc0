import { ticket } from '../../../../vendors/deskpro/operations';
import { formProperties } from '../../../shared/form';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { outputProperties } from '../../../shared/output';
import { verbsOf } from '../../parameters';
import { ticketItem } from '../../rows';
import { newTicketForm, newTicketGiven } from './newTicket';

export const create: Operation = {
  ...heading('create', 'Create ticket', 'Create a ticket'),
  output: 'tickets',
  properties: [...formProperties(newTicketForm('add')), ...outputProperties('tickets')],
  execute: async (run) => ticketItem(run, await ticket.create(run.call, await newTicketGiven(run), verbsOf(run))),
};
