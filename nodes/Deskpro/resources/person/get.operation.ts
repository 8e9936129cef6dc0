import { person } from '../../../../vendors/deskpro/operations';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecord, outputProperties } from '../../../shared/output';
import { PERSON, personIdOf } from '../../parameters';
import { PEOPLE } from '../../rows';

export const get: Operation = {
  ...heading('get', 'Get person', 'Get a person by ID or email address'),
  output: 'people',
  properties: [PERSON, ...outputProperties('people')],
  execute: async (run) => formatRecord(run, await person.get(run.call, await personIdOf(run)), PEOPLE),
};
