/** The fields of a ticket that may be written, for Create, Update and Create or Update alike. */
import type { INodeProperties } from 'n8n-workflow';
import type { Lookup, TicketFields } from '../../../../vendors/deskpro/operations';
import { customField, lookup, organization, status, ticket } from '../../../../vendors/deskpro/operations';
import { customFieldsGiven } from '../../../shared/mapper';
import type { OperationRun } from '../../../shared/operation';
import type { Given } from '../../../shared/given';

/** Alphabetical, as n8n wants it. */
export const TICKET_FIELDS: INodeProperties[] = [
  {
    displayName: 'Agent Name or ID',
    name: 'agent',
    type: 'options',
    typeOptions: { loadOptionsMethod: 'getAgents' },
    default: '',
    description:
      'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
  },
  {
    displayName: 'Brand Name or ID',
    name: 'brand',
    type: 'options',
    typeOptions: { loadOptionsMethod: 'getBrands' },
    default: '',
    description:
      'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
  },
  {
    displayName: 'Category Name or ID',
    name: 'category',
    type: 'options',
    typeOptions: { loadOptionsMethod: 'getCategories' },
    default: '',
    description:
      'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
  },
  {
    displayName: 'CC',
    name: 'cc',
    type: 'string',
    default: '',
    placeholder: 'name@email.com',
    description: 'Email addresses that get copies, separated by commas',
  },
  {
    displayName: 'Department Name or ID',
    name: 'department',
    type: 'options',
    typeOptions: { loadOptionsMethod: 'getDepartments' },
    default: '',
    description:
      'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
  },
  {
    displayName: 'Language Name or ID',
    name: 'language',
    type: 'options',
    typeOptions: { loadOptionsMethod: 'getLanguages' },
    default: '',
    description:
      'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
  },
  {
    displayName: 'On Hold',
    name: 'isHold',
    type: 'boolean',
    default: false,
    description: 'Whether the ticket is on hold, which Deskpro keeps beside the status',
  },
  {
    displayName: 'Organization',
    name: 'organization',
    type: 'string',
    default: '',
    placeholder: 'e.g. Example Ltd',
    description: 'Name or ID of the organization that the ticket belongs to',
  },
  {
    displayName: 'Parent Ticket ID',
    name: 'parent',
    type: 'string',
    default: '',
    placeholder: 'e.g. 9001',
    description: 'ID or reference of the ticket above this one',
  },
  {
    displayName: 'Priority Name or ID',
    name: 'priority',
    type: 'options',
    typeOptions: { loadOptionsMethod: 'getPriorities' },
    default: '',
    description:
      'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
  },
  {
    displayName: 'Product Name or ID',
    name: 'product',
    type: 'options',
    typeOptions: { loadOptionsMethod: 'getProducts' },
    default: '',
    description:
      'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
  },
  {
    displayName: 'Status Name or ID',
    name: 'status',
    type: 'options',
    typeOptions: { loadOptionsMethod: 'getStatuses' },
    default: '',
    description:
      'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
  },
  {
    displayName: 'Suppress User Notification',
    name: 'suppressUserNotify',
    type: 'boolean',
    default: true,
    description: 'Whether Deskpro sends the requester no email about it',
  },
  {
    displayName: 'Tag Names or IDs',
    name: 'tags',
    type: 'multiOptions',
    typeOptions: { loadOptionsMethod: 'getTags' },
    default: [],
    description:
      'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
  },
  {
    displayName: 'Team Name or ID',
    name: 'agentTeam',
    type: 'options',
    typeOptions: { loadOptionsMethod: 'getTeams' },
    default: '',
    description:
      'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
  },
  {
    displayName: 'Urgency',
    name: 'urgency',
    type: 'number',
    typeOptions: { minValue: 1, maxValue: 10, numberPrecision: 0 },
    default: 1,
    description: 'From 1 to 10, 10 being the most urgent',
  },
  {
    displayName: 'Workflow Name or ID',
    name: 'workflow',
    type: 'options',
    typeOptions: { loadOptionsMethod: 'getWorkflows' },
    default: '',
    description:
      'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
  },
];

export const SUBJECT_FIELD: INodeProperties = {
  displayName: 'Subject',
  name: 'subject',
  type: 'string',
  default: '',
  placeholder: 'e.g. Invoice is missing',
  description: 'What the ticket is about, in one line',
};

/** What was filled in, names resolved to what the service takes. */
export async function ticketFieldsIn(run: OperationRun, fields: Given): Promise<TicketFields> {
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
    fields: await customField.writable(run.call, 'ticket', customFieldsGiven(run)),
  };
}

type Reference =
  'agent' | 'agent_team' | 'brand' | 'category' | 'department' | 'language' | 'priority' | 'product' | 'workflow';

/** Members of a ticket that name a row of a list: the field here, the list there. */
const REFERENCES: Readonly<Record<Reference, { field: string; list: Lookup }>> = {
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

async function referencesIn(run: OperationRun, fields: Given): Promise<Partial<Record<Reference, string>>> {
  const found: Record<string, string> = {};
  for (const [member, { field, list }] of Object.entries(REFERENCES)) {
    const wanted = fields.text(field);
    if (wanted !== undefined) found[member] = await lookup.idNamed(run.call, list, wanted);
  }
  return found;
}
