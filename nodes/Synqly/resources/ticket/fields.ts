/** The fields of a ticket that may be written, for Create and Update alike. */
import type { INodeProperties } from 'n8n-workflow';
import { filterTime } from '../../../../vendors/synqly/filters';
import type { NewTicket } from '../../../../vendors/synqly/requests';
import { choice, EMAIL, longText, oneOf, text, time } from '../../../shared/fields';
import { priority, subject } from '../../../shared/form';
import { type CustomFields, customFieldsGiven } from '../../../shared/mapper';
import type { OperationRun } from '../../../shared/operation';
import { PRIORITY_OPTIONS } from '../../parameters';
import type { ParameterReader } from '../../../shared/parameter-reader';

/** The subject, as Synqly calls it. */
export const NAME = { ...subject('name'), displayName: 'Name' };

/** Alphabetical, as n8n wants it. */
export const TICKET_FIELDS: INodeProperties[] = [
  text(
    'Assignee',
    'assignee',
    'Who works on the ticket: an email address or a user name, as the provider has it',
    EMAIL,
  ),
  time('Completion Date', 'completionDate', 'When the ticket was or will be completed'),
  text('Contact', 'contact', 'Who asks for help. Freshdesk demands it unless the integration has a default.', EMAIL),
  text(
    'Creator',
    'creator',
    'Email address of the person in whose name this is done. PagerDuty demands it with every change unless the integration has a default.',
    EMAIL,
  ),
  longText('Description', 'description', 'What the ticket is about, at length'),
  time('Due Date', 'dueDate', 'When the ticket should be done'),
  oneOf('Issue Type', 'issueType', 'getIssueTypes', {}, ['projectId.value']),
  text('Parent Ticket ID', 'parent', 'The ticket that this one is a part of', { placeholder: 'e.g. SUP-1041' }),
  choice(
    'Priority',
    'priority',
    'MEDIUM',
    'How urgent the ticket is; a provider may not have all of them',
    PRIORITY_OPTIONS,
  ),
  oneOf('Status', 'status', 'getStatuses', {}, ['projectId.value']),
  text('Summary', 'summary', 'A line beside the name; the name again where a new ticket has none'),
  text('Tags', 'tags', 'All tags of the ticket, separated by commas', { placeholder: 'e.g. printer, second floor' }),
];

const JSON_DESCRIPTION =
  'Custom fields as a JSON object, by the names that the mapping of the integration gives them; wins over the fields above, and null clears a field';

/** Synqly knows custom fields on tickets by name only. */
export function customFields(mode: CustomFields['mode']): CustomFields {
  return { method: 'getCustomFields', mode, description: JSON_DESCRIPTION };
}

/** What version 2 begins with, behind the subject. */
export const LEADING_FIELDS: INodeProperties[] = [
  longText('Description', 'description', 'What the ticket is about, at length'),
  text(
    'Requester',
    'contact',
    'Who asks for help, which Synqly calls the contact. Freshdesk demands it unless the integration has a default.',
    EMAIL,
  ),
  oneOf('Status', 'status', 'getStatuses', {}, ['projectId.value']),
  priority('How urgent the ticket is; a provider may not have all of them', PRIORITY_OPTIONS),
  text(
    'Assignee',
    'assignee',
    'Who works on the ticket: an email address or a user name, as the provider has it',
    EMAIL,
  ),
];

/** What was filled in, as the service takes it. */
export function changesIn(run: OperationRun, fields: ParameterReader): Omit<NewTicket, 'name'> {
  const tags = fields.names('tags');
  const custom = customFieldsGiven(run, fields);
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

function timeIn(fields: ParameterReader, name: string): string | undefined {
  const instant = fields.instant(name);
  return instant === undefined ? undefined : filterTime(instant);
}
