import type { INodeExecutionData, INodeType, INodeTypeDescription, IPollFunctions } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { triggerProperties } from '../shared/polling/properties';
import { pollTickets } from '../shared/polling/trigger';
import { synqlyApiTest } from './credential-test';
import { FOLLOWING, MORE } from './trigger';
import { getIssueTypes, getProjects, getStatuses, getTags } from './methods/loadOptions';

export class SynqlyTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Synqly Polling Trigger',
    name: 'synqlyTrigger',
    icon: { light: 'file:../../icons/synqly.svg', dark: 'file:../../icons/synqly.dark.svg' },
    group: ['trigger'],
    version: [1],
    subtitle: '={{$parameter["events"].join(", ")}}',
    description:
      'Starts the workflow when a ticket of Synqly Ticketing is created, changed, commented on or moved to another status',
    defaults: { name: 'Synqly Polling Trigger' },
    polling: true,
    inputs: [],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'synqlyApi', required: true, testedBy: 'synqlyApiTest' }],
    properties: triggerProperties(FOLLOWING.watch, FOLLOWING.filters, MORE),
  };

  methods = { credentialTest: { synqlyApiTest }, loadOptions: { getIssueTypes, getProjects, getStatuses, getTags } };

  async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
    return pollTickets(this, FOLLOWING);
  }
}
