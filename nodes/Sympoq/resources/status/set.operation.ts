import { status } from '../../../../vendors/sympoq/operations';
import { tickets } from '../../../../vendors/sympoq/streams';
import { oneOf } from '../../../shared/fields';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecord, outputProperties } from '../../../shared/output';
import { pathsOf, TICKET } from '../../parameters';

export const set: Operation = {
  ...heading(
    'set',
    'Set status of ticket',
    'Set the status of a ticket. SympoQ does not document how: the path is assumed and can be set in the credential.',
  ),
  output: 'tickets',
  properties: [TICKET, oneOf('Status', 'status', 'getStatuses', { required: true }), ...outputProperties('tickets')],
  execute: async (run) => {
    const input = {
      ticketId: run.parameters.requiredId('ticketId'),
      status: run.parameters.requiredText('status'),
    };
    const updated = await status.set(run.call, input, pathsOf(run));
    return formatRecord(run, updated, { stream: tickets, kind: 'tickets' });
  },
};
