/** What Create and Create or Update have in common: everything that a new ticket is made of. */
import type { INodeProperties } from 'n8n-workflow';
import type { NewTicket } from '../../../../vendors/deskpro/operations';
import { person } from '../../../../vendors/deskpro/operations';
import { additionalFields } from '../../../shared/fields';
import type { OperationRun } from '../../../shared/operation';
import { byDisplayName } from '../../../shared/operation';
import { REQUESTER } from '../../parameters';
import { SUBJECT_FIELD, TICKET_FIELDS, ticketFieldsIn } from './fields';
import { MESSAGE_FIELDS, messageIn } from './message';

export const NEW_TICKET_PROPERTIES: INodeProperties[] = [
  { ...SUBJECT_FIELD, required: true },
  REQUESTER,
  additionalFields([...TICKET_FIELDS, ...MESSAGE_FIELDS].sort(byDisplayName)),
];

/** Reads what is needed first and uploads files last, so that nothing is left behind by a name that is not known. */
export async function newTicketGiven(run: OperationRun): Promise<NewTicket> {
  const fields = run.given.collection('additionalFields');
  const subject = run.given.requiredProse('subject');
  const requester = person.reachable(run.given.requiredId('person'));
  const name = fields.prose('requesterName');
  const given = await ticketFieldsIn(run, fields);
  return {
    ...given,
    subject,
    person: name !== undefined && requester.includes('@') ? { name, email: requester } : requester,
    message: await messageIn(run, fields),
    date_created: fields.instant('dateCreated'),
  };
}
