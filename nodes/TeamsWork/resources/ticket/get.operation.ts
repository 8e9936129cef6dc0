import { ticket } from '../../../../vendors/teamswork/operations';
import { tickets } from '../../../../vendors/teamswork/tickets';
import { collectionOf } from '../../../shared/parameters';
import { located } from '../../../shared/locator';
import type { Operation } from '../../../shared/operation';
import { outputProperties, shownOne } from '../../../shared/output';
import { TICKET } from '../../parameters';
import { INCLUDE_HTML } from './options';

export const get: Operation = {
  value: 'get',
  name: 'Get',
  action: 'Get ticket',
  description: 'Get a ticket by its ID or number',
  output: 'tickets',
  properties: [
    TICKET,
    ...outputProperties('tickets'),
    {
      displayName: 'Options',
      name: 'options',
      type: 'collection',
      placeholder: 'Add Option',
      default: {},
      options: [INCLUDE_HTML],
    },
  ],
  execute: async (run) => {
    const withHtml = collectionOf(run, 'options')['includeHtml'] === true;
    const record = await ticket.get(run.call, located(run, 'ticketId', 'Ticket'), withHtml);
    return shownOne(run, record, { stream: tickets, kind: 'tickets' });
  },
};
