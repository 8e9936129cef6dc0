import { organization } from '../../../../vendors/deskpro/operations';
import type { Operation } from '../../../shared/operation';
import { ORGANIZATION, organizationIdOf } from '../../parameters';

export const deleteOne: Operation = {
  value: 'delete',
  name: 'Delete',
  action: 'Delete organization',
  description: 'Delete an organization',
  output: { deleted: 'flag' },
  properties: [ORGANIZATION],
  execute: async (run) => {
    await organization.delete(run.call, await organizationIdOf(run));
    return [{ deleted: true }];
  },
};
