import type { INodeExecutionData, INodeType, INodeTypeDescription, IPollFunctions } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { triggerProperties } from '../shared/polling/properties';
import { pollTickets } from '../shared/polling/trigger';
import { deskproApiTest } from './credential-test';
import { FOLLOWING } from './trigger';
import { getAgents, getAllStatuses, getDepartments, getTags, getTeams } from './methods/loadOptions';

export class DeskproTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Deskpro Trigger',
    name: 'deskproTrigger',
    icon: { light: 'file:../../icons/deskpro.svg', dark: 'file:../../icons/deskpro.dark.svg' },
    group: ['trigger'],
    version: [1],
    subtitle: '={{$parameter["events"].join(", ")}}',
    description:
      'Starts the workflow when a ticket of Deskpro is created, changed, replied to or moved to another status',
    defaults: { name: 'Deskpro Trigger' },
    polling: true,
    inputs: [],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'deskproApi', required: true, testedBy: 'deskproApiTest' }],
    properties: triggerProperties(FOLLOWING.watch, FOLLOWING.filters),
  };

  methods = {
    credentialTest: { deskproApiTest },
    loadOptions: { getAgents, getAllStatuses, getDepartments, getTags, getTeams },
  };

  async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
    return pollTickets(this, FOLLOWING);
  }
}
