/**
 * What can be asked of Deskpro's API v2: one function an endpoint. Ids are as Deskpro shows them; pages begin
 * at 1; `body` is what is sent as JSON. Nothing here may be sent twice unless it only reads.
 */
import type { ApiRequest, FilePart, Method } from '../http';
import { segment } from '../http';
import type { JsonObject } from '../json';
import type { ReferenceList } from './endpoints';
import { REFERENCE_PATHS } from './endpoints';
import type { FilterQuery } from './filters';

export interface PageAsked {
  page: number;
  /** Rows a page, at most 200. */
  count: number;
}

/** Verbs of a create and of an update; see endpoints.ts for why there is a choice. */
export type WriteVerb = Extract<Method, 'POST' | 'PUT'>;

const ROOT = '/api/v2';
/** The answer to a create or an update is then the record instead of an empty 201 or 204 with its Location. */
const FOLLOWED: FilterQuery = [['follow_location', '1']];

function read(endpoint: string, path: string, query: FilterQuery = []): ApiRequest {
  return { endpoint, method: 'GET', path: `${ROOT}${path}`, query };
}

function write(endpoint: string, method: Method, path: string, body: JsonObject, query: FilterQuery = []): ApiRequest {
  return { endpoint, method, path: `${ROOT}${path}`, query, body: { kind: 'json', value: body } };
}

function remove(endpoint: string, path: string): ApiRequest {
  return { endpoint, method: 'DELETE', path: `${ROOT}${path}`, expects: 'none' };
}

function paged({ page, count }: PageAsked, query: FilterQuery = []): FilterQuery {
  return [...query, ['count', String(count)], ['page', String(page)]];
}

const ticket = (id: string) => `/tickets/${segment(id)}`;
const message = (ticketId: string, id: string) => `${ticket(ticketId)}/messages/${segment(id)}`;

/** Who the key is: answers 401 for a wrong one. */
export const me = () => read('me', '/me');
/** Whether a Deskpro stands at this address; needs no key. */
export const discover = () => read('discover', '/helpdesk/discover');
/** @param requests by a name of the caller's: `{method, url, data}`; they run one after the other, not as one */
export const batch = (requests: JsonObject) => write('batch', 'POST', '/batch', { requests });
/** @param types as `ticket`, `person`; empty: all */
export const search = (text: string, types: readonly string[]) =>
  read('search', '/search', [['q', text], ...(types.length === 0 ? [] : [['types', types.join(',')] as const])]);

export const listTickets = (asked: PageAsked, query: FilterQuery = []) =>
  read('tickets.list', '/tickets', paged(asked, query));
/** @param id also `ref:ABC-123`; a merged ticket answers with a redirect to the one that survived */
export const getTicket = (id: string, query: FilterQuery = []) => read('tickets.get', ticket(id), query);
export const createTicket = (body: JsonObject, verb: WriteVerb = 'POST') =>
  write('tickets.create', verb, '/tickets', body, FOLLOWED);
/** @param query of the GET that `follow_location` makes the helpdesk do, as `include` */
export const updateTicket = (id: string, body: JsonObject, verb: WriteVerb = 'PUT', query: FilterQuery = []) =>
  write('tickets.update', verb, ticket(id), body, [...FOLLOWED, ...query]);
/** Moves the ticket to the recycle bin: its status becomes `hidden`. */
export const deleteTicket = (id: string) => remove('tickets.delete', ticket(id));
export const countTickets = (query: FilterQuery = []) => read('tickets.counts', '/tickets/counts', query);
export const lockTicket = (id: string, force: boolean) =>
  write('tickets.lock', 'PUT', `${ticket(id)}/actions/lock`, { force });
export const unlockTicket = (id: string, force: boolean) =>
  write('tickets.unlock', 'PUT', `${ticket(id)}/actions/unlock`, { force });

export const listAttachments = (id: string, asked: PageAsked) =>
  read('tickets.attachments', `${ticket(id)}/attachments`, paged(asked));
export const listLogs = (id: string, asked: PageAsked) => read('tickets.logs', `${ticket(id)}/logs`, paged(asked));
export const getLog = (id: string, log: string) => read('tickets.log', `${ticket(id)}/logs/${segment(log)}`);

/** Oldest first. On messages the direction is `order_dir`, as live clients send it. */
export const listMessages = (id: string, asked: PageAsked) =>
  read('messages.list', `${ticket(id)}/messages`, [
    ['order_by', 'date_created'],
    ['order_dir', 'asc'],
    ...paged(asked),
  ]);
export const getMessage = (id: string, messageId: string) => read('messages.get', message(id, messageId));
export const createMessage = (id: string, body: JsonObject, verb: WriteVerb = 'POST') =>
  write('messages.create', verb, `${ticket(id)}/messages`, body, FOLLOWED);
/** `attachments` replaces the whole set: what is not sent again is wiped. */
export const updateMessage = (id: string, messageId: string, body: JsonObject, verb: WriteVerb = 'PUT') =>
  write('messages.update', verb, message(id, messageId), body, FOLLOWED);
export const deleteMessage = (id: string, messageId: string) => remove('messages.delete', message(id, messageId));
export const listMessageAttachments = (id: string, messageId: string, asked: PageAsked) =>
  read('messages.attachments', `${message(id, messageId)}/attachments`, paged(asked));

/** Uploads a file that a message or ticket can then carry by its `blob_auth`. The transport must send Content-Length. */
export const createBlob = (file: Omit<FilePart, 'name'>): ApiRequest => ({
  endpoint: 'blobs.create',
  method: 'POST',
  path: `${ROOT}/blobs/temp`,
  body: { kind: 'multipart', fields: [], files: [{ ...file, name: 'file' }] },
});
/** @param path below the helpdesk's address, as the attachment's download_url has it, already encoded */
export const downloadBlob = (path: string, query: FilterQuery): ApiRequest => ({
  endpoint: 'blobs.download',
  method: 'GET',
  path,
  query,
  headers: { accept: '*/*' },
  expects: 'bytes',
});

export const listPeople = (asked: PageAsked, query: FilterQuery = []) =>
  read('people.list', '/people', paged(asked, query));
/** A list query in the body, so that e-mail addresses do not stand in URLs and logs. It only reads. */
export const queryPeople = (filters: JsonObject): ApiRequest => ({
  ...write('people.query', 'POST', '/people', filters),
  headers: { 'X-Deskpro-Api-Get-Query-Body': '1' },
  repeatable: true,
});
export const getPerson = (id: string, query: FilterQuery = []) => read('people.get', `/people/${segment(id)}`, query);
export const createPerson = (body: JsonObject, verb: WriteVerb = 'POST') =>
  write('people.create', verb, '/people', body, FOLLOWED);
export const updatePerson = (id: string, body: JsonObject, verb: WriteVerb = 'PUT') =>
  write('people.update', verb, `/people/${segment(id)}`, body, FOLLOWED);
export const deletePerson = (id: string) => remove('people.delete', `/people/${segment(id)}`);

export const listOrganizations = (asked: PageAsked, query: FilterQuery = []) =>
  read('organizations.list', '/organizations', paged(asked, query));
export const getOrganization = (id: string) => read('organizations.get', `/organizations/${segment(id)}`);
export const createOrganization = (body: JsonObject, verb: WriteVerb = 'POST') =>
  write('organizations.create', verb, '/organizations', body, FOLLOWED);
export const updateOrganization = (id: string, body: JsonObject, verb: WriteVerb = 'PUT') =>
  write('organizations.update', verb, `/organizations/${segment(id)}`, body, FOLLOWED);
export const deleteOrganization = (id: string) => remove('organizations.delete', `/organizations/${segment(id)}`);

export const listReference = (kind: ReferenceList, asked: PageAsked, query: FilterQuery = []) =>
  read(`${kind}.list`, REFERENCE_PATHS[kind], paged(asked, query));
export const getReference = (kind: 'agents' | 'departments', id: string) =>
  read(`${kind}.get`, `${REFERENCE_PATHS[kind]}/${segment(id)}`);
/** Statuses come unpaged: they take neither `page` nor `count`. */
export const listStatuses = () => read('statuses.list', '/ticket_statuses');
