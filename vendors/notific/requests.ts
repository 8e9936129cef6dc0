/** What can be asked of Notific: the same five requests for each of its four resources. */
import type { ApiRequest } from '../http';
import { segment } from '../http';
import type { JsonObject } from '../json';
import type { Resource } from './endpoints';
import { RESOURCES } from './endpoints';

/** The service speaks XML too and must be told which of the two. */
const JSON_ONLY = { accept: 'application/json' } as const;

/** Everything: there is no paging and no filter. */
export function list(resource: Resource): ApiRequest {
  return { endpoint: `list_${resource}s`, method: 'GET', path: listPath(resource), headers: JSON_ONLY };
}

export function get(resource: Resource, id: string): ApiRequest {
  return { endpoint: `get_${resource}`, method: 'GET', path: itemPath(resource, id), headers: JSON_ONLY };
}

export function create(resource: Resource, record: JsonObject): ApiRequest {
  const body = { kind: 'json', value: record } as const;
  return { endpoint: `create_${resource}`, method: 'POST', path: listPath(resource), headers: JSON_ONLY, body };
}

/** @param record whole, with its Id: what is left out is erased */
export function put(resource: Resource, id: string, record: JsonObject): ApiRequest {
  const body = { kind: 'json', value: record } as const;
  return { endpoint: `update_${resource}`, method: 'PUT', path: itemPath(resource, id), headers: JSON_ONLY, body };
}

/** `delete` is a reserved word. */
export function remove(resource: Resource, id: string): ApiRequest {
  const path = itemPath(resource, id);
  return { endpoint: `delete_${resource}`, method: 'DELETE', path, headers: JSON_ONLY, expects: 'none' };
}

function listPath(resource: Resource): string {
  return `/api/${RESOURCES[resource]}`;
}

function itemPath(resource: Resource, id: string): string {
  return `${listPath(resource)}/${segment(id)}`;
}
