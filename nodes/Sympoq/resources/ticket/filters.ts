/** SympoQ's list takes no filters: all tickets are read, and those that fit are kept. */
import type { INodeProperties } from 'n8n-workflow';
import { list, type TicketFilters } from '../../../../vendors/sympoq/operations';
import type { OperationRun } from '../../../shared/operation';
import { pathsOf } from '../../parameters';

/** Alphabetical, as n8n wants it. */
export const TICKET_FILTERS: INodeProperties[] = [
  {
    displayName: 'Assignee Names or IDs',
    name: 'assignee',
    type: 'multiOptions',
    typeOptions: { loadOptionsMethod: 'getAgents' },
    default: [],
    description:
      'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
  },
  {
    displayName: 'Channel Names or IDs',
    name: 'channel',
    type: 'multiOptions',
    typeOptions: { loadOptionsMethod: 'getChannels' },
    default: [],
    description:
      'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
  },
  {
    displayName: 'Created After',
    name: 'createdAfter',
    type: 'dateTime',
    default: '',
    description: 'Only tickets that were created at this time or later',
  },
  {
    displayName: 'Created Before',
    name: 'createdBefore',
    type: 'dateTime',
    default: '',
    description: 'Only tickets that were created before this time',
  },
  {
    displayName: 'Customer Email',
    name: 'customerEmail',
    type: 'string',
    default: '',
    placeholder: 'name@email.com',
    description: 'Only tickets of this customer',
  },
  {
    displayName: 'Priority Names or IDs',
    name: 'priority',
    type: 'multiOptions',
    typeOptions: { loadOptionsMethod: 'getPriorities' },
    default: [],
    description:
      'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
  },
  {
    displayName: 'Queue Names or IDs',
    name: 'queue',
    type: 'multiOptions',
    typeOptions: { loadOptionsMethod: 'getQueues' },
    default: [],
    description:
      'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
  },
  {
    displayName: 'Status Names or IDs',
    name: 'status',
    type: 'multiOptions',
    typeOptions: { loadOptionsMethod: 'getStatuses' },
    default: [],
    description:
      'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
  },
  {
    displayName: 'Tag Names or IDs',
    name: 'tags',
    type: 'multiOptions',
    typeOptions: { loadOptionsMethod: 'getTags' },
    default: [],
    description:
      'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
  },
  {
    displayName: 'Topic Names or IDs',
    name: 'topic',
    type: 'multiOptions',
    typeOptions: { loadOptionsMethod: 'getTopics' },
    default: [],
    description:
      'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
  },
  {
    displayName: 'Updated After',
    name: 'updatedAfter',
    type: 'dateTime',
    default: '',
    description: 'Only tickets that were updated at this time or later',
  },
];

/** The filters that were set, names resolved. */
export async function filtersIn(run: OperationRun): Promise<TicketFilters> {
  const filters = run.given.collection('filters');
  const ids = (name: string, kind: list.ListKind): Promise<string[]> =>
    filters.resolved(name, (value) => list.idByName(run.call, kind, value, pathsOf(run)));
  return {
    assignee: await ids('assignee', 'user'),
    channel: await ids('channel', 'channel'),
    priority: await ids('priority', 'priority'),
    queue: await ids('queue', 'queue'),
    status: await ids('status', 'status'),
    topic: await ids('topic', 'topic'),
    tags: filters.names('tags'),
    customerEmail: filters.text('customerEmail'),
    createdFrom: filters.instant('createdAfter'),
    createdBefore: filters.instant('createdBefore'),
    updatedFrom: filters.instant('updatedAfter'),
  };
}
