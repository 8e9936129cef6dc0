import { status } from '../../../../vendors/deskpro/operations';
import type { Operation } from '../../../shared/operation';
import { outputProperties } from '../../../shared/output';
import { TICKET, ticketIdOf, verbsOf } from '../../parameters';
import { ticketItem } from '../../rows';

export const set: Operation = {
  value: 'set',
  name: 'Set',
  action: 'Set status of ticket',
  description: 'Give a ticket another status',
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
    {
      displayName: 'Additional Fields',
      name: 'additionalFields',
      type: 'collection',
      placeholder: 'Add Field',
      default: {},
      options: [
        {
          displayName: 'On Hold',
          name: 'isHold',
          type: 'boolean',
          default: true,
          description: 'Whether the ticket is also put on hold, or taken off it',
        },
      ],
    },
    ...outputProperties('tickets'),
  ],
  execute: async (run) => {
    const wanted = run.given.requiredText('status');
    const hold = run.given.collection('additionalFields').switch('isHold');
    const id = await ticketIdOf(run);
    const code = await status.codeNamed(run.call, wanted);
    return ticketItem(run, await status.set(run.call, id, code, hold, verbsOf(run)));
  },
};
