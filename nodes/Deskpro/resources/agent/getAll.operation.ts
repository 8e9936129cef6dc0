import { agent } from '../../../../vendors/deskpro/operations';
import { getMany, LIMIT_PROPERTIES } from '../../../shared/list';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecords, outputProperties } from '../../../shared/output';
import { AGENTS } from '../../rows';

export const getAll: Operation = {
  ...heading('getAll', 'Get many agents', 'Get many agents of the helpdesk'),
  output: 'people',
  properties: [...LIMIT_PROPERTIES, ...outputProperties('people')],
  execute: async (run) => formatRecords(run, await getMany(run, agent.many.stream, [agent.many.slice()]), AGENTS),
};
