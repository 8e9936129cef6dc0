import { ticket } from '../../../../vendors/synqly/operations';
import { tickets } from '../../../../vendors/synqly/streams/ticket-pages';
import type { Operation } from '../../../shared/operation';
import { outputProperties, shownOne } from '../../../shared/output';
import { TICKET, ticketIdOf } from '../../parameters';

export const get: Operation = {
  value: 'get',
  name: 'Get',
  action: 'Get ticket',
  description: 'Get a ticket by its ID',
  output: 'tickets',
  properties: [TICKET, ...outputProperties('tickets')],
  execute: async (run) =>
    shownOne(run, await ticket.get(run.call, ticketIdOf(run)), { stream: tickets, kind: 'tickets' }),
};
