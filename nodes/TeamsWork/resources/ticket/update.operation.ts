import type { INodeProperties } from 'n8n-workflow';
import { ticket } from '../../../../vendors/teamswork/operations';
import { tickets } from '../../../../vendors/teamswork/streams/tickets';
import { choices, EMAIL, text, updateFields } from '../../../shared/fields';
import { customFieldProperties } from '../../../shared/mapper';
import type { Operation } from '../../../shared/operation';
import { byDisplayName, heading } from '../../../shared/operation';
import { outputProperties, shownOne } from '../../../shared/output';
import { ACTING_USER, actingUser, TICKET } from '../../parameters';
import { changesIn, requestorIn, TICKET_FIELDS } from './fields';

/** What each member is when it is empty. */
const EMPTY: ticket.TicketChanges = { assignee: null, description: '', expectedDate: null, tags: [] };

const UPDATE_FIELDS: INodeProperties[] = [
  ...TICKET_FIELDS,
  choices('Fields to Clear', 'clear', 'Fields to empty. Custom fields are emptied by null in their JSON.', [
    { name: 'Assignee', value: 'assignee' },
    { name: 'Description', value: 'description' },
    { name: 'Expected Date', value: 'expectedDate' },
    { name: 'Tags', value: 'tags' },
  ]),
  text('Requestor Email', 'requestorEmail', 'Who asks for help', EMAIL),
  text('Title', 'title', 'What the ticket is about, in one line', { placeholder: 'e.g. Badge reader offline' }),
];

export const update: Operation = {
  ...heading('update', 'Update ticket', 'Change some fields of a ticket'),
  output: 'tickets',
  properties: [
    TICKET,
    updateFields(UPDATE_FIELDS.sort(byDisplayName)),
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
