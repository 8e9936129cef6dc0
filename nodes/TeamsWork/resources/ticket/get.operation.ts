import { ticket } from '../../../../vendors/teamswork/operations';
import { options } from '../../../shared/fields';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecord, outputProperties } from '../../../shared/output';
import { INCLUDE_NAMES, ticketRows } from '../../names';
import { TICKET } from '../../parameters';
import { INCLUDE_HTML } from './options';

export const get: Operation = {
  ...heading('get', 'Get ticket', 'Get a ticket by its ID or number'),
  output: 'tickets',
  properties: [TICKET, ...outputProperties('tickets'), options([INCLUDE_HTML, INCLUDE_NAMES])],
  execute: async (run) => {
    const withHtml = run.parameters.collection('options').isOn('includeHtml');
    const record = await ticket.get(run.call, run.parameters.requiredId('ticketId'), withHtml);
    return formatRecord(run, record, await ticketRows(run));
  },
};
