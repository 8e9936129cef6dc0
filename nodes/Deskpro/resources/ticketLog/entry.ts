/** Entries of a ticket's log as items. */
import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { ticketLog } from '../../../../vendors/deskpro/operations';
import type { Json } from '../../../../vendors/json';
import { flag } from '../../../shared/fields';
import type { OperationRun } from '../../../shared/operation';
import { rawItems } from '../../../shared/output';
import type { Shape } from '../../../shared/shape';

export const ENTRY = {
  log_id: 'text',
  ticket_id: 'text',
  action: 'text',
  message: 'text',
  from_status: 'text',
  to_status: 'text',
  person_id: 'text',
  person_name: 'text',
  created_at: 'text',
  details: 'object',
} as const satisfies Shape;

export const SIMPLIFY: INodeProperties = flag(
  'Simplify',
  'simplify',
  true,
  'Whether to return a simplified version of the response instead of the raw data',
);

export async function entryItems(run: OperationRun, records: readonly Json[]): Promise<IDataObject[]> {
  if (!run.parameters.isOn('simplify')) return rawItems(run, records);
  const nameOf = await ticketLog.namesOf(run.call, records);
  return rawItems(
    run,
    records.map((record) => ticketLog.entry(record, nameOf)),
  );
}
