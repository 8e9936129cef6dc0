/** What can be done in Notific, by resource. */
export * as ticket from './ticket';
export * as status from './status';
export * as tag from './tag';
export { customer, operator, service } from './directory';
export { serviceIdIn, serviceIds } from './services';
export { ticketFilter, ticketSlice } from '../filters';
export type { TicketFilters } from '../filters';
