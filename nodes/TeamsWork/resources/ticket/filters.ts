/** Every filter of the list that the service documents. */
import type { INodeProperties } from 'n8n-workflow';
import { PRIORITY_OPTIONS } from '../../parameters';

/** Alphabetical, as n8n wants it. */
export const TICKET_FILTERS: INodeProperties[] = [
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
    displayName: 'Expected After',
    name: 'expectedDateAfter',
    type: 'dateTime',
    typeOptions: { dateOnly: true },
    default: '',
    description: 'Only tickets that are expected on this day or later',
  },
  {
    displayName: 'Expected Before',
    name: 'expectedDateBefore',
    type: 'dateTime',
    typeOptions: { dateOnly: true },
    default: '',
    description: 'Only tickets that are expected on this day or earlier',
  },
  {
    displayName: 'Is Resolved',
    name: 'isResolved',
    type: 'options',
    options: [
      { name: 'Resolved', value: 'true' },
      { name: 'Unresolved', value: 'false' },
    ],
    default: 'false',
    description: 'Only tickets that count as resolved, or only the others',
  },
  {
    displayName: 'Priority',
    name: 'priority',
    type: 'options',
    options: PRIORITY_OPTIONS,
    default: 'Medium',
    description: 'Only tickets of this priority',
  },
  {
    displayName: 'Search',
    name: 'search',
    type: 'string',
    default: '',
    placeholder: 'e.g. printer',
    description: 'Only tickets in which the service finds this text',
  },
  {
    displayName: 'Status',
    name: 'status',
    type: 'options',
    options: [
      { name: 'Closed', value: 'Closed' },
      { name: 'In Progress', value: 'In Progress' },
      { name: 'Open', value: 'Open' },
      { name: 'Reopened', value: 'Reopened' },
      { name: 'Resolved', value: 'Resolved' },
    ],
    default: 'Open',
    description:
      'The older filter, by which newer services tell only resolved from unresolved. Status Name or ID is exact.',
  },
  {
    displayName: 'Status Name or ID',
    name: 'statusId',
    type: 'options',
    typeOptions: { loadOptionsMethod: 'getStatuses' },
    default: '',
    description:
      'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
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
    displayName: 'Title',
    name: 'title',
    type: 'string',
    default: '',
    placeholder: 'e.g. Badge reader offline',
    description: 'Only tickets with this title',
  },
  {
    displayName: 'Updated After',
    name: 'lastUpdateAfter',
    type: 'dateTime',
    default: '',
    description: 'Only tickets that were last updated at this time or later',
  },
  {
    displayName: 'Updated Before',
    name: 'lastUpdateBefore',
    type: 'dateTime',
    default: '',
    description: 'Only tickets that were last updated at this time or earlier',
  },
];
