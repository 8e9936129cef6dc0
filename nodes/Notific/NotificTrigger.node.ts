import type { INodeExecutionData, INodeType, INodeTypeDescription, IPollFunctions } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { triggerProperties } from '../shared/polling/properties';
import { pollTickets } from '../shared/polling/trigger';
import { notificApiTest } from './credential-test';
import { FOLLOWING } from './trigger';
import { getServices } from './methods/loadOptions';

export class NotificTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Notific Trigger',
    name: 'notificTrigger',
    icon: { light: 'file:../../icons/notific.svg', dark: 'file:../../icons/notific.dark.svg' },
    group: ['trigger'],
    version: [1],
    subtitle: '={{$parameter["events"].join(", ")}}',
    description: 'Starts the workflow when a ticket of Notific is created, changed, closed or reopened',
    defaults: { name: 'Notific Trigger' },
    polling: true,
    inputs: [],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'notificApi', required: true, testedBy: 'notificApiTest' }],
    properties: triggerProperties(FOLLOWING.watch, FOLLOWING.filters),
  };

  methods = { credentialTest: { notificApiTest }, loadOptions: { getServices } };

  async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
    return pollTickets(this, FOLLOWING);
  }
}
