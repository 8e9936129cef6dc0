import type { INodeProperties } from 'n8n-workflow';
import type { TicketFields } from '../../../../vendors/deskpro/operations';
import { ticket } from '../../../../vendors/deskpro/operations';
import { choices } from '../../../shared/fields';
import { type Form, emptied, formParameters, formProperties } from '../../../shared/form';
import type { Operation } from '../../../shared/operation';
import { heading } from '../../../shared/operation';
import { outputProperties } from '../../../shared/output';
import { TICKET, ticketIdOf, verbsOf } from '../../parameters';
import { ticketItem } from '../../rows';
import { LEADING_FIELDS, SUBJECT_FIELD, TICKET_FIELDS, ticketFieldsIn } from './fields';

/** Fields of a ticket that may hold nothing, as they are then sent. */
const EMPTIED = {
  agent: null,
  category: null,
  language: null,
  organization: null,
  parent: null,
  priority: null,
  product: null,
  labels: [],
  agent_team: null,
  workflow: null,
} satisfies TicketFields;

const CLEAR_FIELDS: INodeProperties = choices('Clear Fields', 'clear', 'Fields to make empty', [
  { name: 'Agent', value: 'agent' },
  { name: 'Category', value: 'category' },
  { name: 'Language', value: 'language' },
  { name: 'Organization', value: 'organization' },
  { name: 'Parent', value: 'parent' },
  { name: 'Priority', value: 'priority' },
  { name: 'Product', value: 'product' },
  { name: 'Tags', value: 'labels' },
  { name: 'Team', value: 'agent_team' },
  { name: 'Workflow', value: 'workflow' },
]);

const FORM: Form = {
  collection: 'updateFields',
  lead: [SUBJECT_FIELD, ...LEADING_FIELDS],
  fields: [...TICKET_FIELDS, CLEAR_FIELDS, SUBJECT_FIELD],
  custom: { method: 'getCustomFields', mode: 'map' },
};

export const update: Operation = {
  ...heading('update', 'Update ticket', 'Change some fields of a ticket'),
  output: 'tickets',
  properties: [TICKET, ...formProperties(FORM), ...outputProperties('tickets')],
  execute: async (run) => {
    const id = await ticketIdOf(run);
    const fields = formParameters(run.parameters, FORM);
    const changes: TicketFields = { ...(await ticketFieldsIn(run, fields)), ...emptied(fields, EMPTIED) };
    return ticketItem(run, await ticket.update(run.call, id, changes, verbsOf(run)));
  },
};
