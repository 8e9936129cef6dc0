import { department } from '../../../../vendors/deskpro/operations';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecord, outputProperties } from '../../../shared/output';
import { DEPARTMENT, departmentIdOf } from '../../parameters';
import { DEPARTMENTS } from '../../rows';

export const get: Operation = {
  ...heading('get', 'Get department', 'Get a department by its ID or name'),
  output: 'queues',
  properties: [DEPARTMENT, ...outputProperties('queues')],
  execute: async (run) => formatRecord(run, await department.get(run.call, await departmentIdOf(run)), DEPARTMENTS),
};
