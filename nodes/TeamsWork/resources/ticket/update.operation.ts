import type { INodeProperties } from 'n8n-workflow';
import { ticket } from '../../../../vendors/teamswork/operations';
import { tickets } from '../../../../vendors/teamswork/tickets';
import { customFieldProperties } from '../../../shared/mapper';
import type { Operation } from '../../../shared/operation';
import { byDisplayName } from '../../../shared/operation';
import { outputProperties, shownOne } from '../../../shared/output';
import { ACTING_USER, actingUser, TICKET } from '../../parameters';
import { changesIn, requestorIn, TICKET_FIELDS } from './fields';

const UPDATE_FIELDS: INodeProperties[] = [
  ...TICKET_FIELDS,
  {
    displayName: 'Requestor Email',
    name: 'requestorEmail',
    type: 'string',
    default: '',
    placeholder: 'name@email.com',
    description: 'Who asks for help',
  },
  {
    displayName: 'Title',
    name: 'title',
    type: 'string',
    default: '',
    placeholder: 'e.g. Badge reader offline',
    description: 'What the ticket is about, in one line',
  },
];

export const update: Operation = {
  value: 'update',
  name: 'Update',
  action: 'Update ticket',
  description: 'Change some fields of a ticket',
  output: 'tickets',
  properties: [
    TICKET,
    {
      displayName: 'Update Fields',
      name: 'updateFields',
      type: 'collection',
      placeholder: 'Add Field',
      default: {},
      options: UPDATE_FIELDS.sort(byDisplayName),
    },
    ...customFieldProperties('getCustomFields', 'map'),
    ACTING_USER,
    ...outputProperties('tickets'),
  ],
  execute: async (run) => {
    const id = run.given.requiredId('ticketId');
    const user = actingUser(run);
    const fields = run.given.collection('updateFields');
    const requestor = requestorIn(fields);
    const changes = { ...(await changesIn(run, fields)), ...(requestor === undefined ? {} : { requestor }) };
    return shownOne(run, await ticket.update(run.call, id, changes, user), { stream: tickets, kind: 'tickets' });
  },
};
