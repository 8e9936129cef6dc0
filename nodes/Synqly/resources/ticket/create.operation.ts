import { ticket } from '../../../../vendors/synqly/operations';
import { tickets } from '../../../../vendors/synqly/streams/ticket-pages';
import type { Operation } from '../../../shared/operation';
import { outputProperties, shownOne } from '../../../shared/output';
import { PROJECT, projectIdOf } from '../../parameters';
import { changesIn, customFields, TICKET_FIELDS } from './fields';

export const create: Operation = {
  value: 'create',
  name: 'Create',
  action: 'Create ticket',
  description: 'Create a ticket',
  output: 'tickets',
  properties: [
    {
      displayName: 'Name',
      name: 'name',
      type: 'string',
      required: true,
      default: '',
      placeholder: 'e.g. Badge reader offline',
      description: 'What the ticket is about, in one line',
    },
    PROJECT,
    {
      displayName: 'Additional Fields',
      name: 'additionalFields',
      type: 'collection',
      placeholder: 'Add Field',
      default: {},
      options: TICKET_FIELDS,
    },
    ...customFields('add'),
    ...outputProperties('tickets'),
  ],
  execute: async (run) => {
    const name = run.given.requiredProse('name');
    const changes = changesIn(run, run.given.collection('additionalFields'));
    const made = await ticket.create(run.call, { ...changes, name, project: await projectIdOf(run) });
    return shownOne(run, made, { stream: tickets, kind: 'tickets' });
  },
};
