/** SympoQ's list takes no filters: all tickets are read, and those that fit are kept. */
import type { INodeProperties } from 'n8n-workflow';
import { list, type TicketFilters } from '../../../../vendors/sympoq/operations';
import { EMAIL, range, severalOf, text, time } from '../../../shared/fields';
import type { OperationRun } from '../../../shared/operation';
import { pathsOf } from '../../parameters';

/** Alphabetical, as n8n wants it. */
export const TICKET_FILTERS: INodeProperties[] = [
  severalOf('Assignee', 'assignee', 'getAgents'),
  severalOf('Channel', 'channel', 'getChannels'),
  ...range('Created', 'created', 'were created', 'before this time'),
  text('Customer Email', 'customerEmail', 'Only tickets of this customer', EMAIL),
  severalOf('Priority', 'priority', 'getPriorities'),
  severalOf('Queue', 'queue', 'getQueues'),
  severalOf('Status', 'status', 'getStatuses'),
  severalOf('Tag', 'tags', 'getTags'),
  severalOf('Topic', 'topic', 'getTopics'),
  time('Updated After', 'updatedAfter', 'Only tickets that were updated at this time or later'),
];

/** The filters that were set, names resolved. */
export async function filtersIn(run: OperationRun): Promise<TicketFilters> {
  const filters = run.parameters.collection('filters');
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
