import { ticket } from '../../../../vendors/teamswork/operations';
import { tickets } from '../../../../vendors/teamswork/streams/tickets';
import { additionalFields, EMAIL, text } from '../../../shared/fields';
import { customFieldProperties } from '../../../shared/mapper';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { outputProperties, shownOne } from '../../../shared/output';
import { ACTING_USER, actingUser } from '../../parameters';
import { changesIn, requestorIn, TICKET_FIELDS } from './fields';

export const create: Operation = {
  ...heading('create', 'Create ticket', 'Create a ticket'),
  output: 'tickets',
  properties: [
    text('Title', 'title', 'What the ticket is about, in one line', {
      required: true,
      placeholder: 'e.g. Badge reader offline',
    }),
    text('Requestor Email', 'requestorEmail', 'Who asks for help; the acting user where empty', EMAIL),
    additionalFields(TICKET_FIELDS),
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
