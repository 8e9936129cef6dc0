import { status } from '../../../../vendors/teamswork/operations';
import { tickets } from '../../../../vendors/teamswork/streams/tickets';
import { additionalFields, choice, longText, oneOf } from '../../../shared/fields';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecord, outputProperties } from '../../../shared/output';
import { ACTING_USER, actingUser, TICKET, ticketIdOf } from '../../parameters';

export const set: Operation = {
  ...heading('set', 'Set status of ticket', 'Move a ticket to another status of its workflow'),
  output: 'tickets',
  properties: [
    TICKET,
    oneOf('Status', 'status', 'getStatuses', { required: true }, ['ticketId.value']),
    additionalFields([
      longText('Comment', 'comment', 'What to say with it; some steps of a workflow demand it'),
      choice('Resolution', 'resolution', 'fixed', 'How the ticket was resolved, with a status that resolves it', [
        { name: 'Cancelled', value: 'cancelled' },
        { name: 'Cannot Resolve', value: 'cannotResolve' },
        { name: 'Fixed', value: 'fixed' },
      ]),
    ]),
    ACTING_USER,
    ...outputProperties('tickets'),
  ],
  execute: async (run) => {
    const id = await ticketIdOf(run);
    const fields = run.parameters.collection('additionalFields');
    const input = {
      status: run.parameters.requiredText('status'),
      resolution: fields.choice('resolution'),
      comment: fields.prose('comment'),
    };
    const updated = await status.set(run.call, id, input, actingUser(run));
    return formatRecord(run, updated, { stream: tickets, kind: 'tickets' });
  },
};
