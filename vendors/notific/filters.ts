/** Notific's list takes no filters: Get Many reads all tickets and keeps what fits. */
import type { Json } from '../json';
import { asText } from '../json';
import type { Slice } from '../vendor';
import { idOf, member } from './members';
import type { TicketState } from './unify/state';
import { stateOf } from './unify/state';
import { timeIn, timesIn, utcTime } from './unify/times';

/** All that are given must fit. Times as ISO text, without a zone in UTC. */
export interface TicketFilters {
  states?: readonly TicketState[];
  /** Ids of services. */
  services?: readonly string[];
  /** By StartTime. */
  startedFrom?: string;
  startedBefore?: string;
}

/** The whole list: to be read with the stream `tickets`, its records to be kept by `ticketFilter`. */
export function ticketSlice(): Slice {
  return { key: 'tickets', params: {} };
}

/**
 * @param now canonical instant: which tickets are still New depends on it
 * @throws VendorError bad_input when a time cannot be read
 */
export function ticketFilter(filters: TicketFilters, now: string): (ticket: Json) => boolean {
  const tests: Array<(ticket: Json) => boolean> = [];
  const { states, services, startedFrom, startedBefore } = filters;
  if (states && states.length > 0) tests.push((ticket) => states.includes(stateIn(ticket, now)));
  if (services && services.length > 0) tests.push((ticket) => serviceIds(ticket).some((id) => services.includes(id)));
  if (startedFrom) {
    const from = canonical(utcTime(startedFrom, 'Started From'));
    tests.push((ticket) => (timeIn(ticket, 'StartTime') ?? '') >= from);
  }
  if (startedBefore) {
    const before = canonical(utcTime(startedBefore, 'Started Before'));
    tests.push((ticket) => (timeIn(ticket, 'StartTime') ?? '~') < before);
  }
  return (ticket) => tests.every((test) => test(ticket));
}

function stateIn(ticket: Json, now: string): TicketState {
  return stateOf(timesIn(ticket), now);
}

function canonical(utc: string): string {
  return `${utc.slice(0, 19)}.000000Z`;
}

function serviceIds(ticket: Json): string[] {
  const services = [member(ticket, 'ServiceId', 'ServiceIds'), member(ticket, 'Service', 'Services')].flat();
  return services.map((item) => (item === undefined ? null : (idOf(item) ?? asText(item)))).filter((id) => id !== null);
}
