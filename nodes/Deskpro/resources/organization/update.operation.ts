import type { INodeProperties } from 'n8n-workflow';
import { organization } from '../../../../vendors/deskpro/operations';
import { customFieldProperties } from '../../../shared/mapper';
import type { Operation } from '../../../shared/operation';
import { byDisplayName } from '../../../shared/operation';
import { outputProperties, shownOne } from '../../../shared/output';
import { ORGANIZATION, organizationIdOf, verbsOf } from '../../parameters';
import { ORGANIZATIONS } from '../../rows';
import { ORGANIZATION_FIELDS, organizationFieldsIn } from './fields';

const NAME: INodeProperties = {
  displayName: 'Name',
  name: 'name',
  type: 'string',
  default: '',
  placeholder: 'e.g. Example Ltd',
  description: 'The new name of the organization',
};

export const update: Operation = {
  value: 'update',
  name: 'Update',
  action: 'Update organization',
  description: 'Change some fields of an organization',
  output: 'names',
  properties: [
    ORGANIZATION,
    {
      displayName: 'Update Fields',
      name: 'updateFields',
      type: 'collection',
      placeholder: 'Add Field',
      default: {},
      options: [...ORGANIZATION_FIELDS, NAME].sort(byDisplayName),
    },
    ...customFieldProperties('getOrganizationCustomFields', 'map'),
    ...outputProperties('names'),
  ],
  execute: async (run) => {
    const id = await organizationIdOf(run);
    const changes = await organizationFieldsIn(run, run.given.collection('updateFields'));
    return shownOne(run, await organization.update(run.call, id, changes, verbsOf(run)), ORGANIZATIONS);
  },
};
