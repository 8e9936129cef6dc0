import { list } from '../../../../vendors/sympoq/operations';
import { topics } from '../../../../vendors/sympoq/streams';
import { LIMIT_PROPERTIES, limitOf } from '../../../shared/list';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecords, outputProperties } from '../../../shared/output';
import { pathsOf } from '../../parameters';

export const getAll: Operation = {
  ...heading('getAll', 'Get many topics', "Get many topics, with an Administrator's key"),
  output: 'names',
  properties: [...LIMIT_PROPERTIES, ...outputProperties('names')],
  execute: async (run) => {
    const records = await list.listOf(run.call, 'topic', pathsOf(run));
    return formatRecords(run, records.slice(0, limitOf(run)), { stream: topics, kind: 'names' });
  },
};
