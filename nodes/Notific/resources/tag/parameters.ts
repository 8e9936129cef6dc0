/** Tags are the services that a customer wants to hear of; Notific's tickets have none. */
import type { INodeProperties } from 'n8n-workflow';
import type { JsonObject } from '../../../../vendors/json';
import { customers } from '../../../../vendors/notific/streams';
import { chosenIds } from '../../../../vendors/notific/operations/tag';
import { severalOf } from '../../../shared/fields';
import type { OperationRun, OperationResult } from '../../../shared/operation';
import { formatRecord } from '../../../shared/output';

export const SERVICES: INodeProperties = severalOf('Service', 'tags', 'getServices', { required: true });

export function inputOf(run: OperationRun): { customerId: string; services: string[] } {
  return {
    customerId: run.parameters.requiredId('customerId'),
    services: run.parameters.requiredNames('tags'),
  };
}

/** What a customer also shows: the services that it has now. */
export const SERVICE_IDS = { service_ids: 'texts' } as const;

export function withServices(run: OperationRun, customer: JsonObject): OperationResult {
  const items = formatRecord(run, customer, { stream: customers, kind: 'people' });
  const isRaw = run.parameters.choice('output') === 'raw';
  return isRaw ? items : items.map((item) => ({ ...item, service_ids: chosenIds(customer) }));
}
