import type { INodeExecutionData, INodeType, INodeTypeDescription, IPollFunctions } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { ticketlakeApiTest } from './credential-test';
import { pollRuns, TRIGGER_PROPERTIES } from './poll';

export class TicketlakeTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Ticketlake Trigger',
    name: 'ticketlakeTrigger',
    icon: { light: 'file:../../icons/ticketlake.svg', dark: 'file:../../icons/ticketlake.dark.svg' },
    group: ['trigger'],
    version: [1],
    subtitle: '={{$parameter["events"].join(", ")}}',
    description: 'Starts the workflow when an export of Ticketlake has finished or failed',
    defaults: { name: 'Ticketlake Trigger' },
    polling: true,
    inputs: [],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'ticketlakeApi', required: true, testedBy: 'ticketlakeApiTest' }],
    properties: TRIGGER_PROPERTIES,
  };

  methods = { credentialTest: { ticketlakeApiTest } };

  async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
    return pollRuns(this);
  }
}
