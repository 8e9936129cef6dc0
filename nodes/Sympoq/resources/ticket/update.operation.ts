import type { INodeProperties } from 'n8n-workflow';
import { VendorError } from '../../../../vendors/errors';
import { ticket } from '../../../../vendors/sympoq/operations';
import type { TicketInput } from '../../../../vendors/sympoq/operations/ticket';
import { tickets } from '../../../../vendors/sympoq/streams';
import { choices } from '../../../shared/fields';
import { describedSubject, type Form, formParameters, formProperties } from '../../../shared/form';
import type { Operation } from '../../../shared/operation';
import { heading } from '../../../shared/operation';
import { formatRecord, outputProperties } from '../../../shared/output';
import { pathsOf, TICKET } from '../../parameters';
import { changesIn, CUSTOMER_EMAIL, LEADING_FIELDS, TICKET_FIELDS } from './fields';

/** What each member is when it is empty. */
const EMPTY: TicketInput = { assignee: null, deadline: null, tags: [] };

const UPDATE_FIELDS: INodeProperties[] = [
  ...TICKET_FIELDS,
  choices('Fields to Clear', 'clear', 'Fields to empty. Custom fields are emptied by null in their JSON.', [
    { name: 'Assignee', value: 'assignee' },
    { name: 'Deadline', value: 'deadline' },
    { name: 'Tags', value: 'tags' },
  ]),
  CUSTOMER_EMAIL,
  describedSubject(),
];

const FORM: Form = {
  collection: 'updateFields',
  lead: [describedSubject(), ...LEADING_FIELDS],
  fields: UPDATE_FIELDS,
  custom: { method: 'getCustomFields', mode: 'map' },
};

export const update: Operation = {
  ...heading(
    'update',
    'Update ticket',
    'Change some fields of a ticket. SympoQ does not document how: the path is assumed and can be set in the credential.',
  ),
  output: 'tickets',
  properties: [TICKET, ...formProperties(FORM), ...outputProperties('tickets')],
  execute: async (run) => {
    const id = run.parameters.requiredId('ticketId');
    const fields = formParameters(run.parameters, FORM);
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
    return formatRecord(run, updated, { stream: tickets, kind: 'tickets' });
  },
};
