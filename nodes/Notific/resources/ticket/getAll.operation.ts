import type { INodeProperties } from 'n8n-workflow';
import {
  service,
  serviceIdIn,
  ticketFilter,
  ticketSlice,
  type TicketFilters,
} from '../../../../vendors/notific/operations';
import { stateNamed } from '../../../../vendors/notific/operations/status';
import { STATES } from '../../../../vendors/notific/unify/state';
import { tickets } from '../../../../vendors/notific/streams';
import { instantOfDate } from '../../../../vendors/time';
import { choices, filters, range, severalOf } from '../../../shared/fields';
import type { ParameterReader } from '../../../shared/parameter-reader';
import { getManyAs, LIMIT_PROPERTIES, pagingFor } from '../../../shared/list';
import { heading } from '../../../shared/operation';
import type { Operation, OperationRun } from '../../../shared/operation';
import { formatRecords, outputProperties } from '../../../shared/output';
import { READ_OPTIONS, ticketRows } from '../../names';

const FILTERS: INodeProperties = filters(
  [
    severalOf('Service', 'services', 'getServices'),
    ...range('Started', 'started', 'start', 'before this time'),
    choices(
      'Status',
      'status',
      'Only tickets in one of these states, which follow from the times of a ticket',
      STATES.map((state) => ({ name: state, value: state })),
    ),
  ],
  { description: 'Notific has no filters of its own: all tickets are read, and those that fit are kept' },
);

export const getAll: Operation = {
  ...heading('getAll', 'Get many tickets', 'Get many tickets'),
  output: 'tickets',
  properties: [...LIMIT_PROPERTIES, FILTERS, ...outputProperties('tickets'), READ_OPTIONS],
  execute: async (run) => {
    const fits = ticketFilter(await filtersIn(run), instantOfDate(new Date()));
    const rows = await ticketRows(run);
    return getManyAs(
      run,
      tickets,
      [ticketSlice()],
      (records) => formatRecords(run, records, rows),
      pagingFor(run),
      fits,
    );
  },
};

async function filtersIn(run: OperationRun): Promise<TicketFilters> {
  const filters = run.parameters.collection('filters');
  return {
    states: filters.choices('status').map(stateNamed),
    services: await servicesIn(run, filters),
    startedFrom: filters.instant('startedAfter'),
    startedBefore: filters.instant('startedBefore'),
  };
}

/** With one look at the list of services. */
async function servicesIn({ call }: OperationRun, filters: ParameterReader): Promise<string[]> {
  const names = filters.names('services');
  const services = names.length === 0 ? [] : await service.getAll(call);
  return filters.resolved('services', (name) => Promise.resolve(name).then((text) => serviceIdIn(text, services)));
}
