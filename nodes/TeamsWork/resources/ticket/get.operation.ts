import { ticket } from '../../../../vendors/teamswork/operations';
import { tickets } from '../../../../vendors/teamswork/streams/tickets';
import { options } from '../../../shared/fields';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { outputProperties, shownOne } from '../../../shared/output';
import { TICKET } from '../../parameters';
import { INCLUDE_HTML } from './options';

export const get: Operation = {
  ...heading('get', 'Get ticket', 'Get a ticket by its ID or number'),
  output: 'tickets',
  properties: [TICKET, ...outputProperties('tickets'), options([INCLUDE_HTML])],
  execute: async (run) => {
    const withHtml = run.given.collection('options').isOn('includeHtml');
    const record = await ticket.get(run.call, run.given.requiredId('ticketId'), withHtml);
    return shownOne(run, record, { stream: tickets, kind: 'tickets' });
  },
};
