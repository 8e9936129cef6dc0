import type { IDataObject } from 'n8n-workflow';
import { status, tag, ticket } from '../../../../vendors/teamswork/operations';
import { tickets } from '../../../../vendors/teamswork/tickets';
import type { Json } from '../../../../vendors/json';
import { collectionOf, namesIn, textIn } from '../../../shared/parameters';
import { getManyAs, LIMIT_PROPERTIES } from '../../../shared/list';
import type { Operation, OperationRun } from '../../../shared/operation';
import { outputProperties, shown } from '../../../shared/output';
import { withoutGuesses } from './chosen';
import { TICKET_FILTERS } from './filters';
import { READ_OPTIONS } from './options';

export const getAll: Operation = {
  value: 'getAll',
  name: 'Get Many',
  action: 'Get many tickets',
  description: 'Get many tickets',
  output: 'tickets',
  properties: [
    ...LIMIT_PROPERTIES,
    {
      displayName: 'Filters',
      name: 'filters',
      type: 'collection',
      placeholder: 'Add Filter',
      default: {},
      options: TICKET_FILTERS,
    },
    ...outputProperties('tickets'),
    {
      displayName: 'Options',
      name: 'options',
      type: 'collection',
      placeholder: 'Add Option',
      default: {},
      options: READ_OPTIONS,
    },
  ],
  execute: async (run) => {
    const options = optionsIn(collectionOf(run, 'options'));
    const slice = ticket.ticketSlice({ ...(await filtersIn(run)), ...options });
    const look = (records: readonly Json[]) => shown(run, records, { stream: tickets, kind: 'tickets' });
    const isWhole = (options.select ?? []).length === 0;
    return getManyAs(run, tickets, [slice], (records) =>
      isWhole ? look(records) : records.flatMap((record) => withoutGuesses(record, look([record]))),
    );
  },
};

async function filtersIn(run: OperationRun): Promise<ticket.TicketFilters> {
  const filters = collectionOf(run, 'filters');
  const wantedStatus = textIn(filters['statusId']);
  const wantedTags = namesIn(filters['tags']);
  const isResolved = textIn(filters['isResolved']);
  return {
    search: textIn(filters['search']),
    title: textIn(filters['title']),
    status: textIn(filters['status']),
    statusId: wantedStatus === undefined ? undefined : await status.idNamed(run.call, wantedStatus),
    isResolved: isResolved === undefined ? undefined : isResolved === 'true',
    priority: textIn(filters['priority']),
    tags: wantedTags.length === 0 ? undefined : await tag.filterKeys(run.call, wantedTags),
    createdAfter: textIn(filters['createdAfter']),
    createdBefore: textIn(filters['createdBefore']),
    expectedDateAfter: textIn(filters['expectedDateAfter']),
    expectedDateBefore: textIn(filters['expectedDateBefore']),
    lastUpdateAfter: textIn(filters['lastUpdateAfter']),
    lastUpdateBefore: textIn(filters['lastUpdateBefore']),
  };
}

function optionsIn(options: IDataObject): ticket.TicketFilters {
  const { orderBy, order } = options;
  return {
    orderBy: ticket.isTicketOrder(orderBy) ? orderBy : undefined,
    order: order === 'ASC' || order === 'DESC' ? order : undefined,
    select: namesIn(options['select']),
    descriptionHtml: options['includeHtml'] === true,
  };
}
