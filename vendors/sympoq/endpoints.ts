/** What SympoQ's API offers, and how sure that is. */
import type { Method } from '../http';
import type { Endpoint } from '../vendor';
import type { PathName } from './paths';
import { DEFAULT_PATHS } from './paths';

const TICKETS_PAGE = 'sympoq.com/docs/api/tickets';
const SETTINGS_PAGE = 'sympoq.com/docs/api/settings';
const OVERVIEW = 'sympoq.com/docs/api announces it without naming the endpoint';

const documented = (method: Method, path: string, source: string): Endpoint => ({
  method,
  path,
  certainty: 'documented',
  source,
});
const assumed = (method: Method, path: string, basis: string): Endpoint => ({
  method,
  path,
  certainty: 'assumed',
  source: basis,
});

export const ENDPOINTS = {
  get_ticket: documented('GET', DEFAULT_PATHS.ticket, TICKETS_PAGE),
  get_queue: documented('GET', DEFAULT_PATHS.queue, SETTINGS_PAGE),
  list_queues: documented('GET', DEFAULT_PATHS.queues, SETTINGS_PAGE),
  get_topic: documented('GET', DEFAULT_PATHS.topic, SETTINGS_PAGE),
  list_topics: documented('GET', DEFAULT_PATHS.topics, SETTINGS_PAGE),
  list_tickets: assumed('GET', DEFAULT_PATHS.tickets, 'plural pattern of queues and topics; Oracle REST envelope'),
  create_ticket: assumed('POST', 'ticket', `${OVERVIEW}: "request's submission", POST creates`),
  update_ticket: assumed('PUT', DEFAULT_PATHS.ticket, `${OVERVIEW}: PUT updates`),
  delete_ticket: assumed('DELETE', DEFAULT_PATHS.ticket, 'status-code table: 410 answers a DELETE that worked'),
  add_update: assumed('POST', DEFAULT_PATHS.update, `${OVERVIEW}: "adding updates to a ticket"`),
  list_users: assumed('GET', DEFAULT_PATHS.users, `${OVERVIEW}: "listing users (named agents and customers)"`),
  get_user: assumed('GET', DEFAULT_PATHS.user, `${OVERVIEW}: "listing users", singular pattern of queue and topic`),
  list_statuses: assumed('GET', DEFAULT_PATHS.statuses, `${OVERVIEW}: "listing various setting's items"`),
  list_priorities: assumed('GET', DEFAULT_PATHS.priorities, `${OVERVIEW}: "listing various setting's items"`),
  list_channels: assumed('GET', DEFAULT_PATHS.channels, `${OVERVIEW}: "listing various setting's items"`),
} as const satisfies Record<string, Endpoint>;
export type EndpointName = keyof typeof ENDPOINTS;

/** Settings are an Administrator's: "can be accessed only by Administrators" (settings page). */
export const SETTINGS_ENDPOINTS: ReadonlySet<string> = new Set<EndpointName>([
  'get_queue',
  'list_queues',
  'get_topic',
  'list_topics',
]);

/** The key of `paths:` that moves an endpoint. */
export const PATH_OF: Readonly<Record<EndpointName, PathName>> = {
  get_ticket: 'ticket',
  get_queue: 'queue',
  list_queues: 'queues',
  get_topic: 'topic',
  list_topics: 'topics',
  list_tickets: 'tickets',
  create_ticket: 'ticket',
  update_ticket: 'ticket',
  delete_ticket: 'ticket',
  add_update: 'update',
  list_users: 'users',
  get_user: 'user',
  list_statuses: 'statuses',
  list_priorities: 'priorities',
  list_channels: 'channels',
};
