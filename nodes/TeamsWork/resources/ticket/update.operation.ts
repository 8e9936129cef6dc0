import type { INodeProperties } from 'n8n-workflow';
import { ticket } from '../../../../vendors/teamswork/operations';
import { tickets } from '../../../../vendors/teamswork/streams/tickets';
import { customFieldProperties } from '../../../shared/mapper';
import type { Operation } from '../../../shared/operation';
import { byDisplayName } from '../../../shared/operation';
import { outputProperties, shownOne } from '../../../shared/output';
import { ACTING_USER, actingUser, TICKET } from '../../parameters';
import { changesIn, requestorIn, TICKET_FIELDS } from './fields';

/** What each member is when it is empty. */
const EMPTY: ticket.TicketChanges = { assignee: null, description: '', expectedDate: null, tags: [] };

const UPDATE_FIELDS: INodeProperties[] = [
  ...TICKET_FIELDS,
  {
    displayName: 'Fields to Clear',
    name: 'clear',
    type: 'multiOptions',
    options: [
      { name: 'Assignee', value: 'assignee' },
      { name: 'Description', value: 'description' },
      { name: 'Expected Date', value: 'expectedDate' },
      { name: 'Tags', value: 'tags' },
    ],
    default: [],
    description: 'Fields to empty. Custom fields are emptied by null in their JSON.',
  },
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
    const cleared = fields.choices('clear');
    const empty = Object.fromEntries(Object.entries(EMPTY).filter(([name]) => cleared.includes(name)));
    const changes = { ...empty, ...(await changesIn(run, fields)), ...(requestor === undefined ? {} : { requestor }) };
    return shownOne(run, await ticket.update(run.call, id, changes, user), { stream: tickets, kind: 'tickets' });
  },
};
