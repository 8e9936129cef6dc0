import type { Json } from '../../../../vendors/json';
import { tag, ticketFilter, ticketSlice } from '../../../../vendors/sympoq/operations';
import { tickets } from '../../../../vendors/sympoq/streams';
import { getManyAs, LIMIT_PROPERTIES } from '../../../shared/list';
import type { Operation } from '../../../shared/operation';
import { outputProperties, shown } from '../../../shared/output';
import { INCLUDE_NAMES, ticketRows } from '../../names';
import { pagingOf } from '../../parameters';
import { filtersIn, TICKET_FILTERS } from './filters';

export const getAll: Operation = {
  value: 'getAll',
  name: 'Get Many',
  action: 'Get many tickets',
  description:
    'Get many tickets. SympoQ does not document its list: the path is assumed and can be set in the credential.',
  output: 'tickets',
  properties: [
    ...LIMIT_PROPERTIES,
    {
      displayName: 'Filters',
      name: 'filters',
      type: 'collection',
      placeholder: 'Add Filter',
      default: {},
      description: 'The list takes no filters: tickets are read until enough of them fit',
      options: TICKET_FILTERS,
    },
    ...outputProperties('tickets'),
    {
      displayName: 'Options',
      name: 'options',
      type: 'collection',
      placeholder: 'Add Option',
      default: {},
      options: [INCLUDE_NAMES],
    },
  ],
  execute: async (run) => {
    const isFiltered = !run.given.collection('filters').isEmpty;
    const filters = await filtersIn(run);
    const fits = ticketFilter(filters);
    const rows = await ticketRows(run);
    const paging = pagingOf(run, isFiltered);
    const seen = tag.lookout(filters.tags ?? []);
    const keeps = (record: Json): boolean => seen.look(record) && fits(record);
    const items = await getManyAs(run, tickets, [ticketSlice()], (records) => shown(run, records, rows), paging, keeps);
    // Where nothing fits, every ticket was looked at: a tag that none of them carries is a mistake.
    const stray = items.length === 0 ? seen.stray() : null;
    if (stray !== null) throw run.given.collection('filters').about('tags', stray);
    return items;
  },
};
