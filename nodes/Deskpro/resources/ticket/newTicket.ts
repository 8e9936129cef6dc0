/** What Create and Create or Update have in common: everything that a new ticket is made of. */
import type { INodeProperties } from 'n8n-workflow';
import type { NewTicket } from '../../../../vendors/deskpro/operations';
import { person } from '../../../../vendors/deskpro/operations';
import { collectionOf, required, textIn } from '../../../shared/parameters';
import { located } from '../../../shared/locator';
import type { OperationRun } from '../../../shared/operation';
import { byDisplayName } from '../../../shared/operation';
import { instantGiven } from '../../../shared/time';
import { REQUESTER } from '../../parameters';
import { SUBJECT_FIELD, TICKET_FIELDS, ticketFieldsIn } from './fields';
import { MESSAGE_FIELDS, messageIn } from './message';

export const NEW_TICKET_PROPERTIES: INodeProperties[] = [
  { ...SUBJECT_FIELD, required: true },
  REQUESTER,
  {
    displayName: 'Additional Fields',
    name: 'additionalFields',
    type: 'collection',
    placeholder: 'Add Field',
    default: {},
    options: [...TICKET_FIELDS, ...MESSAGE_FIELDS].sort(byDisplayName),
  },
];

/** Reads what is needed first and uploads files last, so that nothing is left behind by a name that is not known. */
export async function newTicketGiven(run: OperationRun): Promise<NewTicket> {
  const fields = collectionOf(run, 'additionalFields');
  const subject = required(run, 'subject', 'Subject');
  const requester = person.reachable(located(run, 'person', 'Requester'));
  const name = textIn(fields['requesterName']);
  const given = await ticketFieldsIn(run, fields);
  return {
    ...given,
    subject,
    person: name !== undefined && requester.includes('@') ? { name, email: requester } : requester,
    message: await messageIn(run, fields),
    date_created: instantGiven(run, fields['dateCreated'], 'Created At'),
  };
}
