import { ticket } from '../../../../vendors/synqly/operations';
import { tickets } from '../../../../vendors/synqly/streams/ticket-pages';
import { additionalFields, text } from '../../../shared/fields';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { outputProperties, shownOne } from '../../../shared/output';
import { PROJECT, projectIdOf } from '../../parameters';
import { changesIn, customFields, TICKET_FIELDS } from './fields';

export const create: Operation = {
  ...heading('create', 'Create ticket', 'Create a ticket'),
  output: 'tickets',
  properties: [
    text('Name', 'name', 'What the ticket is about, in one line', {
      required: true,
      placeholder: 'e.g. Badge reader offline',
    }),
    PROJECT,
    additionalFields(TICKET_FIELDS),
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
