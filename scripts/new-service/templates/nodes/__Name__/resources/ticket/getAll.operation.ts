import { tickets, ticketSlice } from '../../../../vendors/__name__/streams';
import { getManyAs, LIMIT_PROPERTIES } from '../../../shared/list';
import type { Operation } from '../../../shared/operation';
import { outputProperties, shown } from '../../../shared/output';

export const getAll: Operation = {
  value: 'getAll',
  name: 'Get Many',
  action: 'Get many tickets',
  description: 'Get many tickets',
  output: 'tickets',
  properties: [...LIMIT_PROPERTIES, ...outputProperties('tickets')],
  execute: (run) =>
    getManyAs(run, tickets, [ticketSlice(null)], (records) =>
      shown(run, records, { stream: tickets, kind: 'tickets' }),
    ),
};
