import { status } from '../../../../vendors/sympoq/operations';
import { tickets } from '../../../../vendors/sympoq/streams';
import { oneOf } from '../../../shared/fields';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { outputProperties, shownOne } from '../../../shared/output';
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
      ticketId: run.given.requiredId('ticketId'),
      status: run.given.requiredText('status'),
    };
    const moved = await status.set(run.call, input, pathsOf(run));
    return shownOne(run, moved, { stream: tickets, kind: 'tickets' });
  },
};
