import { status } from '../../../../vendors/sympoq/operations';
import { statuses } from '../../../../vendors/sympoq/streams';
import { LIMIT_PROPERTIES, limitOf } from '../../../shared/list';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecords, outputProperties } from '../../../shared/output';
import { pathsOf } from '../../parameters';

export const getAll: Operation = {
  ...heading(
    'getAll',
    'Get many statuses',
    'Get many statuses. SympoQ does not document their list: the path is assumed and can be set in the credential, and where there is none its four known statuses are given.',
  ),
  output: 'names',
  properties: [...LIMIT_PROPERTIES, ...outputProperties('names')],
  execute: async (run) => {
    const records = await status.getAll(run.call, pathsOf(run));
    return formatRecords(run, records.slice(0, limitOf(run)), { stream: statuses, kind: 'names' });
  },
};
