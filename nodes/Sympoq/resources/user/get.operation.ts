import { list } from '../../../../vendors/sympoq/operations';
import { users } from '../../../../vendors/sympoq/streams';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecord, outputProperties } from '../../../shared/output';
import { pathsOf, USER } from '../../parameters';

export const get: Operation = {
  ...heading(
    'get',
    'Get user',
    'Get an agent or a customer by ID. SympoQ does not document how: the path is assumed and can be set in the credential.',
  ),
  output: 'people',
  properties: [USER, ...outputProperties('people')],
  execute: async (run) => {
    const record = await list.getUserBy(run.call, { id: run.parameters.requiredId('userId') }, pathsOf(run));
    return formatRecord(run, record, { stream: users, kind: 'people' });
  },
};
