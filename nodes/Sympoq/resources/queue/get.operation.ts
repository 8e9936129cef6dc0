import { list } from '../../../../vendors/sympoq/operations';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { outputProperties } from '../../../shared/output';
import { pathsOf, QUEUE } from '../../parameters';
import { PERMISSIONS, QUEUE_OPTIONS, queueItems, wantsPermissions } from './permissions';

export const get: Operation = {
  ...heading('get', 'Get queue', "Get a queue by its ID, with an Administrator's key"),
  output: 'queues',
  adds: PERMISSIONS,
  properties: [QUEUE, ...outputProperties('queues'), QUEUE_OPTIONS],
  execute: async (run) => {
    const input = { id: run.parameters.requiredId('queueId'), permissions: wantsPermissions(run) };
    const { queue } = await list.getQueueWith(run.call, input, pathsOf(run));
    return queueItems(run, queue);
  },
};
