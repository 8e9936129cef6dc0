import { ticket } from '../../../../vendors/deskpro/operations';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { outputProperties } from '../../../shared/output';
import { TICKET } from '../../parameters';
import { ticketItem } from '../../rows';

export const get: Operation = {
  ...heading(
    'get',
    'Get ticket',
    'Get a ticket by its ID or reference; of a merged ticket the one that it was merged into',
  ),
  output: 'tickets',
  properties: [TICKET, ...outputProperties('tickets')],
  execute: async (run) => ticketItem(run, await ticket.get(run.call, run.parameters.requiredId('ticketId'))),
};
