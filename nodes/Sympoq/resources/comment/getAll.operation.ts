import { comment, ticket } from '../../../../vendors/sympoq/operations';
import { LIMIT_PROPERTIES, limitOf } from '../../../shared/list';
import type { Operation } from '../../../shared/operation';
import { outputProperties } from '../../../shared/output';
import { entryItems } from '../../log';
import { pathsOf, TICKET } from '../../parameters';

export const getAll: Operation = {
  value: 'getAll',
  name: 'Get Many',
  action: 'Get many comments',
  description: 'Get many comments of a ticket from its event log, newest first',
  output: 'comments',
  properties: [
    TICKET,
    ...LIMIT_PROPERTIES,
    {
      displayName: 'Filters',
      name: 'filters',
      type: 'collection',
      placeholder: 'Add Filter',
      default: {},
      options: [
        {
          displayName: 'Visibility',
          name: 'visibility',
          type: 'options',
          options: [
            { name: 'Internal', value: 'internal' },
            { name: 'Public', value: 'public' },
          ],
          default: 'public',
          description: 'Only internal notes, or only what the customer sees too',
        },
      ],
    },
    ...outputProperties('comments'),
    {
      displayName: 'Options',
      name: 'options',
      type: 'collection',
      placeholder: 'Add Option',
      default: {},
      options: [
        {
          displayName: 'Include Activities',
          name: 'includeActivities',
          type: 'boolean',
          default: false,
          description: 'Whether assignments, notifications, attachments and the like are listed too',
        },
      ],
    },
  ],
  execute: async (run) => {
    const id = run.given.requiredId('ticketId');
    const visibility = run.given.collection('filters').choice('visibility');
    const whole = await ticket.get(run.call, { id, eventLog: true }, pathsOf(run));
    const wanted = comment.withLog(whole, {
      visibility: visibility === 'internal' || visibility === 'public' ? visibility : undefined,
      activities: run.given.collection('options').isOn('includeActivities'),
    });
    return entryItems(run, wanted).slice(0, limitOf(run));
  },
};
