/**
 * What takes the place of a slice that cannot be read as asked: first the same once more (an odd answer may have
 * been one), then the next weaker way. Every ladder ends.
 */
import type { PageContent } from '../../vendor';
import { dateWindow, encodeSlice, everyTicket, newestFirst } from './slices';
import type { TicketSlice } from './slices';

/** Before any helpdesk, and after every clock: the window that holds all. */
const BEGINNING = '1970-01-01T00:00:00.000000Z';
const END = '2100-01-01T00:00:00.000000Z';

/** Main statuses of tickets that are not yet done. */
const UNDONE = ['awaiting_agent', 'awaiting_user', 'pending'];
const STATUSES = [...UNDONE, 'resolved', 'archived'];

/** What sorts like a date filter that was ignored; nothing sorts by date_resolved, a resolution moves date_status. */
const ORDER_OF = {
  date_created: 'date_created',
  date_last_agent_reply: 'date_last_agent_reply',
  date_last_user_reply: 'date_last_user_reply',
  date_resolved: 'date_status',
} as const;

/**
 * Every ticket by creation: those in the lists, and the hidden ones, which lists leave out unless asked.
 * @param from canonical instant; null: from the beginning
 */
export function everyWindow(from: string | null): TicketSlice[] {
  const window = dateWindow('date_created', from ?? BEGINNING, END, { purpose: 'scan' });
  return [window, { ...window, filters: { status: ['hidden'] } }];
}

/** Tickets that are not done, found by their status. */
function undoneWindows(): TicketSlice[] {
  return UNDONE.map((status) => dateWindow('date_created', BEGINNING, END, { filters: { status: [status] } }));
}

/** The rest of a page whose slice is not to be trusted. */
export function followedByFallback(
  ticket: TicketSlice,
  reason: string,
): Pick<PageContent, 'next' | 'note' | 'splitInto' | 'incompleteReason'> {
  const rescue = fallbackSlices(ticket);
  if (!rescue) return { next: null, incompleteReason: reason };
  const how = rescue.length === 0 ? 'left to the next full scan' : 'asked another way';
  return { next: null, note: `${reason}: ${how}`, splitInto: rescue.map(encodeSlice) };
}

/** undefined: there is no other way left. Empty: what is missed shows by other means. */
export function fallbackSlices(ticket: TicketSlice): TicketSlice[] | undefined {
  if (ticket.kind === 'query') return rescueQuery(ticket);
  if (ticket.kind === 'all') return ticket.attempt < 3 ? [everyTicket(ticket.attempt + 1)] : undefined;
  if (ticket.kind === 'ordered') return rescueOrdered(ticket);
  if (ticket.attempt === 1) return [{ ...ticket, attempt: 2 }];
  if (ticket.kind === 'chosen') return undoneWindows();
  if (ticket.kind === 'window') return rescueWindow(ticket);
  return everyWindow(null);
}

/** Hidden tickets are deleted ones: that they are in no other list tells the next full scan as much. */
export function isOfHidden(ticket: TicketSlice): boolean {
  return ticket.purpose !== 'query' && JSON.stringify(ticket.filters.status) === '["hidden"]';
}

function rescueWindow(window: TicketSlice): TicketSlice[] | undefined {
  if (window.purpose === 'query') return undefined;
  if (isOfHidden(window)) return [];
  const isByStatus = window.filters.status !== undefined;
  if (window.purpose === 'scan' || isByStatus) return [everyTicket(1)];
  return [newestFirst(ORDER_OF[window.field], window.from)];
}

/** The other name of the direction, then the tickets that are not done, by their status. */
function rescueOrdered(ordered: TicketSlice): TicketSlice[] | undefined {
  if (ordered.direction === 'order_dir') return [{ ...ordered, direction: 'group_sort' }];
  if (isOfHidden(ordered)) return [];
  return ordered.filters.status === undefined ? undoneWindows() : undefined;
}

/** Each status has a ceiling of its own. */
export function byStatus(ordered: TicketSlice): TicketSlice[] | undefined {
  if (ordered.filters.status !== undefined) return undefined;
  return STATUSES.map((status) => ({ ...ordered, filters: { status: [status] } }));
}

/** The order is given up with the single list: whoever reads to the ceiling wants all there is. */
function rescueQuery(query: TicketSlice): TicketSlice[] | undefined {
  const { date_created: created, ids, ...rest } = query.filters;
  if (created !== undefined || ids !== undefined) return undefined;
  const filters = Object.fromEntries(Object.entries(rest).filter(([name]) => !name.startsWith('order_')));
  return [dateWindow('date_created', BEGINNING, END, { filters, purpose: 'query' })];
}
