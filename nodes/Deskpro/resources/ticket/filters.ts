/** Every filter of the list of tickets that is documented. */
import type { INodeProperties } from 'n8n-workflow';

/** Alphabetical, as n8n wants it. */
export const TICKET_FILTERS: INodeProperties[] = [
  {
    displayName: 'Agent Names or IDs',
    name: 'agent',
    type: 'multiOptions',
    typeOptions: { loadOptionsMethod: 'getAgents' },
    default: [],
    description:
      'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
  },
  {
    displayName: 'Created After',
    name: 'createdAfter',
    type: 'dateTime',
    default: '',
    description: 'Only tickets that were created at this time or later',
  },
  {
    displayName: 'Created Before',
    name: 'createdBefore',
    type: 'dateTime',
    default: '',
    description: 'Only tickets that were created at this time or earlier',
  },
  {
    displayName: 'Custom Fields (JSON)',
    name: 'customFields',
    type: 'json',
    default: '{}',
    description: 'Only tickets whose custom fields hold these values, as a JSON object by ID or name',
  },
  {
    displayName: 'Department Names or IDs',
    name: 'department',
    type: 'multiOptions',
    typeOptions: { loadOptionsMethod: 'getDepartments' },
    default: [],
    description:
      'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
  },
  {
    displayName: 'Except Status Names or IDs',
    name: 'notStatus',
    type: 'multiOptions',
    typeOptions: { loadOptionsMethod: 'getAllStatuses' },
    default: [],
    description:
      'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
  },
  {
    displayName: 'Language Names or IDs',
    name: 'language',
    type: 'multiOptions',
    typeOptions: { loadOptionsMethod: 'getLanguages' },
    default: [],
    description:
      'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
  },
  {
    displayName: 'Last Agent Reply After',
    name: 'lastAgentReplyAfter',
    type: 'dateTime',
    default: '',
    description: 'Only tickets that an agent last replied to at this time or later',
  },
  {
    displayName: 'Last Agent Reply Before',
    name: 'lastAgentReplyBefore',
    type: 'dateTime',
    default: '',
    description: 'Only tickets that an agent last replied to at this time or earlier',
  },
  {
    displayName: 'Last User Reply After',
    name: 'lastUserReplyAfter',
    type: 'dateTime',
    default: '',
    description: 'Only tickets that the user last replied to at this time or later',
  },
  {
    displayName: 'Last User Reply Before',
    name: 'lastUserReplyBefore',
    type: 'dateTime',
    default: '',
    description: 'Only tickets that the user last replied to at this time or earlier',
  },
  {
    displayName: 'Organizations',
    name: 'organization',
    type: 'string',
    default: '',
    placeholder: 'e.g. Example Ltd, 17',
    description: 'Only tickets of these organizations, by name or ID, separated by commas',
  },
  {
    displayName: 'Problem IDs',
    name: 'problem',
    type: 'string',
    default: '',
    placeholder: 'e.g. 3, 4',
    description: 'Only tickets that are linked to one of these, separated by commas',
  },
  {
    displayName: 'Requesters',
    name: 'person',
    type: 'string',
    default: '',
    placeholder: 'name@email.com',
    description: 'Only tickets of these people, by email address or ID, separated by commas',
  },
  {
    displayName: 'Resolved After',
    name: 'resolvedAfter',
    type: 'dateTime',
    default: '',
    description: 'Only tickets that were resolved at this time or later',
  },
  {
    displayName: 'Resolved Before',
    name: 'resolvedBefore',
    type: 'dateTime',
    default: '',
    description: 'Only tickets that were resolved at this time or earlier',
  },
  {
    displayName: 'SLA Names or IDs',
    name: 'sla',
    type: 'multiOptions',
    typeOptions: { loadOptionsMethod: 'getSlas' },
    default: [],
    description:
      'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
  },
  {
    displayName: 'SLA Status',
    name: 'slaStatus',
    type: 'multiOptions',
    options: [
      { name: 'Breached', value: 'fail' },
      { name: 'OK', value: 'ok' },
      { name: 'Warning', value: 'warning' },
    ],
    default: [],
    description: 'Only tickets whose SLA stands so',
  },
  {
    displayName: 'Star Names or IDs',
    name: 'star',
    type: 'multiOptions',
    typeOptions: { loadOptionsMethod: 'getStars' },
    default: [],
    description:
      'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
  },
  {
    displayName: 'Status Names or IDs',
    name: 'status',
    type: 'multiOptions',
    typeOptions: { loadOptionsMethod: 'getAllStatuses' },
    default: [],
    description:
      'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
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
    displayName: 'Team Names or IDs',
    name: 'agentTeam',
    type: 'multiOptions',
    typeOptions: { loadOptionsMethod: 'getTeams' },
    default: [],
    description:
      'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
  },
  {
    displayName: 'Ticket IDs',
    name: 'ids',
    type: 'string',
    default: '',
    placeholder: 'e.g. 9001, 9002',
    description:
      'Only these tickets, by ID or reference, separated by commas. It stands alone: Deskpro takes no other filter with it.',
  },
  {
    displayName: 'Urgency',
    name: 'urgency',
    type: 'string',
    default: '',
    placeholder: 'e.g. 8, 9, 10',
    description: 'Only tickets of these urgencies, from 1 to 10, separated by commas',
  },
];
