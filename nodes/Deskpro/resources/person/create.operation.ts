import { person } from '../../../../vendors/deskpro/operations';
import { EMAIL, text } from '../../../shared/fields';
import { formProperties } from '../../../shared/form';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecord, outputProperties } from '../../../shared/output';
import { verbsOf } from '../../parameters';
import { PEOPLE } from '../../rows';
import { PERSON_FIELDS, personFieldsIn } from './fields';

export const create: Operation = {
  ...heading('create', 'Create person', 'Create a person who can ask for help'),
  output: 'people',
  properties: [
    text('Email', 'email', 'The primary email address, which nobody else may have', { required: true, ...EMAIL }),
    ...formProperties({
      collection: 'additionalFields',
      lead: [],
      fields: PERSON_FIELDS,
      custom: { method: 'getPersonCustomFields', mode: 'add' },
    }),
    ...outputProperties('people'),
  ],
  execute: async (run) => {
    const email = run.parameters.requiredText('email');
    const fields = {
      ...(await personFieldsIn(run, run.parameters.collection('additionalFields'))),
      primary_email: email,
    };
    return formatRecord(run, await person.create(run.call, fields, verbsOf(run)), PEOPLE);
  },
};
