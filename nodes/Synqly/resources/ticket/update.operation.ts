import type { INodeProperties } from 'n8n-workflow';
import { projectNamed, ticket } from '../../../../vendors/synqly/operations';
import type { TicketChange } from '../../../../vendors/synqly/operations';
import { tickets } from '../../../../vendors/synqly/streams/ticket-pages';
import { choice, choices, oneOf } from '../../../shared/fields';
import { type Form, formParameters, formProperties, subject } from '../../../shared/form';
import type { Operation, OperationRun } from '../../../shared/operation';
import { heading } from '../../../shared/operation';
import { formatRecord, outputProperties } from '../../../shared/output';
import { shownOnlyWith } from '../../../shared/version';
import { TICKET, ticketIdOf } from '../../parameters';
import { changesIn, customFields, LEADING_FIELDS, NAME, TICKET_FIELDS } from './fields';
import type { ParameterReader } from '../../../shared/parameter-reader';

const UPDATE_FIELDS: INodeProperties[] = [
  ...TICKET_FIELDS,
  choices('Fields to Clear', 'clear', 'Fields to empty; a provider may refuse it for some', [
    { name: 'Assignee', value: 'assignee' },
    { name: 'Completion Date', value: 'completion_date' },
    { name: 'Contact', value: 'contact' },
    { name: 'Description', value: 'description' },
    { name: 'Due Date', value: 'due_date' },
    { name: 'Parent', value: 'parent' },
    { name: 'Priority', value: 'priority' },
    { name: 'Tags', value: 'tags' },
  ]),
  NAME,
  oneOf('Project', 'project', 'getProjects'),
];

const FORM: Form = {
  collection: 'updateFields',
  lead: [subject('name'), ...LEADING_FIELDS],
  fields: UPDATE_FIELDS,
  custom: customFields('map'),
};

export const update: Operation = {
  ...heading('update', 'Update ticket', 'Change some fields of a ticket'),
  output: 'tickets',
  properties: [
    TICKET,
    choice('Update By', 'updateBy', 'fields', 'How the changes are given', [
      { name: 'Fields', value: 'fields', description: 'Choose the fields to change' },
      { name: 'JSON Patch', value: 'patch', description: 'Write the steps by the rules of RFC 6902' },
    ]),
    ...formProperties(FORM).map((property) => shownOnlyWith(property, 'updateBy', 'fields')),
    {
      displayName: 'JSON Patch',
      name: 'jsonPatch',
      type: 'json',
      required: true,
      default: '[]',
      placeholder: 'e.g. [{"op": "replace", "path": "/status", "value": "Done"}]',
      displayOptions: { show: { updateBy: ['patch'] } },
      description: 'Steps that change the ticket, carried out in order',
    },
    ...outputProperties('tickets'),
  ],
  execute: async (run) => formatRecord(run, await changed(run), { stream: tickets, kind: 'tickets' }),
};

async function changed(run: OperationRun) {
  const id = ticketIdOf(run);
  if (run.parameters.choice('updateBy') === 'patch') {
    return ticket.patch(run.call, id, run.parameters.json('jsonPatch') ?? []);
  }
  const fields = formParameters(run.parameters, FORM);
  const project = fields.text('project');
  const change: TicketChange = {
    ...changesIn(run, fields),
    name: fields.prose('name'),
    project: project === undefined ? undefined : await projectNamed(run.call, project),
  };
  return ticket.update(run.call, id, { ...clearedBy(fields), ...definedMembers(change) });
}

function clearedBy(fields: ParameterReader): TicketChange {
  return Object.fromEntries(fields.choices('clear').map((member) => [member, null]));
}

function definedMembers(change: TicketChange): TicketChange {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}
