import { organization } from '../../../../vendors/deskpro/operations';
import type { Operation } from '../../../shared/operation';
import { outputProperties, shownOne } from '../../../shared/output';
import { ORGANIZATION, organizationIdOf } from '../../parameters';
import { ORGANIZATIONS } from '../../rows';

export const get: Operation = {
  value: 'get',
  name: 'Get',
  action: 'Get organization',
  description: 'Get an organization by its ID or name',
  output: 'names',
  properties: [ORGANIZATION, ...outputProperties('names')],
  execute: async (run) => shownOne(run, await organization.get(run.call, await organizationIdOf(run)), ORGANIZATIONS),
};
