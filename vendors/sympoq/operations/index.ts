/** What can be done in SympoQ, by resource. */
export * as ticket from './ticket';
export * as comment from './comment';
export * as status from './status';
export * as tag from './tag';
export * as list from './lists';
export { agents, knownAgents, namesOf } from './names';
export { ticketFilter, ticketSlice } from '../filters';
export type { TicketFilters } from '../filters';
