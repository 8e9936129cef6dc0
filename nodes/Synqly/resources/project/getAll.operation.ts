import { projectSlice } from '../../../../vendors/synqly/operations';
import { projects } from '../../../../vendors/synqly/streams';
import { getMany, LIMIT_PROPERTIES } from '../../../shared/list';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecords, outputProperties } from '../../../shared/output';

export const getAll: Operation = {
  ...heading('getAll', 'Get many projects', 'Get many projects of the provider'),
  output: 'queues',
  properties: [...LIMIT_PROPERTIES, ...outputProperties('queues')],
  execute: async (run) =>
    formatRecords(run, await getMany(run, projects, [projectSlice]), { stream: projects, kind: 'queues' }),
};
