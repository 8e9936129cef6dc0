/** The fields of a ticket that may be written, for Create and Update alike. */
import type { INodeProperties } from 'n8n-workflow';
import { field, person, tag, type ticket } from '../../../../vendors/teamswork/operations';
import type { ActingUser } from '../../../../vendors/teamswork/requests';
import { customFieldsGiven } from '../../../shared/mapper';
import type { OperationRun } from '../../../shared/operation';
import { personIn, PRIORITY_OPTIONS } from '../../parameters';
import type { Given } from '../../../shared/given';

/** Alphabetical, as n8n wants it. */
export const TICKET_FIELDS: INodeProperties[] = [
  {
    displayName: 'Assignee Name or ID',
    name: 'assignee',
    type: 'options',
    typeOptions: { loadOptionsMethod: 'getAssignees' },
    default: '',
    description:
      'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
  },
  {
    displayName: 'Description',
    name: 'description',
    type: 'string',
    typeOptions: { rows: 4 },
    default: '',
    description: 'Plain text of the ticket',
  },
  {
    displayName: 'Description (HTML)',
    name: 'descriptionHtml',
    type: 'string',
    typeOptions: { rows: 4 },
    default: '',
    description: 'Formatted text of the ticket; the plain description wins where both are given',
  },
  {
    displayName: 'Expected Date',
    name: 'expectedDate',
    type: 'dateTime',
    typeOptions: { dateOnly: true },
    default: '',
    description: 'The day on which the ticket should be done; a time of day is cut off',
  },
  {
    displayName: 'Priority',
    name: 'priority',
    type: 'options',
    options: PRIORITY_OPTIONS,
    default: 'Medium',
    description: 'How urgent the ticket is',
  },
  {
    displayName: 'Requestor ID',
    name: 'requestorId',
    type: 'string',
    default: '',
    description: 'Object ID of the requestor in Microsoft Entra; the email address where empty',
  },
  {
    displayName: 'Requestor Name',
    name: 'requestorName',
    type: 'string',
    default: '',
    placeholder: 'e.g. Nathan Smith',
    description: 'Name of the requestor; the email address where empty',
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
];

/** The requestor, as far as one is named. */
export function requestorIn(fields: Given, email = fields.text('requestorEmail')): ActingUser | undefined {
  const named = { ...personIn((name) => fields.text(name), 'requestor'), email };
  return Object.values(named).some((value) => value !== undefined)
    ? person.complete(named, 'The requestor')
    : undefined;
}

/** What was filled in, names resolved to what the service takes. */
export async function changesIn(run: OperationRun, fields: Given): Promise<ticket.TicketChanges> {
  const assignee = fields.text('assignee');
  const tags = fields.names('tags');
  const customFields = await field.writable(run.call, customFieldsGiven(run));
  const plain: ticket.TicketChanges = {
    title: fields.prose('title'),
    description: fields.prose('description'),
    description_HTML: fields.prose('descriptionHtml'),
    priority: fields.choice('priority'),
    expectedDate: fields.day('expectedDate'),
    assignee: assignee === undefined ? undefined : await person.assignee(run.call, assignee),
    tags:
      tags.length === 0
        ? undefined
        : await tag.placedTags(
            run.call,
            tags.map((text) => ({ text })),
          ),
    customFields: Object.keys(customFields).length === 0 ? undefined : customFields,
  };
  return Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined));
}
