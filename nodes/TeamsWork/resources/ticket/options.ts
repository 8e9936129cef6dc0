/** Options of reading tickets. */
import type { INodeProperties } from 'n8n-workflow';
import { TICKET_ORDERS } from '../../../../vendors/teamswork/streams/tickets';

export const INCLUDE_HTML: INodeProperties = {
  displayName: 'Include HTML',
  name: 'includeHtml',
  type: 'boolean',
  default: false,
  description: 'Whether raw records also hold the description as HTML',
};

export const READ_OPTIONS: INodeProperties[] = [
  INCLUDE_HTML,
  {
    displayName: 'Order',
    name: 'order',
    type: 'options',
    options: [
      { name: 'Ascending', value: 'ASC' },
      { name: 'Descending', value: 'DESC' },
    ],
    default: 'DESC',
    description: 'In which direction to order',
  },
  {
    displayName: 'Order By',
    name: 'orderBy',
    type: 'options',
    options: [...TICKET_ORDERS].sort().map((field) => ({ name: titleOf(field), value: field })),
    default: 'createdDateTime',
    description: 'Field to order by',
  },
  {
    displayName: 'Select',
    name: 'select',
    type: 'string',
    default: '',
    placeholder: 'e.g. title, status, tags',
    description: 'Fields that the service should send, separated by commas; everything else stays empty',
  },
];

/** `createdDateTime` → `Created Date Time` */
function titleOf(field: string): string {
  const words = field.replace(/([A-Z])/g, ' $1').replace(/\bId\b/, 'ID');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
