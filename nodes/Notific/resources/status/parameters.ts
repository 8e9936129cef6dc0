/** Parameters of closing and reopening. */
import type { INodeProperties } from 'n8n-workflow';
import { additionalFields, time } from '../../../shared/fields';
import type { OperationRun } from '../../../shared/operation';
import { outputProperties } from '../../../shared/output';
import { expected, EXPECTED_OPTIONS, SEND_EMAILS, sendEmails, TICKET } from '../../parameters';

export const CHANGE_PROPERTIES: INodeProperties[] = [
  TICKET,
  SEND_EMAILS,
  additionalFields([time('Time', 'time', 'When it happened; now where empty')]),
  EXPECTED_OPTIONS,
  ...outputProperties('tickets'),
];

export function changeOf(run: OperationRun) {
  const time = run.parameters.collection('additionalFields').instant('time');
  return {
    id: run.parameters.requiredId('ticketId'),
    at: time ?? new Date().toISOString(),
    expected: expected(run),
    sendEmails: sendEmails(run),
  };
}
