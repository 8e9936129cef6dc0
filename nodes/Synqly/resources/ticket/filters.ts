/** Every filter that the ticket list may take: which of them work depends on the provider. */
import type { INodeProperties } from 'n8n-workflow';
import {
  FILTER_FIELDS,
  FILTER_OPERATORS,
  filterOf,
  filterTime,
  LIST_OPERATORS,
} from '../../../../vendors/synqly/filters';
import type { TicketFilters } from '../../../../vendors/synqly/streams/ticket-slice';
import { PRIORITY_OPTIONS } from '../../parameters';
import type { Given } from '../../../shared/given';

/** What is offered by name, as `Issue Type`. */
export const FIELD_OPTIONS = FILTER_FIELDS.map((field) => ({ name: titleOf(field), value: field })).sort((a, b) =>
  a.name.localeCompare(b.name, 'en'),
);

const OPERATOR_NAMES: Readonly<Record<(typeof FILTER_OPERATORS)[number], string>> = {
  eq: 'Equals',
  ne: 'Does Not Equal',
  gt: 'Greater Than',
  gte: 'Greater Than or Equal',
  lt: 'Less Than',
  lte: 'Less Than or Equal',
  in: 'Is One Of',
  not_in: 'Is None Of',
  like: 'Is Like',
  not_like: 'Is Not Like',
};

/** Alphabetical, as n8n wants it. */
export const TICKET_FILTERS: INodeProperties[] = [
  {
    displayName: 'Assignee',
    name: 'assignee',
    type: 'string',
    default: '',
    placeholder: 'name@email.com',
    description: 'Only tickets that this person works on, written as the provider does',
  },
  {
    displayName: 'Conditions',
    name: 'conditions',
    type: 'fixedCollection',
    typeOptions: { multipleValues: true },
    placeholder: 'Add Condition',
    default: {},
    description: 'What must hold for every ticket; all conditions together',
    options: [
      {
        displayName: 'Condition',
        name: 'condition',
        values: [
          {
            displayName: 'Field',
            name: 'field',
            type: 'options',
            options: FIELD_OPTIONS,
            default: 'status',
            description: 'Field of the ticket to look at',
          },
          {
            displayName: 'Operator',
            name: 'operator',
            type: 'options',
            options: FILTER_OPERATORS.map((value) => ({ name: OPERATOR_NAMES[value], value })).sort((a, b) =>
              a.name.localeCompare(b.name, 'en'),
            ),
            default: 'eq',
            description: 'How the field is compared',
          },
          {
            displayName: 'Value',
            name: 'value',
            type: 'string',
            default: '',
            placeholder: 'e.g. Done',
            description: 'What to compare with; several are separated by commas, * stands for any text',
          },
        ],
      },
    ],
  },
  {
    displayName: 'Contact',
    name: 'contact',
    type: 'string',
    default: '',
    placeholder: 'name@email.com',
    description: 'Only tickets of this contact, written as the provider does',
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
    description: 'Only tickets that were created before this time',
  },
  {
    displayName: 'Creator',
    name: 'creator',
    type: 'string',
    default: '',
    placeholder: 'name@email.com',
    description: 'Only tickets that this person created, written as the provider does',
  },
  {
    displayName: 'Filter Expressions',
    name: 'expressions',
    type: 'string',
    typeOptions: { rows: 2 },
    default: '',
    placeholder: 'e.g. status[ne]Done',
    description: "Filters in Synqly's own language, as field[operator]value, one a line",
  },
  {
    displayName: 'Issue Type Name or ID',
    name: 'issueType',
    type: 'options',
    typeOptions: { loadOptionsMethod: 'getIssueTypes', loadOptionsDependsOn: ['projectId.value'] },
    default: '',
    description:
      'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
  },
  {
    displayName: 'Priority',
    name: 'priority',
    type: 'options',
    options: PRIORITY_OPTIONS,
    default: 'MEDIUM',
    description: 'Only tickets of this priority',
  },
  {
    displayName: 'Status Name or ID',
    name: 'status',
    type: 'options',
    typeOptions: { loadOptionsMethod: 'getStatuses', loadOptionsDependsOn: ['projectId.value'] },
    default: '',
    description:
      'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
  },
  {
    displayName: 'Tag Names or IDs',
    name: 'tags',
    type: 'multiOptions',
    typeOptions: { loadOptionsMethod: 'getTags', loadOptionsDependsOn: ['projectId.value'] },
    default: [],
    description:
      'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
  },
  {
    displayName: 'Updated After',
    name: 'updatedAfter',
    type: 'dateTime',
    default: '',
    description: 'Only tickets that were last updated at this time or later',
  },
  {
    displayName: 'Updated Before',
    name: 'updatedBefore',
    type: 'dateTime',
    default: '',
    description: 'Only tickets that were last updated before this time',
  },
];

export function filtersIn(filters: Given): TicketFilters {
  return {
    assignee: filters.text('assignee'),
    contact: filters.text('contact'),
    createdFrom: filters.instant('createdAfter'),
    createdTo: filters.instant('createdBefore'),
    creator: filters.text('creator'),
    issueType: filters.text('issueType'),
    priority: filters.choice('priority'),
    status: filters.text('status'),
    tags: filters.names('tags'),
    updatedFrom: filters.instant('updatedAfter'),
    updatedTo: filters.instant('updatedBefore'),
    filters: [...filters.rows('conditions', 'condition').flatMap(conditionOf), ...filters.lines('expressions')],
  };
}

/** A row that was left blank says nothing. */
function conditionOf(row: Given): string[] {
  const [field, operator, value] = [row.choice('field'), row.choice('operator'), row.prose('value')];
  if (field === undefined || operator === undefined || value === undefined) return [];
  if (/_(?:at|date)$/.test(field)) {
    const instant = row.instant('value');
    return instant === undefined ? [] : [`${field}[${operator}]${filterTime(instant)}`];
  }
  return [filterOf(field, operator, ...(LIST_OPERATORS.has(operator) ? row.names('value') : [value]))];
}

/** `issue_type` → `Issue Type` */
function titleOf(field: string): string {
  const words = field.split('_').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return words.join(' ').replace(/\bId\b/, 'ID');
}
