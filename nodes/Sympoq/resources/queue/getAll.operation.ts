import { list } from '../../../../vendors/sympoq/operations';
import { LIMIT_PROPERTIES, limitOf } from '../../../shared/list';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { outputProperties } from '../../../shared/output';
import { pathsOf } from '../../parameters';
import { PERMISSIONS, QUEUE_OPTIONS, queueItems, wantsPermissions } from './permissions';

export const getAll: Operation = {
  ...heading('getAll', 'Get many queues', "Get many queues, with an Administrator's key"),
  output: 'queues',
  adds: PERMISSIONS,
  properties: [...LIMIT_PROPERTIES, ...outputProperties('queues'), QUEUE_OPTIONS],
  execute: async (run) => {
    const { queues } = await list.getQueues(run.call, { permissions: wantsPermissions(run) }, pathsOf(run));
    return queues.slice(0, limitOf(run)).flatMap((record) => queueItems(run, record));
  },
};
