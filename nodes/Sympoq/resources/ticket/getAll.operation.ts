import { ticketFilter, ticketSlice } from '../../../../vendors/sympoq/operations';
import { tickets } from '../../../../vendors/sympoq/streams';
import { filters, options } from '../../../shared/fields';
import { getManyAs, LIMIT_PROPERTIES } from '../../../shared/list';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecords, outputProperties } from '../../../shared/output';
import { INCLUDE_NAMES, ticketRows } from '../../names';
import { pagingOf } from '../../parameters';
import { filtersIn, TICKET_FILTERS } from './filters';

export const getAll: Operation = {
  ...heading(
    'getAll',
    'Get many tickets',
    'Get many tickets. SympoQ does not document its list: the path is assumed and can be set in the credential.',
  ),
  output: 'tickets',
  properties: [
    ...LIMIT_PROPERTIES,
    filters(TICKET_FILTERS, { description: 'The list takes no filters: tickets are read until enough of them fit' }),
    ...outputProperties('tickets'),
    options([INCLUDE_NAMES]),
  ],
  execute: async (run) => {
    const isFiltered = !run.parameters.collection('filters').isEmpty;
    const fits = ticketFilter(await filtersIn(run));
    const rows = await ticketRows(run);
    const paging = pagingOf(run, isFiltered);
    return getManyAs(run, tickets, [ticketSlice()], (records) => formatRecords(run, records, rows), paging, fits);
  },
};
