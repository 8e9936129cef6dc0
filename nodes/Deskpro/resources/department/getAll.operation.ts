import { department } from '../../../../vendors/deskpro/operations';
import { getMany, LIMIT_PROPERTIES } from '../../../shared/list';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecords, outputProperties } from '../../../shared/output';
import { DEPARTMENTS } from '../../rows';

export const getAll: Operation = {
  ...heading('getAll', 'Get many departments', 'Get many departments that tickets can be in'),
  output: 'queues',
  properties: [...LIMIT_PROPERTIES, ...outputProperties('queues')],
  execute: async (run) =>
    formatRecords(run, await getMany(run, department.many.stream, [department.many.slice()]), DEPARTMENTS),
};
