import { person } from '../../../../vendors/deskpro/operations';
import { EMAIL, text } from '../../../shared/fields';
import { formProperties } from '../../../shared/form';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecord, outputProperties } from '../../../shared/output';
import { verbsOf } from '../../parameters';
import { PEOPLE } from '../../rows';
import { PERSON_FIELDS, personFieldsIn } from './fields';

export const upsert: Operation = {
  ...heading(
    'upsert',
    'Create or update person',
    'Create a new record, or update the current one if it already exists (upsert)',
  ),
  output: 'people',
  properties: [
    text('Email', 'email', 'The primary email address by which the person is found', { required: true, ...EMAIL }),
    ...formProperties({
      collection: 'additionalFields',
      lead: [],
      fields: PERSON_FIELDS,
      custom: { method: 'getPersonCustomFields', mode: 'map' },
    }),
    ...outputProperties('people'),
  ],
  execute: async (run) => {
    const email = run.parameters.requiredText('email');
    const fields = await personFieldsIn(run, run.parameters.collection('additionalFields'));
    return formatRecord(run, await person.upsert(run.call, email, fields, verbsOf(run)), PEOPLE);
  },
};
