/** The fields of a ticket that may be written, for Create and Update alike. */
import type { INodeProperties } from 'n8n-workflow';
import { filterTime } from '../../../../vendors/synqly/filters';
import type { NewTicket } from '../../../../vendors/synqly/requests';
import { customFieldProperties, customFieldsGiven } from '../../../shared/mapper';
import type { OperationRun } from '../../../shared/operation';
import { PRIORITY_OPTIONS } from '../../parameters';
import type { Given } from '../../../shared/given';

/** Alphabetical, as n8n wants it. */
export const TICKET_FIELDS: INodeProperties[] = [
  {
    displayName: 'Assignee',
    name: 'assignee',
    type: 'string',
    default: '',
    placeholder: 'name@email.com',
    description: 'Who works on the ticket: an email address or a user name, as the provider has it',
  },
  {
    displayName: 'Completion Date',
    name: 'completionDate',
    type: 'dateTime',
    default: '',
    description: 'When the ticket was or will be completed',
  },
  {
    displayName: 'Contact',
    name: 'contact',
    type: 'string',
    default: '',
    placeholder: 'name@email.com',
    description: 'Who asks for help. Freshdesk demands it unless the integration has a default.',
  },
  {
    displayName: 'Creator',
    name: 'creator',
    type: 'string',
    default: '',
    placeholder: 'name@email.com',
    description:
      'Email address of the person in whose name this is done. PagerDuty demands it with every change unless the integration has a default.',
  },
  {
    displayName: 'Description',
    name: 'description',
    type: 'string',
    typeOptions: { rows: 4 },
    default: '',
    description: 'What the ticket is about, at length',
  },
  {
    displayName: 'Due Date',
    name: 'dueDate',
    type: 'dateTime',
    default: '',
    description: 'When the ticket should be done',
  },
  {
    displayName: 'Issue Type Name or ID',
    name: 'issueType',
    type: 'options',
    typeOptions: { loadOptionsMethod: 'getIssueTypes', loadOptionsDependsOn: ['projectId.value'] },
    default: '',
    description:
      'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
  },
  {
    displayName: 'Parent Ticket ID',
    name: 'parent',
    type: 'string',
    default: '',
    placeholder: 'e.g. SUP-1041',
    description: 'The ticket that this one is a part of',
  },
  {
    displayName: 'Priority',
    name: 'priority',
    type: 'options',
    options: PRIORITY_OPTIONS,
    default: 'MEDIUM',
    description: 'How urgent the ticket is; a provider may not have all of them',
  },
  {
    displayName: 'Status Name or ID',
    name: 'status',
    type: 'options',
    typeOptions: { loadOptionsMethod: 'getStatuses', loadOptionsDependsOn: ['projectId.value'] },
    default: '',
    description:
      'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
  },
  {
    displayName: 'Summary',
    name: 'summary',
    type: 'string',
    default: '',
    description: 'A line beside the name; the name again where a new ticket has none',
  },
  {
    displayName: 'Tags',
    name: 'tags',
    type: 'string',
    default: '',
    placeholder: 'e.g. printer, second floor',
    description: 'All tags of the ticket, separated by commas',
  },
];

const JSON_DESCRIPTION =
  'Custom fields as a JSON object, by the names that the mapping of the integration gives them; wins over the fields above, and null clears a field';

/** Synqly knows custom fields on tickets by name only. */
export function customFields(mode: 'add' | 'map'): INodeProperties[] {
  return customFieldProperties('getCustomFields', mode).map((property) =>
    property.name === 'customFieldsJson' ? { ...property, description: JSON_DESCRIPTION } : property,
  );
}

/** What was filled in, as the service takes it. */
export function changesIn(run: OperationRun, fields: Given): Omit<NewTicket, 'name'> {
  const tags = fields.names('tags');
  const custom = customFieldsGiven(run);
  return {
    assignee: fields.text('assignee'),
    completion_date: timeIn(fields, 'completionDate'),
    contact: fields.text('contact'),
    creator: fields.text('creator'),
    description: fields.prose('description'),
    due_date: timeIn(fields, 'dueDate'),
    issue_type: fields.text('issueType'),
    parent: fields.text('parent'),
    priority: fields.choice('priority'),
    status: fields.text('status'),
    summary: fields.prose('summary'),
    tags: tags.length === 0 ? undefined : tags,
    custom_fields: Object.keys(custom).length === 0 ? undefined : custom,
  };
}

function timeIn(fields: Given, name: string): string | undefined {
  const instant = fields.instant(name);
  return instant === undefined ? undefined : filterTime(instant);
}
