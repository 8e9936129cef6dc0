import { ticket } from '../../../../vendors/deskpro/operations';
import { formProperties } from '../../../shared/form';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { outputProperties } from '../../../shared/output';
import { TICKET, verbsOf } from '../../parameters';
import { ticketItem } from '../../rows';
import { newTicketForm, newTicketGiven } from './newTicket';

export const upsert: Operation = {
  ...heading(
    'upsert',
    'Create or update ticket',
    'Create a new record, or update the current one if it already exists (upsert)',
  ),
  output: 'tickets',
  properties: [
    {
      ...TICKET,
      required: undefined,
      description:
        'The ticket to update, by its ID or reference. Where it is empty, or there is no such ticket, a new one is created.',
    },
    ...formProperties(newTicketForm('map')),
    ...outputProperties('tickets'),
  ],
  execute: async (run) => {
    const match = run.parameters.id('ticketId');
    return ticketItem(run, await ticket.upsert(run.call, match, await newTicketGiven(run), verbsOf(run)));
  },
};
