import { organization } from '../../../../vendors/deskpro/operations';
import { customFieldProperties } from '../../../shared/mapper';
import type { Operation } from '../../../shared/operation';
import { outputProperties, shownOne } from '../../../shared/output';
import { verbsOf } from '../../parameters';
import { ORGANIZATIONS } from '../../rows';
import { ORGANIZATION_FIELDS, organizationFieldsIn } from './fields';

export const create: Operation = {
  value: 'create',
  name: 'Create',
  action: 'Create organization',
  description: 'Create an organization',
  output: 'names',
  properties: [
    {
      displayName: 'Name',
      name: 'name',
      type: 'string',
      required: true,
      default: '',
      placeholder: 'e.g. Example Ltd',
      description: 'What the organization is called',
    },
    {
      displayName: 'Additional Fields',
      name: 'additionalFields',
      type: 'collection',
      placeholder: 'Add Field',
      default: {},
      options: ORGANIZATION_FIELDS,
    },
    ...customFieldProperties('getOrganizationCustomFields', 'add'),
    ...outputProperties('names'),
  ],
  execute: async (run) => {
    const name = run.given.requiredProse('name');
    const fields = await organizationFieldsIn(run, run.given.collection('additionalFields'));
    return shownOne(run, await organization.create(run.call, { ...fields, name }, verbsOf(run)), ORGANIZATIONS);
  },
};
