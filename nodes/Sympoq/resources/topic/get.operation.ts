import { list } from '../../../../vendors/sympoq/operations';
import { topics } from '../../../../vendors/sympoq/streams';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecord, outputProperties } from '../../../shared/output';
import { pathsOf, TOPIC } from '../../parameters';

export const get: Operation = {
  ...heading('get', 'Get topic', "Get a topic by its ID, with an Administrator's key"),
  output: 'names',
  properties: [TOPIC, ...outputProperties('names')],
  execute: async (run) => {
    const record = await list.getTopicBy(run.call, { id: run.parameters.requiredId('topicId') }, pathsOf(run));
    return formatRecord(run, record, { stream: topics, kind: 'names' });
  },
};
