import type { INodeProperties } from 'n8n-workflow';
import { organization } from '../../../../vendors/deskpro/operations';
import { text } from '../../../shared/fields';
import { formProperties } from '../../../shared/form';
import type { Operation } from '../../../shared/operation';
import { heading } from '../../../shared/operation';
import { formatRecord, outputProperties } from '../../../shared/output';
import { ORGANIZATION, organizationIdOf, verbsOf } from '../../parameters';
import { ORGANIZATIONS } from '../../rows';
import { ORGANIZATION_FIELDS, organizationFieldsIn } from './fields';

const NAME: INodeProperties = text('Name', 'name', 'The new name of the organization', {
  placeholder: 'e.g. Example Ltd',
});

export const update: Operation = {
  ...heading('update', 'Update organization', 'Change some fields of an organization'),
  output: 'names',
  properties: [
    ORGANIZATION,
    ...formProperties({
      collection: 'updateFields',
      lead: [],
      fields: [...ORGANIZATION_FIELDS, NAME],
      custom: { method: 'getOrganizationCustomFields', mode: 'map' },
    }),
    ...outputProperties('names'),
  ],
  execute: async (run) => {
    const id = await organizationIdOf(run);
    const changes = await organizationFieldsIn(run, run.parameters.collection('updateFields'));
    return formatRecord(run, await organization.update(run.call, id, changes, verbsOf(run)), ORGANIZATIONS);
  },
};
