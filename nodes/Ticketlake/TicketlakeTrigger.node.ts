import type { INodeExecutionData, INodeType, INodeTypeDescription, IPollFunctions } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { pollRuns } from './poll';
import { SIMPLIFY } from './run-items';

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
    credentials: [{ name: 'ticketlakeApi', required: true }],
    properties: [
      {
        displayName: 'Events',
        name: 'events',
        type: 'multiOptions',
        required: true,
        default: ['failed'],
        description: 'What starts the workflow, an item a run',
        options: [
          {
            name: 'Run Failed',
            value: 'failed',
            description: 'A run that failed, crashed or read only a part; one that was cancelled did not fail',
          },
          { name: 'Run Finished', value: 'finished', description: 'Any other run that has ended' },
        ],
      },
      SIMPLIFY,
    ],
  };

  async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
    return pollRuns(this);
  }
}
