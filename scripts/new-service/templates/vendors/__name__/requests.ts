/** What can be asked of __title__, as data. The caller adds the address and the key. */
import type { ApiRequest } from '../http';
import type { Cursor } from '../vendor';

export interface TicketPage {
  limit: number;
  /** Canonical instant; null: all tickets. */
  changedSince: string | null;
  /** Where the page begins, as the page before it said; null: the first page. */
  after: Cursor | null;
}

/** What can be written of a ticket. A member that is left out stays as it is. */
export interface TicketFields {
  subject?: string;
}

export function listTickets(_page: TicketPage): ApiRequest {
  throw new Error('vendors/__name__/requests.ts: listTickets is not written yet');
}

export function getTicket(_id: string): ApiRequest {
  throw new Error('vendors/__name__/requests.ts: getTicket is not written yet');
}

export function createTicket(_fields: TicketFields): ApiRequest {
  throw new Error('vendors/__name__/requests.ts: createTicket is not written yet');
}

export function updateTicket(_id: string, _fields: TicketFields): ApiRequest {
  throw new Error('vendors/__name__/requests.ts: updateTicket is not written yet');
}
