/** Parameters that several operations share. */
import { locator } from '../shared/locator';

export const TICKET = locator({
  displayName: 'Ticket',
  name: 'ticketId',
  description: 'The ticket to work on',
  search: 'searchTickets',
  idPlaceholder: 'e.g. 17',
});
