/** The fields of a ticket that may be written. */
import type { INodeProperties } from 'n8n-workflow';
import { list } from '../../../../vendors/sympoq/operations';
import type { TicketInput } from '../../../../vendors/sympoq/operations/ticket';
import { customFieldsGiven } from '../../../shared/mapper';
import type { OperationRun } from '../../../shared/operation';
import { MEMBERS, pathsOf } from '../../parameters';
import type { Given } from '../../../shared/given';

/** Alphabetical, as n8n wants it. */
export const TICKET_FIELDS: INodeProperties[] = [
  {
    displayName: 'Assignee Name or ID',
    name: 'assignee',
    type: 'options',
    typeOptions: { loadOptionsMethod: 'getAgents' },
    default: '',
    description:
      'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
  },
  {
    displayName: 'Channel Name or ID',
    name: 'channel',
    type: 'options',
    typeOptions: { loadOptionsMethod: 'getChannels' },
    default: '',
    description:
      'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
  },
  {
    displayName: 'Customer Name',
    name: 'customerName',
    type: 'string',
    default: '',
    placeholder: 'e.g. Nathan Smith',
    description: 'Name of the customer, with the email address',
  },
  {
    displayName: 'Deadline',
    name: 'deadline',
    type: 'dateTime',
    default: '',
    description: 'When the ticket should be done',
  },
  MEMBERS,
  {
    displayName: 'Priority Name or ID',
    name: 'priority',
    type: 'options',
    typeOptions: { loadOptionsMethod: 'getPriorities' },
    default: '',
    description:
      'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
  },
  {
    displayName: 'Queue Name or ID',
    name: 'queue',
    type: 'options',
    typeOptions: { loadOptionsMethod: 'getQueues' },
    default: '',
    description:
      'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
  },
  {
    displayName: 'Status Name or ID',
    name: 'status',
    type: 'options',
    typeOptions: { loadOptionsMethod: 'getStatuses' },
    default: '',
    description:
      'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
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
    displayName: 'Topic Name or ID',
    name: 'topic',
    type: 'options',
    typeOptions: { loadOptionsMethod: 'getTopics' },
    default: '',
    description:
      'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
  },
];

/** What was filled in, names resolved to numbers. */
export async function changesIn(
  run: OperationRun,
  fields: Given,
  customerEmail = fields.text('customerEmail'),
): Promise<TicketInput> {
  const numberOf = async (name: string, kind: list.ListKind): Promise<number | undefined> => {
    const value = fields.text(name);
    return value === undefined ? undefined : Number(await list.idByName(run.call, kind, value, pathsOf(run)));
  };
  const tags = fields.names('tags');
  const customer = { name: fields.prose('customerName'), email: customerEmail };
  const customFields = customFieldsGiven(run);
  const isEmpty = (value: object): boolean => Object.values(value).every((member) => member === undefined);
  return {
    description: fields.prose('description'),
    customer: isEmpty(customer) ? undefined : customer,
    queue: await numberOf('queue', 'queue'),
    topic: await numberOf('topic', 'topic'),
    priority: await numberOf('priority', 'priority'),
    channel: await numberOf('channel', 'channel'),
    status: await numberOf('status', 'status'),
    assignee: await numberOf('assignee', 'user'),
    deadline: fields.instant('deadline'),
    tags: tags.length === 0 ? undefined : tags,
    custom_fields: isEmpty(customFields) ? undefined : customFields,
    more: fields.object(MEMBERS.name),
  };
}
