import { organization } from '../../../../vendors/deskpro/operations';
import { text } from '../../../shared/fields';
import { formProperties } from '../../../shared/form';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecord, outputProperties } from '../../../shared/output';
import { verbsOf } from '../../parameters';
import { ORGANIZATIONS } from '../../rows';
import { ORGANIZATION_FIELDS, organizationFieldsIn } from './fields';

export const create: Operation = {
  ...heading('create', 'Create organization', 'Create an organization'),
  output: 'names',
  properties: [
    text('Name', 'name', 'What the organization is called', { required: true, placeholder: 'e.g. Example Ltd' }),
    ...formProperties({
      collection: 'additionalFields',
      lead: [],
      fields: ORGANIZATION_FIELDS,
      custom: { method: 'getOrganizationCustomFields', mode: 'add' },
    }),
    ...outputProperties('names'),
  ],
  execute: async (run) => {
    const name = run.parameters.requiredProse('name');
    const fields = await organizationFieldsIn(run, run.parameters.collection('additionalFields'));
    return formatRecord(run, await organization.create(run.call, { ...fields, name }, verbsOf(run)), ORGANIZATIONS);
  },
};
