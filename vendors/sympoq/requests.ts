/** What can be asked of SympoQ: one function an endpoint. `paths` is the source's `paths:`. */
import type { ApiRequest } from '../http';
import type { JsonObject } from '../json';
import type { EndpointName } from './endpoints';
import type { PathName, Paths } from './paths';
import { itemPath, listPath } from './paths';

/** The two copies of the settings page disagree on where `permissions` stands: in the query or as a segment. */
export type PermissionsForm = 'query' | 'segment';

/** Where a list goes on; limit only when the user chose a page size, since only Oracle's REST lists know it. */
export interface ListWindow {
  offset?: number;
  limit?: number | null;
}

export function getTicket(paths: Paths, id: string, withEventLog: boolean): ApiRequest {
  const headers = { event_log: withEventLog ? '1' : '0' };
  return { endpoint: 'get_ticket', method: 'GET', path: itemPath(paths, 'ticket', id), headers };
}

export function listTickets(paths: Paths, window: ListWindow = {}): ApiRequest {
  return list('list_tickets', paths, 'tickets', window);
}

export function createTicket(paths: Paths, ticket: JsonObject): ApiRequest {
  const body = { kind: 'json', value: ticket } as const;
  return { endpoint: 'create_ticket', method: 'POST', path: listPath(paths, 'ticket'), body };
}

export function updateTicket(paths: Paths, id: string, changes: JsonObject): ApiRequest {
  const body = { kind: 'json', value: changes } as const;
  return { endpoint: 'update_ticket', method: 'PUT', path: itemPath(paths, 'ticket', id), body };
}

/** 410 Gone is how SympoQ says that a DELETE worked (status-code table). */
export function deleteTicket(paths: Paths, id: string): ApiRequest {
  const path = itemPath(paths, 'ticket', id);
  return { endpoint: 'delete_ticket', method: 'DELETE', path, expects: 'none', alsoSuccess: [410] };
}

export function addUpdate(paths: Paths, ticketId: string, update: JsonObject): ApiRequest {
  const body = { kind: 'json', value: update } as const;
  return { endpoint: 'add_update', method: 'POST', path: itemPath(paths, 'update', ticketId), body };
}

export function getQueue(paths: Paths, id: string, permissions: boolean, form: PermissionsForm): ApiRequest {
  return withPermissions('get_queue', itemPath(paths, 'queue', id), permissions, form, {});
}

export function listQueues(
  paths: Paths,
  permissions: boolean,
  form: PermissionsForm,
  window: ListWindow = {},
): ApiRequest {
  return withPermissions('list_queues', listPath(paths, 'queues'), permissions, form, window);
}

export function getTopic(paths: Paths, id: string): ApiRequest {
  return { endpoint: 'get_topic', method: 'GET', path: itemPath(paths, 'topic', id) };
}

export function listTopics(paths: Paths, window: ListWindow = {}): ApiRequest {
  return list('list_topics', paths, 'topics', window);
}

export function getUser(paths: Paths, id: string): ApiRequest {
  return { endpoint: 'get_user', method: 'GET', path: itemPath(paths, 'user', id) };
}

export function listUsers(paths: Paths, window: ListWindow = {}): ApiRequest {
  return list('list_users', paths, 'users', window);
}

export function listStatuses(paths: Paths, window: ListWindow = {}): ApiRequest {
  return list('list_statuses', paths, 'statuses', window);
}

export function listPriorities(paths: Paths, window: ListWindow = {}): ApiRequest {
  return list('list_priorities', paths, 'priorities', window);
}

export function listChannels(paths: Paths, window: ListWindow = {}): ApiRequest {
  return list('list_channels', paths, 'channels', window);
}

function list(endpoint: EndpointName, paths: Paths, name: PathName, window: ListWindow): ApiRequest {
  const query = windowQuery(window);
  return { endpoint, method: 'GET', path: listPath(paths, name), ...(query.length > 0 ? { query } : {}) };
}

function withPermissions(
  endpoint: EndpointName,
  path: string,
  permissions: boolean,
  form: PermissionsForm,
  window: ListWindow,
): ApiRequest {
  const flag = permissions ? '1' : '0';
  const query: Array<[string, string]> = [
    ...(form === 'query' ? [['permissions', flag] as [string, string]] : []),
    ...windowQuery(window),
  ];
  const whole = form === 'segment' ? `${path}/${flag}` : path;
  return { endpoint, method: 'GET', path: whole, ...(query.length > 0 ? { query } : {}) };
}

function windowQuery({ offset, limit }: ListWindow): Array<[string, string]> {
  return [
    ...(offset ? [['offset', String(offset)] as [string, string]] : []),
    ...(limit ? [['limit', String(limit)] as [string, string]] : []),
  ];
}
