import type { INodeExecutionData, INodeType, INodeTypeDescription, IPollFunctions } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { triggerProperties } from '../shared/polling/properties';
import { pollTickets } from '../shared/polling/trigger';
import { __camel__ApiTest } from './credential-test';
import { FOLLOWING } from './trigger';

export class __Name__Trigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: '__title__ Trigger',
    name: '__camel__Trigger',
    icon: { light: 'file:../../icons/__name__.svg', dark: 'file:../../icons/__name__.dark.svg' },
    group: ['trigger'],
    version: [1],
    subtitle: '={{$parameter["events"].join(", ")}}',
    description: 'Starts the workflow when a ticket of __title__ is created or changed',
    defaults: { name: '__title__ Trigger' },
    polling: true,
    inputs: [],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: '__camel__Api', required: true, testedBy: '__camel__ApiTest' }],
    properties: triggerProperties(FOLLOWING.watch, FOLLOWING.filters),
  };

  methods = { credentialTest: { __camel__ApiTest } };

  async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
    return pollTickets(this, FOLLOWING);
  }
}
