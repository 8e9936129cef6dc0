import { status } from '../../../../vendors/synqly/operations';
import { tickets } from '../../../../vendors/synqly/streams/ticket-pages';
import type { Operation } from '../../../shared/operation';
import { outputProperties, shownOne } from '../../../shared/output';
import { TICKET, ticketIdOf, WRITER_FIELDS, writerOf } from '../../parameters';

export const set: Operation = {
  value: 'set',
  name: 'Set',
  action: 'Set status of ticket',
  description: "Move a ticket to another status of the provider's workflow",
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
    WRITER_FIELDS,
    ...outputProperties('tickets'),
  ],
  execute: async (run) => {
    const name = run.given.requiredText('status');
    const moved = await status.set(run.call, ticketIdOf(run), name, writerOf(run));
    return shownOne(run, moved, { stream: tickets, kind: 'tickets' });
  },
};
