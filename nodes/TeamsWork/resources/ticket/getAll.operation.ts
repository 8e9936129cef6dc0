import { status, tag, ticket } from '../../../../vendors/teamswork/operations';
import { tickets } from '../../../../vendors/teamswork/streams/tickets';
import type { Json } from '../../../../vendors/json';
import { filters } from '../../../shared/fields';
import { getManyAs, LIMIT_PROPERTIES } from '../../../shared/list';
import { heading } from '../../../shared/operation';
import type { Operation, OperationRun } from '../../../shared/operation';
import { optionsBeside, sortGiven, sortProperties } from '../../../shared/order';
import { formatRecords, outputProperties } from '../../../shared/output';
import { ticketRows } from '../../names';
import { withoutGuesses } from './chosen';
import { TICKET_FILTERS } from './filters';
import { ORDER, READ_OPTIONS } from './options';
import type { ParameterReader } from '../../../shared/parameter-reader';

export const getAll: Operation = {
  ...heading('getAll', 'Get many tickets', 'Get many tickets'),
  output: 'tickets',
  properties: [
    ...LIMIT_PROPERTIES,
    filters(TICKET_FILTERS),
    ...outputProperties('tickets'),
    ...optionsBeside(READ_OPTIONS, ORDER),
    ...sortProperties(ORDER),
  ],
  execute: async (run) => {
    const options = optionsIn(run.parameters.collection('options'), sortGiven(run));
    const slice = ticket.ticketSlice({ ...(await filtersIn(run)), ...options });
    const rows = await ticketRows(run);
    const look = (records: readonly Json[]) => formatRecords(run, records, rows);
    const isWhole = (options.select ?? []).length === 0;
    return getManyAs(run, tickets, [slice], (records) =>
      isWhole ? look(records) : records.flatMap((record) => withoutGuesses(record, look([record]))),
    );
  },
};

async function filtersIn(run: OperationRun): Promise<ticket.TicketFilters> {
  const filters = run.parameters.collection('filters');
  const [statusId] = await filters.resolved('statusId', (requested) => status.idNamed(run.call, requested));
  const tags = await filters.resolved('tags', (requested) => tag.filterKeys(run.call, [requested]));
  const isResolved = filters.choice('isResolved');
  return {
    search: filters.prose('search'),
    title: filters.prose('title'),
    status: filters.choice('status'),
    statusId,
    isResolved: isResolved === undefined ? undefined : isResolved === 'true',
    priority: filters.choice('priority'),
    tags: tags.length === 0 ? undefined : tags.flat(),
    createdAfter: filters.instant('createdAfter'),
    createdBefore: filters.instant('createdBefore'),
    expectedDateAfter: filters.day('expectedDateAfter'),
    expectedDateBefore: filters.day('expectedDateBefore'),
    lastUpdateAfter: filters.instant('lastUpdateAfter'),
    lastUpdateBefore: filters.instant('lastUpdateBefore'),
  };
}

function optionsIn(options: ParameterReader, sort: ParameterReader): ticket.TicketFilters {
  const [orderBy, order] = [sort.choice('orderBy'), sort.choice('order')];
  return {
    orderBy: ticket.isTicketOrder(orderBy) ? orderBy : undefined,
    order: order === 'ASC' || order === 'DESC' ? order : undefined,
    select: options.names('select'),
    descriptionHtml: options.isOn('includeHtml'),
  };
}
