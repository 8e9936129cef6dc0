import { person } from '../../../../vendors/deskpro/operations';
import { customFieldProperties } from '../../../shared/mapper';
import type { Operation } from '../../../shared/operation';
import { outputProperties, shownOne } from '../../../shared/output';
import { verbsOf } from '../../parameters';
import { PEOPLE } from '../../rows';
import { PERSON_FIELDS, personFieldsIn } from './fields';

export const upsert: Operation = {
  value: 'upsert',
  name: 'Create or Update',
  action: 'Create or update person',
  description: 'Create a new record, or update the current one if it already exists (upsert)',
  output: 'people',
  properties: [
    {
      displayName: 'Email',
      name: 'email',
      type: 'string',
      required: true,
      default: '',
      placeholder: 'name@email.com',
      description: 'The primary email address by which the person is found',
    },
    {
      displayName: 'Additional Fields',
      name: 'additionalFields',
      type: 'collection',
      placeholder: 'Add Field',
      default: {},
      options: PERSON_FIELDS,
    },
    ...customFieldProperties('getPersonCustomFields', 'map'),
    ...outputProperties('people'),
  ],
  execute: async (run) => {
    const email = run.given.requiredText('email');
    const fields = await personFieldsIn(run, run.given.collection('additionalFields'));
    return shownOne(run, await person.upsert(run.call, email, fields, verbsOf(run)), PEOPLE);
  },
};
