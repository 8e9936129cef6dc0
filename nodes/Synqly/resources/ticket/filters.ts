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
import { choice, EMAIL, oneOf, range, severalOf, text } from '../../../shared/fields';
import { wordChoices } from '../../../shared/order';
import type { ParameterReader } from '../../../shared/parameter-reader';

/** What is offered by name, as `Issue Type`. */
export const FIELD_OPTIONS = wordChoices(FILTER_FIELDS, titleOf);

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
  text('Assignee', 'assignee', 'Only tickets that this person works on, written as the provider does', EMAIL),
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
          choice('Field', 'field', 'status', 'Field of the ticket to look at', FIELD_OPTIONS),
          choice(
            'Operator',
            'operator',
            'eq',
            'How the field is compared',
            wordChoices(FILTER_OPERATORS, (operator) => OPERATOR_NAMES[operator]),
          ),
          text('Value', 'value', 'What to compare with; several are separated by commas, * stands for any text', {
            placeholder: 'e.g. Done',
          }),
        ],
      },
    ],
  },
  text('Contact', 'contact', 'Only tickets of this contact, written as the provider does', EMAIL),
  ...range('Created', 'created', 'were created', 'before this time'),
  text('Creator', 'creator', 'Only tickets that this person created, written as the provider does', EMAIL),
  text('Filter Expressions', 'expressions', "Filters in Synqly's own language, one per line", {
    typeOptions: { rows: 2 },
    placeholder: 'e.g. status[ne]Done',
  }),
  oneOf('Issue Type', 'issueType', 'getIssueTypes', {}, ['projectId.value']),
  choice('Priority', 'priority', 'MEDIUM', 'Only tickets of this priority', PRIORITY_OPTIONS),
  oneOf('Status', 'status', 'getStatuses', {}, ['projectId.value']),
  severalOf('Tag', 'tags', 'getTags', {}, ['projectId.value']),
  ...range('Updated', 'updated', 'were last updated', 'before this time'),
];

export function filtersIn(filters: ParameterReader): TicketFilters {
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
function conditionOf(row: ParameterReader): string[] {
  const [field, operator, value] = [row.choice('field'), row.choice('operator'), row.prose('value')];
  if (field === undefined || operator === undefined || value === undefined) return [];
  if (/_(?:at|date)$/.test(field)) {
    const instant = row.instant('value');
    return instant === undefined ? [] : [`${field}[${operator}]${filterTime(instant)}`];
  }
  return [filterOf(field, operator, LIST_OPERATORS.has(operator) ? row.names('value') : [value])];
}

/** `issue_type` → `Issue Type` */
function titleOf(field: string): string {
  const words = field.split('_').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return words.join(' ').replace(/\bId\b/, 'ID');
}
