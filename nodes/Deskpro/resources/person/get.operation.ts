import { person } from '../../../../vendors/deskpro/operations';
import type { Operation } from '../../../shared/operation';
import { outputProperties, shownOne } from '../../../shared/output';
import { PERSON, personIdOf } from '../../parameters';
import { PEOPLE } from '../../rows';

export const get: Operation = {
  value: 'get',
  name: 'Get',
  action: 'Get person',
  description: 'Get a person by ID or email address',
  output: 'people',
  properties: [PERSON, ...outputProperties('people')],
  execute: async (run) => shownOne(run, await person.get(run.call, await personIdOf(run)), PEOPLE),
};
