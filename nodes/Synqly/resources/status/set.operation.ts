import { status } from '../../../../vendors/synqly/operations';
import { tickets } from '../../../../vendors/synqly/streams/ticket-pages';
import { oneOf } from '../../../shared/fields';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecord, outputProperties } from '../../../shared/output';
import { TICKET, ticketIdOf, WRITER_FIELDS, writerOf } from '../../parameters';

export const set: Operation = {
  ...heading('set', 'Set status of ticket', "Move a ticket to another status of the provider's workflow"),
  output: 'tickets',
  properties: [
    TICKET,
    oneOf('Status', 'status', 'getStatuses', { required: true }),
    WRITER_FIELDS,
    ...outputProperties('tickets'),
  ],
  execute: async (run) => {
    const name = run.parameters.requiredText('status');
    const updated = await status.set(run.call, ticketIdOf(run), name, writerOf(run));
    return formatRecord(run, updated, { stream: tickets, kind: 'tickets' });
  },
};
