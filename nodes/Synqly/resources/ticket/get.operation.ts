import { ticket } from '../../../../vendors/synqly/operations';
import { options } from '../../../shared/fields';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecord, outputProperties } from '../../../shared/output';
import { INCLUDE_NAMES, ticketRows } from '../../names';
import { TICKET, ticketIdOf } from '../../parameters';

export const get: Operation = {
  ...heading('get', 'Get ticket', 'Get a ticket by its ID'),
  output: 'tickets',
  properties: [TICKET, ...outputProperties('tickets'), options([INCLUDE_NAMES])],
  execute: async (run) => formatRecord(run, await ticket.get(run.call, ticketIdOf(run)), await ticketRows(run)),
};
