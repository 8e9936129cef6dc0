/** `execute` of every action node: one loop over the input items, errors on their item. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { failedItem, nodeError } from './errors';
import type { Resource } from './operation';
import { connectOnce, runOperation } from './operation';
import type { Service } from './service';

export function executeWith(service: Service, resources: readonly Resource[]) {
  return async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const results: INodeExecutionData[] = [];
    const connection = connectOnce(this, service);
    for (let item = 0; item < this.getInputData().length; item++) {
      try {
        // One by one: V8 takes no more than some 125,000 arguments in a call.
        for (const result of await runOperation(resources, this, item, await connection())) results.push(result);
      } catch (error) {
        if (!this.continueOnFail()) throw nodeError(this, error, item);
        results.push(failedItem(this, error, item));
      }
    }
    return [results];
  };
}
