import { ticket } from '../../../../vendors/teamswork/operations';
import { tickets } from '../../../../vendors/teamswork/streams/tickets';
import { customFieldProperties } from '../../../shared/mapper';
import type { Operation } from '../../../shared/operation';
import { outputProperties, shownOne } from '../../../shared/output';
import { ACTING_USER, actingUser } from '../../parameters';
import { changesIn, requestorIn, TICKET_FIELDS } from './fields';

export const create: Operation = {
  value: 'create',
  name: 'Create',
  action: 'Create ticket',
  description: 'Create a ticket',
  output: 'tickets',
  properties: [
    {
      displayName: 'Title',
      name: 'title',
      type: 'string',
      required: true,
      default: '',
      placeholder: 'e.g. Badge reader offline',
      description: 'What the ticket is about, in one line',
    },
    {
      displayName: 'Requestor Email',
      name: 'requestorEmail',
      type: 'string',
      default: '',
      placeholder: 'name@email.com',
      description: 'Who asks for help; the acting user where empty',
    },
    {
      displayName: 'Additional Fields',
      name: 'additionalFields',
      type: 'collection',
      placeholder: 'Add Field',
      default: {},
      options: TICKET_FIELDS,
    },
    ...customFieldProperties('getCustomFields', 'add'),
    ACTING_USER,
    ...outputProperties('tickets'),
  ],
  execute: async (run) => {
    const user = actingUser(run);
    const fields = run.given.collection('additionalFields');
    const requestor = requestorIn(fields, run.given.text('requestorEmail')) ?? user;
    const input = { ...(await changesIn(run, fields)), title: run.given.requiredProse('title'), requestor };
    return shownOne(run, await ticket.create(run.call, input, user), { stream: tickets, kind: 'tickets' });
  },
};
