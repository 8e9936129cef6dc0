import type { INodeExecutionData, INodeType, INodeTypeDescription, IPollFunctions } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { triggerProperties } from '../shared/polling/properties';
import { pollTickets } from '../shared/polling/trigger';
import { teamsWorkApiTest } from './credential-test';
import { FOLLOWING } from './trigger';
import { getAssignees, getStatuses, getTags } from './methods/loadOptions';

export class TeamsWorkTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'TeamsWork Polling Trigger',
    name: 'teamsWorkTrigger',
    icon: { light: 'file:../../icons/teamswork.svg', dark: 'file:../../icons/teamswork.dark.svg' },
    group: ['trigger'],
    version: [1],
    subtitle: '={{$parameter["events"].join(", ")}}',
    description:
      'Starts the workflow when a ticket of TeamsWork Ticketing is created, changed, commented on or moved to another status',
    defaults: { name: 'TeamsWork Polling Trigger' },
    polling: true,
    inputs: [],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'teamsWorkApi', required: true, testedBy: 'teamsWorkApiTest' }],
    properties: triggerProperties(FOLLOWING.watch, FOLLOWING.filters),
  };

  methods = { credentialTest: { teamsWorkApiTest }, loadOptions: { getAssignees, getStatuses, getTags } };

  async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
    return pollTickets(this, FOLLOWING);
  }
}
