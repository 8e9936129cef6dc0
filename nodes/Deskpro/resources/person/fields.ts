/** The fields of a person that may be written. */
import type { INodeProperties } from 'n8n-workflow';
import type { PersonFields } from '../../../../vendors/deskpro/operations';
import { customField, organization } from '../../../../vendors/deskpro/operations';
import { customFieldsGiven } from '../../../shared/mapper';
import type { OperationRun } from '../../../shared/operation';
import type { Given } from '../../../shared/given';

/** Alphabetical, as n8n wants it. */
export const PERSON_FIELDS: INodeProperties[] = [
  {
    displayName: 'Emails',
    name: 'emails',
    type: 'string',
    default: '',
    placeholder: 'name@email.com',
    description: 'All email addresses, the primary one too, separated by commas',
  },
  {
    displayName: 'First Name',
    name: 'firstName',
    type: 'string',
    default: '',
    placeholder: 'e.g. Nathan',
    description: 'The first part of the name',
  },
  {
    displayName: 'Labels',
    name: 'labels',
    type: 'string',
    default: '',
    placeholder: 'e.g. VIP, Beta',
    description: 'The whole new set of labels, separated by commas',
  },
  {
    displayName: 'Last Name',
    name: 'lastName',
    type: 'string',
    default: '',
    placeholder: 'e.g. Smith',
    description: 'The last part of the name',
  },
  {
    displayName: 'Name',
    name: 'name',
    type: 'string',
    default: '',
    placeholder: 'e.g. Nathan Smith',
    description: 'The whole name',
  },
  {
    displayName: 'Organization',
    name: 'organization',
    type: 'string',
    default: '',
    placeholder: 'e.g. Example Ltd',
    description: 'Name or ID of the organization that the person belongs to',
  },
  {
    displayName: 'Time Zone',
    name: 'timezone',
    type: 'string',
    default: '',
    placeholder: 'e.g. Europe/London',
    description: 'Where the person is, as a name of the time zone database',
  },
];

/** What was filled in, names resolved to what the service takes. */
export async function personFieldsIn(run: OperationRun, fields: Given): Promise<PersonFields> {
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
    fields: await customField.writable(run.call, 'person', customFieldsGiven(run)),
  };
}
