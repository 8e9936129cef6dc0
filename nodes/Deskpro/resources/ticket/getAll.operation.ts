import type { INodeProperties } from 'n8n-workflow';
import { ticket } from '../../../../vendors/deskpro/operations';
import { filters, flag } from '../../../shared/fields';
import { getManyAs, LIMIT_PROPERTIES } from '../../../shared/list';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { optionsBeside, sortProperties } from '../../../shared/order';
import { outputProperties } from '../../../shared/output';
import { ticketItems } from '../../rows';
import { ticketFiltersGiven } from './filtered';
import { TICKET_FILTERS } from './filters';
import { ORDER_OPTIONS, orderGiven } from './order';

const INCLUDE_NAMES: INodeProperties = flag(
  'Include Names',
  'includeNames',
  false,
  'Whether to look up the names of teams, categories and custom fields too, at the cost of up to three requests',
);

export const getAll: Operation = {
  ...heading(
    'getAll',
    'Get many tickets',
    'Get many tickets, deleted ones only where they are asked for by status or ID',
  ),
  output: 'tickets',
  properties: [
    ...LIMIT_PROPERTIES,
    filters(TICKET_FILTERS),
    ...outputProperties('tickets'),
    ...optionsBeside([INCLUDE_NAMES], ORDER_OPTIONS),
    ...sortProperties(ORDER_OPTIONS),
  ],
  execute: async (run) => {
    const slices = ticket.many.slices({ ...(await ticketFiltersGiven(run)), ...orderGiven(run) });
    return getManyAs(run, ticket.many.stream, slices, (records) => ticketItems(run, records));
  },
};
