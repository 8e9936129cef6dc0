/** The fields of an organization that may be written. */
import type { INodeProperties } from 'n8n-workflow';
import type { OrganizationFields } from '../../../../vendors/deskpro/operations';
import { customField } from '../../../../vendors/deskpro/operations';
import { longText, text } from '../../../shared/fields';
import { customFieldsGiven } from '../../../shared/mapper';
import type { OperationRun } from '../../../shared/operation';
import type { ParameterReader } from '../../../shared/parameter-reader';

/** Alphabetical, as n8n wants it. */
export const ORGANIZATION_FIELDS: INodeProperties[] = [
  text('Email Domains', 'emailDomains', 'The whole new set of domains whose people belong to it, separated by commas', {
    placeholder: 'e.g. example.com, example.org',
  }),
  text('Labels', 'labels', 'The whole new set of labels, separated by commas', { placeholder: 'e.g. VIP, Beta' }),
  longText('Summary', 'summary', 'What agents should know of it'),
];

/** What was filled in, names resolved to what the service takes. */
export async function organizationFieldsIn(run: OperationRun, fields: ParameterReader): Promise<OrganizationFields> {
  const [domains, labels] = [fields.names('emailDomains'), fields.names('labels')];
  return {
    name: fields.prose('name'),
    summary: fields.prose('summary'),
    email_domains: domains.length === 0 ? undefined : domains,
    labels: labels.length === 0 ? undefined : labels,
    fields: await customField.writable(run.call, 'organization', customFieldsGiven(run, fields)),
  };
}
