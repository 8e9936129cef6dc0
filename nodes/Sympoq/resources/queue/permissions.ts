/** Who may do what in a queue. */
import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { Json } from '../../../../vendors/json';
import { arrayAt, asText, isObject, numberOf } from '../../../../vendors/json';
import { queues } from '../../../../vendors/sympoq/streams';
import { flag, options } from '../../../shared/fields';
import type { OperationRun } from '../../../shared/operation';
import { formatRecord } from '../../../shared/output';

/** What a queue also shows where it is asked for. */
export const PERMISSIONS = { permissions: { each: { agent: 'number', role: 'text' } } } as const;

export const QUEUE_OPTIONS: INodeProperties = options([
  flag(
    'Include Permissions',
    'includePermissions',
    false,
    'Whether to get the agents of the queue and their roles too',
  ),
]);

export function wantsPermissions(run: OperationRun): boolean {
  return run.parameters.collection('options').isOn('includePermissions');
}

export function queueItems(run: OperationRun, record: Json): IDataObject[] {
  const items = formatRecord(run, record, { stream: queues, kind: 'queues' });
  const isRaw = run.parameters.choice('output') === 'raw';
  if (isRaw || !wantsPermissions(run)) return items;
  const permissions = arrayAt(record, 'permissions')
    .filter(isObject)
    .map(({ agent, role }) => ({ agent: numberOf(agent), role: asText(role) }));
  return items.map((item) => ({ ...item, permissions }));
}
