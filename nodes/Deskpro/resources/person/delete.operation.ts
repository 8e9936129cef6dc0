import { person } from '../../../../vendors/deskpro/operations';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { PERSON, personIdOf } from '../../parameters';

export const deleteOne: Operation = {
  ...heading('delete', 'Delete person', 'Delete a person'),
  output: { deleted: 'flag' },
  properties: [PERSON],
  execute: async (run) => {
    await person.delete(run.call, await personIdOf(run));
    return [{ deleted: true }];
  },
};
