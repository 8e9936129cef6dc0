import { person } from '../../../../vendors/deskpro/operations';
import { customFieldProperties } from '../../../shared/mapper';
import type { Operation } from '../../../shared/operation';
import { outputProperties, shownOne } from '../../../shared/output';
import { verbsOf } from '../../parameters';
import { PEOPLE } from '../../rows';
import { PERSON_FIELDS, personFieldsIn } from './fields';

export const create: Operation = {
  value: 'create',
  name: 'Create',
  action: 'Create person',
  description: 'Create a person who can ask for help',
  output: 'people',
  properties: [
    {
      displayName: 'Email',
      name: 'email',
      type: 'string',
      required: true,
      default: '',
      placeholder: 'name@email.com',
      description: 'The primary email address, which nobody else may have',
    },
    {
      displayName: 'Additional Fields',
      name: 'additionalFields',
      type: 'collection',
      placeholder: 'Add Field',
      default: {},
      options: PERSON_FIELDS,
    },
    ...customFieldProperties('getPersonCustomFields', 'add'),
    ...outputProperties('people'),
  ],
  execute: async (run) => {
    const email = run.given.requiredText('email');
    const fields = { ...(await personFieldsIn(run, run.given.collection('additionalFields'))), primary_email: email };
    return shownOne(run, await person.create(run.call, fields, verbsOf(run)), PEOPLE);
  },
};
