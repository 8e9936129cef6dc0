/** Every filter of the list that the service documents. */
import type { INodeProperties } from 'n8n-workflow';
import { PRIORITY_OPTIONS } from '../../parameters';
import { choice, day, oneOf, range, severalOf, text } from '../../../shared/fields';

/** Alphabetical, as n8n wants it. */
export const TICKET_FILTERS: INodeProperties[] = [
  ...range('Created', 'created', 'were created', 'at this time or earlier'),
  day('Expected After', 'expectedDateAfter', 'Only tickets that are expected on this day or later'),
  day('Expected Before', 'expectedDateBefore', 'Only tickets that are expected on this day or earlier'),
  choice('Is Resolved', 'isResolved', 'false', 'Only tickets that count as resolved, or only the others', [
    { name: 'Resolved', value: 'true' },
    { name: 'Unresolved', value: 'false' },
  ]),
  choice('Priority', 'priority', 'Medium', 'Only tickets of this priority', PRIORITY_OPTIONS),
  text('Search', 'search', 'Only tickets in which the service finds this text', { placeholder: 'e.g. printer' }),
  choice(
    'Status',
    'status',
    'Open',
    'The older filter, by which newer services distinguish only resolved from unresolved. Status Name or ID is exact.',
    [
      { name: 'Closed', value: 'Closed' },
      { name: 'In Progress', value: 'In Progress' },
      { name: 'Open', value: 'Open' },
      { name: 'Reopened', value: 'Reopened' },
      { name: 'Resolved', value: 'Resolved' },
    ],
  ),
  oneOf('Status', 'statusId', 'getStatuses'),
  severalOf('Tag', 'tags', 'getTags'),
  text('Title', 'title', 'Only tickets with this title', { placeholder: 'e.g. Badge reader offline' }),
  ...range('Updated', 'lastUpdate', 'were last updated', 'at this time or earlier'),
];
