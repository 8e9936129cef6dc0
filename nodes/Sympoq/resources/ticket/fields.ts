/** The fields of a ticket that may be written. */
import type { INodeProperties } from 'n8n-workflow';
import { list } from '../../../../vendors/sympoq/operations';
import type { TicketInput } from '../../../../vendors/sympoq/operations/ticket';
import { EMAIL, oneOf, severalOf, text, time } from '../../../shared/fields';
import { customFieldsGiven } from '../../../shared/mapper';
import type { OperationRun } from '../../../shared/operation';
import { MEMBERS, pathsOf } from '../../parameters';
import type { ParameterReader } from '../../../shared/parameter-reader';

/** Alphabetical, as n8n wants it. */
export const TICKET_FIELDS: INodeProperties[] = [
  oneOf('Assignee', 'assignee', 'getAgents'),
  oneOf('Channel', 'channel', 'getChannels'),
  text('Customer Name', 'customerName', 'Name of the customer, with the email address', {
    placeholder: 'e.g. Nathan Smith',
  }),
  time('Deadline', 'deadline', 'When the ticket should be done'),
  MEMBERS,
  oneOf('Priority', 'priority', 'getPriorities'),
  oneOf('Queue', 'queue', 'getQueues'),
  oneOf('Status', 'status', 'getStatuses'),
  severalOf('Tag', 'tags', 'getTags'),
  oneOf('Topic', 'topic', 'getTopics'),
];

/** Who asks for help, as version 1 calls it. */
export const CUSTOMER_EMAIL = text('Customer Email', 'customerEmail', 'Who asks for help', EMAIL);

/** What version 2 begins with, behind the description. */
export const LEADING_FIELDS: INodeProperties[] = [
  { ...CUSTOMER_EMAIL, displayName: 'Requester Email' },
  oneOf('Status', 'status', 'getStatuses'),
  oneOf('Priority', 'priority', 'getPriorities'),
  oneOf('Assignee', 'assignee', 'getAgents'),
];

/** What was filled in, names resolved to numbers. */
export async function changesIn(run: OperationRun, fields: ParameterReader): Promise<TicketInput> {
  const numberOf = async (name: string, kind: list.ListKind): Promise<number | undefined> => {
    const value = fields.text(name);
    return value === undefined ? undefined : Number(await list.idByName(run.call, kind, value, pathsOf(run)));
  };
  const tags = fields.names('tags');
  const customer = { name: fields.prose('customerName'), email: fields.text('customerEmail') };
  const customFields = customFieldsGiven(run, fields);
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
