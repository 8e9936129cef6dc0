/** The fields of a ticket that may be written, for Create, Update and Create or Update alike. */
import type { INodeProperties } from 'n8n-workflow';
import type { Lookup, TicketFields } from '../../../../vendors/deskpro/operations';
import { customField, lookup, organization, status, ticket } from '../../../../vendors/deskpro/operations';
import { EMAIL, flag, number, oneOf, severalOf, text } from '../../../shared/fields';
import { subject } from '../../../shared/form';
import { customFieldsGiven } from '../../../shared/mapper';
import type { OperationRun } from '../../../shared/operation';
import type { ParameterReader } from '../../../shared/parameter-reader';

/** Alphabetical, as n8n wants it. */
export const TICKET_FIELDS: INodeProperties[] = [
  oneOf('Agent', 'agent', 'getAgents'),
  oneOf('Brand', 'brand', 'getBrands'),
  oneOf('Category', 'category', 'getCategories'),
  text('CC', 'cc', 'Email addresses that get copies, separated by commas', EMAIL),
  oneOf('Department', 'department', 'getDepartments'),
  oneOf('Language', 'language', 'getLanguages'),
  flag('On Hold', 'isHold', false, 'Whether the ticket is on hold, which Deskpro keeps beside the status'),
  text('Organization', 'organization', 'Name or ID of the organization that the ticket belongs to', {
    placeholder: 'e.g. Example Ltd',
  }),
  text('Parent Ticket ID', 'parent', 'ID or reference of the ticket above this one', { placeholder: 'e.g. 9001' }),
  oneOf('Priority', 'priority', 'getPriorities'),
  oneOf('Product', 'product', 'getProducts'),
  oneOf('Status', 'status', 'getStatuses'),
  flag(
    'Suppress User Notification',
    'suppressUserNotify',
    true,
    'Whether Deskpro sends the requester no email about it',
  ),
  severalOf('Tag', 'tags', 'getTags'),
  oneOf('Team', 'agentTeam', 'getTeams'),
  number('Urgency', 'urgency', 1, 'From 1 to 10, 10 being the most urgent', {
    typeOptions: { minValue: 1, maxValue: 10, numberPrecision: 0 },
  }),
  oneOf('Workflow', 'workflow', 'getWorkflows'),
];

export const SUBJECT_FIELD: INodeProperties = subject('subject', { placeholder: 'e.g. Invoice is missing' });

/** What version 2 of the forms has before the collection, behind the subject and what only a new ticket has. */
export const LEADING_FIELDS: INodeProperties[] = [
  oneOf('Status', 'status', 'getStatuses'),
  oneOf('Priority', 'priority', 'getPriorities'),
  oneOf('Assignee', 'agent', 'getAgents'),
];

/** What was filled in, names resolved to what the service takes. */
export async function ticketFieldsIn(run: OperationRun, fields: ParameterReader): Promise<TicketFields> {
  const [group, above, state] = [fields.text('organization'), fields.text('parent'), fields.text('status')];
  const cc = fields.names('cc');
  const labels = fields.names('tags');
  return {
    subject: fields.prose('subject'),
    ...(await referencesIn(run, fields)),
    organization: group === undefined ? undefined : await organization.idNamed(run.call, group),
    parent: above === undefined ? undefined : await ticket.idFrom(run.call, above),
    status: state === undefined ? undefined : await status.codeNamed(run.call, state),
    is_hold: fields.switch('isHold'),
    urgency: fields.number('urgency'),
    labels: labels.length === 0 ? undefined : labels,
    cc: cc.length === 0 ? undefined : cc,
    suppress_user_notify: fields.switch('suppressUserNotify'),
    fields: await customField.writable(run.call, 'ticket', customFieldsGiven(run, fields)),
  };
}

type ReferenceField =
  'agent' | 'agent_team' | 'brand' | 'category' | 'department' | 'language' | 'priority' | 'product' | 'workflow';

/** Members of a ticket that name a row of a list: the field here, the list there. */
const REFERENCES: Readonly<Record<ReferenceField, { field: string; list: Lookup }>> = {
  agent: { field: 'agent', list: 'agents' },
  agent_team: { field: 'agentTeam', list: 'agent_teams' },
  brand: { field: 'brand', list: 'brands' },
  category: { field: 'category', list: 'categories' },
  department: { field: 'department', list: 'departments' },
  language: { field: 'language', list: 'languages' },
  priority: { field: 'priority', list: 'priorities' },
  product: { field: 'product', list: 'products' },
  workflow: { field: 'workflow', list: 'workflows' },
};

async function referencesIn(
  run: OperationRun,
  fields: ParameterReader,
): Promise<Partial<Record<ReferenceField, string>>> {
  const found: Record<string, string> = {};
  for (const [member, { field, list }] of Object.entries(REFERENCES)) {
    const requested = fields.text(field);
    if (requested !== undefined) found[member] = await lookup.idNamed(run.call, list, requested);
  }
  return found;
}
