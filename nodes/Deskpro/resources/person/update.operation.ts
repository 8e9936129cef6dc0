import type { INodeProperties } from 'n8n-workflow';
import { person } from '../../../../vendors/deskpro/operations';
import { EMAIL, flag, text } from '../../../shared/fields';
import { formProperties } from '../../../shared/form';
import type { Operation } from '../../../shared/operation';
import { heading } from '../../../shared/operation';
import { formatRecord, outputProperties } from '../../../shared/output';
import { PERSON, personIdOf, verbsOf } from '../../parameters';
import { PEOPLE } from '../../rows';
import { PERSON_FIELDS, personFieldsIn } from './fields';

const PRIMARY_EMAIL: INodeProperties = text(
  'Primary Email',
  'email',
  'The new primary email address, which nobody else may have',
  EMAIL,
);

const CLEAR_ORGANIZATION: INodeProperties = flag(
  'Clear Organization',
  'clearOrganization',
  true,
  'Whether the person is taken out of the organization',
);

export const update: Operation = {
  ...heading('update', 'Update person', 'Change some fields of a person'),
  output: 'people',
  properties: [
    PERSON,
    ...formProperties({
      collection: 'updateFields',
      lead: [],
      fields: [...PERSON_FIELDS, PRIMARY_EMAIL, CLEAR_ORGANIZATION],
      custom: { method: 'getPersonCustomFields', mode: 'map' },
    }),
    ...outputProperties('people'),
  ],
  execute: async (run) => {
    const id = await personIdOf(run);
    const updates = run.parameters.collection('updateFields');
    const fields = await personFieldsIn(run, updates);
    const changes = updates.isOn('clearOrganization') ? { ...fields, organization: null } : fields;
    return formatRecord(run, await person.update(run.call, id, changes, verbsOf(run)), PEOPLE);
  },
};
