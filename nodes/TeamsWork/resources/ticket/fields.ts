/** The fields of a ticket that may be written, for Create and Update alike. */
import type { INodeProperties } from 'n8n-workflow';
import { field, person, tag, type ticket } from '../../../../vendors/teamswork/operations';
import type { ActingUser } from '../../../../vendors/teamswork/requests';
import { choice, day, EMAIL, longText, oneOf, severalOf, text } from '../../../shared/fields';
import { priority, subject } from '../../../shared/form';
import { customFieldsGiven } from '../../../shared/mapper';
import type { OperationRun } from '../../../shared/operation';
import { personIn, PRIORITY_OPTIONS } from '../../parameters';
import type { ParameterReader } from '../../../shared/parameter-reader';

/** The subject and the address of who asks for help, as version 1 calls them. */
export const TITLE = { ...subject('title'), displayName: 'Title' };

export function requestorEmail(description: string): INodeProperties {
  return text('Requestor Email', 'requestorEmail', description, EMAIL);
}

/** Alphabetical, as n8n wants it. */
export const TICKET_FIELDS: INodeProperties[] = [
  oneOf('Assignee', 'assignee', 'getAssignees'),
  longText('Description', 'description', 'Plain text of the ticket'),
  longText(
    'Description (HTML)',
    'descriptionHtml',
    'Formatted text of the ticket; the plain description wins where both are given',
  ),
  day('Expected Date', 'expectedDate', 'The day on which the ticket should be done; a time of day is cut off'),
  choice('Priority', 'priority', 'Medium', 'How urgent the ticket is', PRIORITY_OPTIONS),
  text('Requestor ID', 'requestorId', 'Object ID of the requestor in Microsoft Entra; the email address where empty'),
  text('Requestor Name', 'requestorName', 'Name of the requestor; the email address where empty', {
    placeholder: 'e.g. Nathan Smith',
  }),
  severalOf('Tag', 'tags', 'getTags'),
];

/** @param requester what is said of the requester */
export function leadingFields(requester: string): INodeProperties[] {
  return [
    longText('Description', 'description', 'Plain text of the ticket'),
    text('Requester Email', 'requestorEmail', requester, EMAIL),
    priority('How urgent the ticket is', PRIORITY_OPTIONS),
    oneOf('Assignee', 'assignee', 'getAssignees'),
  ];
}

/** The requestor, as far as one is named. */
export function requestorIn(fields: ParameterReader): ActingUser | undefined {
  const named = personIn((name) => fields.text(name), 'requestor');
  return Object.values(named).some((value) => value !== undefined)
    ? person.complete(named, 'The requestor')
    : undefined;
}

/** What was filled in, names resolved to what the service takes. */
export async function changesIn(run: OperationRun, fields: ParameterReader): Promise<ticket.TicketChanges> {
  const assignee = fields.text('assignee');
  const tags = fields.names('tags');
  const customFields = await field.serializeFields(run.call, customFieldsGiven(run, fields));
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
