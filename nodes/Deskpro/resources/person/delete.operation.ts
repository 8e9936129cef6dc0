import { person } from '../../../../vendors/deskpro/operations';
import type { Operation } from '../../../shared/operation';
import { PERSON, personIdOf } from '../../parameters';

export const deleteOne: Operation = {
  value: 'delete',
  name: 'Delete',
  action: 'Delete person',
  description: 'Delete a person',
  output: { deleted: 'flag' },
  properties: [PERSON],
  execute: async (run) => {
    await person.delete(run.call, await personIdOf(run));
    return [{ deleted: true }];
  },
};
