import { comment } from '../../../../vendors/sympoq/operations';
import type { Operation } from '../../../shared/operation';
import { outputProperties } from '../../../shared/output';
import { entryItems } from '../../log';
import { pathsOf, TICKET } from '../../parameters';

export const add: Operation = {
  value: 'add',
  name: 'Add',
  action: 'Add comment to ticket',
  description:
    'Add a reply or an internal note to a ticket. SympoQ does not document how: the path is assumed and can be set in the credential.',
  output: 'comments',
  properties: [
    TICKET,
    {
      displayName: 'Comment',
      name: 'comment',
      type: 'string',
      typeOptions: { rows: 4 },
      required: true,
      default: '',
      description: 'What to say',
    },
    {
      displayName: 'Internal Note',
      name: 'isPrivate',
      type: 'boolean',
      default: false,
      description: 'Whether only agents see it',
    },
    {
      displayName: 'Additional Fields',
      name: 'additionalFields',
      type: 'collection',
      placeholder: 'Add Field',
      default: {},
      options: [
        {
          displayName: 'Minutes',
          name: 'minutes',
          type: 'number',
          typeOptions: { minValue: 0 },
          default: 0,
          description: 'Billable time, in minutes',
        },
      ],
    },
    ...outputProperties('comments'),
  ],
  execute: async (run) => {
    const isPrivate = run.given.isOn('isPrivate');
    const input = {
      ticketId: run.given.requiredId('ticketId'),
      description: run.given.requiredProse('comment'),
      type: isPrivate ? ('note' as const) : ('reply' as const),
      minutes: run.given.collection('additionalFields').number('minutes'),
    };
    const entry = comment.entryOf(input, await comment.add(run.call, input, pathsOf(run)));
    return entryItems(run, { id: input.ticketId, event_log: [entry] });
  },
};
