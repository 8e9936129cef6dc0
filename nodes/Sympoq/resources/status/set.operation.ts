import { status } from '../../../../vendors/sympoq/operations';
import { tickets } from '../../../../vendors/sympoq/streams';
import type { Operation } from '../../../shared/operation';
import { outputProperties, shownOne } from '../../../shared/output';
import { pathsOf, TICKET } from '../../parameters';

export const set: Operation = {
  value: 'set',
  name: 'Set',
  action: 'Set status of ticket',
  description:
    'Set the status of a ticket. SympoQ does not document how: the path is assumed and can be set in the credential.',
  output: 'tickets',
  properties: [
    TICKET,
    {
      displayName: 'Status Name or ID',
      name: 'status',
      type: 'options',
      typeOptions: { loadOptionsMethod: 'getStatuses' },
      required: true,
      default: '',
      description:
        'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
    },
    ...outputProperties('tickets'),
  ],
  execute: async (run) => {
    const input = {
      ticketId: run.given.requiredId('ticketId'),
      status: run.given.requiredText('status'),
    };
    const moved = await status.set(run.call, input, pathsOf(run));
    return shownOne(run, moved, { stream: tickets, kind: 'tickets' });
  },
};
