/** In which order tickets are listed. */
import type { INodeProperties } from 'n8n-workflow';
import type { TicketFilters } from '../../../../vendors/deskpro/operations';
import { TICKET_ORDERS } from '../../../../vendors/deskpro/operations';
import { choice } from '../../../shared/fields';
import { direction, sortGiven, wordChoices } from '../../../shared/order';
import type { OperationRun } from '../../../shared/operation';

export const ORDER_OPTIONS: INodeProperties[] = [
  direction('Order', 'order', 'In which direction to order; ascending where it is not added', ['asc', 'desc']),
  choice(
    'Order By',
    'orderBy',
    'id',
    'What to order by; the ID, which is the order of creation, where it is not added',
    wordChoices(TICKET_ORDERS, titleOf),
  ),
];

/** `date_last_user_reply` → `Date Last User Reply` */
function titleOf(order: string): string {
  if (order === 'id' || order === 'sla') return order.toUpperCase();
  return order
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
}

export function orderGiven(run: OperationRun): Pick<TicketFilters, 'order_by' | 'order_dir'> {
  const options = sortGiven(run);
  const [order, orderBy] = [options.choice('order'), options.choice('orderBy')];
  const direction = order === 'asc' || order === 'desc' ? order : undefined;
  const by = TICKET_ORDERS.find((known) => known === orderBy) ?? (direction === undefined ? undefined : 'id');
  return { order_by: by, order_dir: direction };
}
