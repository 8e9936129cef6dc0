import { organization } from '../../../../vendors/deskpro/operations';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { ORGANIZATION, organizationIdOf } from '../../parameters';

export const deleteOne: Operation = {
  ...heading('delete', 'Delete organization', 'Delete an organization'),
  output: { deleted: 'flag' },
  properties: [ORGANIZATION],
  execute: async (run) => {
    await organization.delete(run.call, await organizationIdOf(run));
    return [{ deleted: true }];
  },
};
