import type { INodeProperties } from 'n8n-workflow';
import { VendorError } from '../../../../vendors/errors';
import { ticket } from '../../../../vendors/sympoq/operations';
import type { TicketInput } from '../../../../vendors/sympoq/operations/ticket';
import { tickets } from '../../../../vendors/sympoq/streams';
import { customFieldProperties } from '../../../shared/mapper';
import type { Operation } from '../../../shared/operation';
import { byDisplayName } from '../../../shared/operation';
import { outputProperties, shownOne } from '../../../shared/output';
import { pathsOf, TICKET } from '../../parameters';
import { changesIn, TICKET_FIELDS } from './fields';

/** What each member is when it is empty. */
const EMPTY: TicketInput = { assignee: null, deadline: null, tags: [] };

const UPDATE_FIELDS: INodeProperties[] = [
  ...TICKET_FIELDS,
  {
    displayName: 'Fields to Clear',
    name: 'clear',
    type: 'multiOptions',
    options: [
      { name: 'Assignee', value: 'assignee' },
      { name: 'Deadline', value: 'deadline' },
      { name: 'Tags', value: 'tags' },
    ],
    default: [],
    description: 'Fields to empty. Custom fields are emptied by null in their JSON.',
  },
  {
    displayName: 'Customer Email',
    name: 'customerEmail',
    type: 'string',
    default: '',
    placeholder: 'name@email.com',
    description: 'Who asks for help',
  },
  {
    displayName: 'Description',
    name: 'description',
    type: 'string',
    typeOptions: { rows: 4 },
    default: '',
    description: 'What the ticket is about; its first line is the subject',
  },
];

export const update: Operation = {
  value: 'update',
  name: 'Update',
  action: 'Update ticket',
  description:
    'Change some fields of a ticket. SympoQ does not document how: the path is assumed and can be set in the credential.',
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
    ...outputProperties('tickets'),
  ],
  execute: async (run) => {
    const id = run.given.requiredId('ticketId');
    const fields = run.given.collection('updateFields');
    const { more = {}, ...changes } = await changesIn(run, fields);
    const cleared = fields.choices('clear');
    const empty = Object.entries(EMPTY).filter(([name]) => cleared.includes(name));
    const filled = Object.entries(changes).filter(([, value]) => value !== undefined);
    const known: TicketInput = Object.fromEntries([...empty, ...filled]);
    const isNothing = [...Object.values(known), ...Object.values(more)].every((value) => value === undefined);
    if (isNothing) {
      throw new VendorError({
        code: 'bad_input',
        message: 'Nothing was given to change',
        remedy: 'Give at least one field.',
      });
    }
    const updated = await ticket.update(run.call, { id, changes: { ...known, more } }, pathsOf(run));
    return shownOne(run, updated, { stream: tickets, kind: 'tickets' });
  },
};
