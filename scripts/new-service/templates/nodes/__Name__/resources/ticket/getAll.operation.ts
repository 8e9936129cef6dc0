import { tickets, ticketSlice } from '../../../../vendors/__name__/streams';
import { getManyAs, LIMIT_PROPERTIES } from '../../../shared/list';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecords, outputProperties } from '../../../shared/output';

export const getAll: Operation = {
  ...heading('getAll', 'Get many tickets', 'Get many tickets'),
  output: 'tickets',
  properties: [...LIMIT_PROPERTIES, ...outputProperties('tickets')],
  execute: (run) =>
    getManyAs(run, tickets, [ticketSlice(null)], (records) =>
      formatRecords(run, records, { stream: tickets, kind: 'tickets' }),
    ),
};
