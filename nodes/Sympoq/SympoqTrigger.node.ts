import type { INodeExecutionData, INodeType, INodeTypeDescription, IPollFunctions } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { triggerProperties } from '../shared/polling/properties';
import { pollTickets } from '../shared/polling/trigger';
import { sympoqApiTest } from './credential-test';
import { FOLLOWING } from './trigger';
import { getAgents, getPriorities, getQueues, getStatuses, getTags, getTopics } from './methods/loadOptions';

export class SympoqTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'SympoQ Trigger',
    name: 'sympoqTrigger',
    icon: { light: 'file:../../icons/sympoq.svg', dark: 'file:../../icons/sympoq.dark.svg' },
    group: ['trigger'],
    version: [1],
    subtitle: '={{$parameter["events"].join(", ")}}',
    description:
      'Starts the workflow when a ticket of SympoQ is created, changed, replied to or moved to another status',
    defaults: { name: 'SympoQ Trigger' },
    polling: true,
    inputs: [],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'sympoqApi', required: true, testedBy: 'sympoqApiTest' }],
    properties: triggerProperties(FOLLOWING.watch, FOLLOWING.filters),
  };

  methods = {
    credentialTest: { sympoqApiTest },
    loadOptions: { getAgents, getPriorities, getQueues, getStatuses, getTags, getTopics },
  };

  async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
    return pollTickets(this, FOLLOWING);
  }
}
