import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { failedItem, nodeError } from '../shared/errors';
import { connectOnce, propertiesOf, runOperation } from '../shared/operation';
import * as listSearch from './methods/listSearch';
import * as loadOptions from './methods/loadOptions';
import { RESOURCES } from './resources';
import { NOTIFIC } from './service';

export class Notific implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Notific',
    name: 'notific',
    icon: { light: 'file:../../icons/notific.svg', dark: 'file:../../icons/notific.dark.svg' },
    group: ['transform'],
    version: [1],
    subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
    description: 'Work with tickets, customers, services and operators of Notific',
    defaults: { name: 'Notific' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'notificApi', required: true }],
    properties: propertiesOf(RESOURCES),
  };

  methods = { listSearch, loadOptions };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const results: INodeExecutionData[] = [];
    const connection = connectOnce(this, NOTIFIC);
    for (let item = 0; item < this.getInputData().length; item++) {
      try {
        results.push(...(await runOperation(RESOURCES, this, item, await connection())));
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
