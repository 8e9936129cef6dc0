import { agent } from '../../../../vendors/deskpro/operations';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecord, outputProperties } from '../../../shared/output';
import { AGENT, agentIdOf } from '../../parameters';
import { AGENTS } from '../../rows';

export const get: Operation = {
  ...heading('get', 'Get agent', 'Get an agent by ID, name or email address'),
  output: 'people',
  properties: [AGENT, ...outputProperties('people')],
  execute: async (run) => formatRecord(run, await agent.get(run.call, await agentIdOf(run)), AGENTS),
};
