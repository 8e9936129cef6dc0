import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { failedItem, nodeError } from '../shared/errors';
import { connectOnce, propertiesOf, runOperation } from '../shared/operation';
import * as listSearch from './methods/listSearch';
import * as loadOptions from './methods/loadOptions';
import { RESOURCES } from './resources';
import { TICKETLAKE } from './service';

export class Ticketlake implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Ticketlake',
    name: 'ticketlake',
    icon: { light: 'file:../../icons/ticketlake.svg', dark: 'file:../../icons/ticketlake.dark.svg' },
    group: ['transform'],
    version: [1],
    subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
    description: 'Run exports of Ticketlake, query the tickets of all services with SQL, and download tables',
    defaults: { name: 'Ticketlake' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'ticketlakeApi', required: true }],
    properties: propertiesOf(RESOURCES),
  };

  methods = { listSearch, loadOptions };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const results: INodeExecutionData[] = [];
    const connection = connectOnce(this, TICKETLAKE);
    for (let item = 0; item < this.getInputData().length; item++) {
      try {
        for (const each of await runOperation(RESOURCES, this, item, await connection())) results.push(each);
      } catch (error) {
        if (this.continueOnFail()) {
          results.push(failedItem(this, error, item));
          continue;
        }
        throw nodeError(this, error, item);
      }
    }
    return [results];
  }
}
