/** The fields of a person that may be written. */
import type { INodeProperties } from 'n8n-workflow';
import type { PersonFields } from '../../../../vendors/deskpro/operations';
import { customField, organization } from '../../../../vendors/deskpro/operations';
import { EMAIL, text } from '../../../shared/fields';
import { customFieldsGiven } from '../../../shared/mapper';
import type { OperationRun } from '../../../shared/operation';
import type { ParameterReader } from '../../../shared/parameter-reader';

/** Alphabetical, as n8n wants it. */
export const PERSON_FIELDS: INodeProperties[] = [
  text('Emails', 'emails', 'All email addresses, the primary one too, separated by commas', EMAIL),
  text('First Name', 'firstName', 'The first part of the name', { placeholder: 'e.g. Nathan' }),
  text('Labels', 'labels', 'The whole new set of labels, separated by commas', { placeholder: 'e.g. VIP, Beta' }),
  text('Last Name', 'lastName', 'The last part of the name', { placeholder: 'e.g. Smith' }),
  text('Name', 'name', 'The whole name', { placeholder: 'e.g. Nathan Smith' }),
  text('Organization', 'organization', 'Name or ID of the organization that the person belongs to', {
    placeholder: 'e.g. Example Ltd',
  }),
  text('Time Zone', 'timezone', 'Where the person is, as a name of the time zone database', {
    placeholder: 'e.g. Europe/London',
  }),
];

/** What was filled in, names resolved to what the service takes. */
export async function personFieldsIn(run: OperationRun, fields: ParameterReader): Promise<PersonFields> {
  const group = fields.text('organization');
  const [emails, labels] = [fields.names('emails'), fields.names('labels')];
  return {
    name: fields.prose('name'),
    first_name: fields.prose('firstName'),
    last_name: fields.prose('lastName'),
    primary_email: fields.text('email'),
    emails: emails.length === 0 ? undefined : emails,
    organization: group === undefined ? undefined : await organization.idNamed(run.call, group),
    timezone: fields.text('timezone'),
    labels: labels.length === 0 ? undefined : labels,
    fields: await customField.writable(run.call, 'person', customFieldsGiven(run, fields)),
  };
}
