import { list } from '../../../../vendors/sympoq/operations';
import { users } from '../../../../vendors/sympoq/streams';
import { LIMIT_PROPERTIES, limitOf } from '../../../shared/list';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecords, outputProperties } from '../../../shared/output';
import { pathsOf } from '../../parameters';

export const getAll: Operation = {
  ...heading(
    'getAll',
    'Get many users',
    'Get many agents and customers. SympoQ does not document their list: the path is assumed and can be set in the credential.',
  ),
  output: 'people',
  properties: [...LIMIT_PROPERTIES, ...outputProperties('people')],
  execute: async (run) => {
    const records = await list.listOf(run.call, 'user', pathsOf(run));
    return formatRecords(run, records.slice(0, limitOf(run)), { stream: users, kind: 'people' });
  },
};
