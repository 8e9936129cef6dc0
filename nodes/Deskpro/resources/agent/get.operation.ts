import { agent } from '../../../../vendors/deskpro/operations';
import type { Operation } from '../../../shared/operation';
import { outputProperties, shownOne } from '../../../shared/output';
import { AGENT, agentIdOf } from '../../parameters';
import { AGENTS } from '../../rows';

export const get: Operation = {
  value: 'get',
  name: 'Get',
  action: 'Get agent',
  description: 'Get an agent by ID, name or email address',
  output: 'people',
  properties: [AGENT, ...outputProperties('people')],
  execute: async (run) => shownOne(run, await agent.get(run.call, await agentIdOf(run)), AGENTS),
};
