import type { INodeProperties } from 'n8n-workflow';
import { ticket } from '../../../../vendors/teamswork/operations';
import { tickets } from '../../../../vendors/teamswork/streams/tickets';
import { choices } from '../../../shared/fields';
import { type Form, emptied, formParameters, formProperties, subject } from '../../../shared/form';
import type { Operation } from '../../../shared/operation';
import { heading } from '../../../shared/operation';
import { formatRecord, outputProperties } from '../../../shared/output';
import { ACTING_USER, actingUser, TICKET } from '../../parameters';
import { changesIn, leadingFields, requestorEmail, requestorIn, TICKET_FIELDS, TITLE } from './fields';

/** What each member is when it is empty. */
const EMPTY: ticket.TicketChanges = { assignee: null, description: '', expectedDate: null, tags: [] };

const REQUESTER = 'Who asks for help';

const UPDATE_FIELDS: INodeProperties[] = [
  ...TICKET_FIELDS,
  choices('Fields to Clear', 'clear', 'Fields to empty. Custom fields are emptied by null in their JSON.', [
    { name: 'Assignee', value: 'assignee' },
    { name: 'Description', value: 'description' },
    { name: 'Expected Date', value: 'expectedDate' },
    { name: 'Tags', value: 'tags' },
  ]),
  requestorEmail(REQUESTER),
  TITLE,
];

const FORM: Form = {
  collection: 'updateFields',
  lead: [subject('title'), ...leadingFields(REQUESTER)],
  fields: UPDATE_FIELDS,
  custom: { method: 'getCustomFields', mode: 'map' },
};

export const update: Operation = {
  ...heading('update', 'Update ticket', 'Change some fields of a ticket'),
  output: 'tickets',
  properties: [TICKET, ...formProperties(FORM), ACTING_USER, ...outputProperties('tickets')],
  execute: async (run) => {
    const id = run.parameters.requiredId('ticketId');
    const user = actingUser(run);
    const fields = formParameters(run.parameters, FORM);
    const requestor = requestorIn(fields);
    const empty = emptied(fields, EMPTY);
    const changes = { ...empty, ...(await changesIn(run, fields)), ...(requestor === undefined ? {} : { requestor }) };
    return formatRecord(run, await ticket.update(run.call, id, changes, user), { stream: tickets, kind: 'tickets' });
  },
};
