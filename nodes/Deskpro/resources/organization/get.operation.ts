import { organization } from '../../../../vendors/deskpro/operations';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecord, outputProperties } from '../../../shared/output';
import { ORGANIZATION, organizationIdOf } from '../../parameters';
import { ORGANIZATIONS } from '../../rows';

export const get: Operation = {
  ...heading('get', 'Get organization', 'Get an organization by its ID or name'),
  output: 'names',
  properties: [ORGANIZATION, ...outputProperties('names')],
  execute: async (run) =>
    formatRecord(run, await organization.get(run.call, await organizationIdOf(run)), ORGANIZATIONS),
};
