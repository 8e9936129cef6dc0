/** What Create and Create or Update have in common: everything that a new ticket is made of. */
import type { NewTicket } from '../../../../vendors/deskpro/operations';
import { person } from '../../../../vendors/deskpro/operations';
import type { OperationRun } from '../../../shared/operation';
import type { CustomFields } from '../../../shared/mapper';
import { type Form, formParameters } from '../../../shared/form';
import { REQUESTER } from '../../parameters';
import { LEADING_FIELDS, SUBJECT_FIELD, TICKET_FIELDS, ticketFieldsIn } from './fields';
import { DESCRIPTION, MESSAGE_FIELDS, messageIn } from './message';

const SUBJECT = { ...SUBJECT_FIELD, required: true };

/** @param mode whether required custom fields are demanded */
export function newTicketForm(mode: CustomFields['mode']): Form {
  return {
    collection: 'additionalFields',
    lead: [SUBJECT, DESCRIPTION, REQUESTER, ...LEADING_FIELDS],
    above: [SUBJECT, REQUESTER],
    fields: [...TICKET_FIELDS, ...MESSAGE_FIELDS],
    custom: { method: 'getCustomFields', mode },
  };
}

/** Reads what is needed first and uploads files last, so that nothing is left behind by a name that is not known. */
export async function newTicketGiven(run: OperationRun): Promise<NewTicket> {
  const fields = formParameters(run.parameters, newTicketForm('map'));
  const subject = run.parameters.requiredProse('subject');
  const requester = person.reachable(run.parameters.requiredId('person'));
  const name = fields.prose('requesterName');
  const values = await ticketFieldsIn(run, fields);
  return {
    ...values,
    subject,
    person: name !== undefined && requester.includes('@') ? { name, email: requester } : requester,
    message: await messageIn(run, fields),
    date_created: fields.instant('dateCreated'),
  };
}
