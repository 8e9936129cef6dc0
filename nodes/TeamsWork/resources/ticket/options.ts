/** Options of reading tickets. */
import type { INodeProperties } from 'n8n-workflow';
import { TICKET_ORDERS } from '../../../../vendors/teamswork/streams/tickets';
import { choice, flag, text } from '../../../shared/fields';
import { direction, wordChoices } from '../../../shared/order';

export const INCLUDE_HTML: INodeProperties = flag(
  'Include HTML',
  'includeHtml',
  false,
  'Whether raw records also hold the description as HTML',
);

export const READ_OPTIONS: INodeProperties[] = [
  INCLUDE_HTML,
  text('Select', 'select', 'Fields that the service should send, separated by commas; everything else stays empty', {
    placeholder: 'e.g. title, status, tags',
  }),
];

/** In which order tickets are listed. */
export const ORDER: INodeProperties[] = [
  direction('Order', 'order', 'In which direction to order', ['ASC', 'DESC']),
  choice('Order By', 'orderBy', 'createdDateTime', 'Field to order by', wordChoices(TICKET_ORDERS, titleOf)),
];

/** `createdDateTime` → `Created Date Time` */
function titleOf(field: string): string {
  const words = field.replace(/([A-Z])/g, ' $1').replace(/\bId\b/, 'ID');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
