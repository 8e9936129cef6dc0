/** What can be asked of Synqly's ticketing connector: one function an endpoint, a request as data. */
import type { ApiRequest } from '../http';
import { segment } from '../http';
import type { Json, JsonObject } from '../json';
import { setMember } from '../json';
import { ENDPOINTS } from './endpoints';
import type { EndpointName } from './endpoints';

export interface ListQuery {
  cursor?: string | null;
  limit?: number | null;
}

/**
 * What can be asked about a list beside its rows (docs.synqly.com, meta functions); `stats/count([field,…])` counts
 * by fields. Providers differ in what they answer.
 */
export const META_FUNCTIONS = ['api/response(all)', 'api/response(primary)', 'stats/count()'] as const;

export interface TicketQuery extends ListQuery {
  /** Each `field[op]value`; all of them must hold. */
  filters?: readonly string[];
  /** Each `field[asc]` or `field[desc]`. */
  order?: readonly string[];
  /** Meta functions, as `stats/count()`. */
  meta?: readonly string[];
}

/** One step of RFC 6902. */
export interface PatchStep {
  op: 'add' | 'copy' | 'move' | 'remove' | 'replace' | 'test';
  path: string;
  from?: string;
  value?: Json;
}

/** Members as POST /tickets takes them; only `name` is required by the newest contract. */
export interface NewTicket {
  name: string;
  summary?: string;
  creator?: string;
  assignee?: string;
  contact?: string;
  description?: string;
  priority?: string;
  due_date?: string;
  completion_date?: string;
  status?: string;
  project?: string;
  issue_type?: string;
  parent?: string;
  tags?: string[];
  custom_fields?: JsonObject;
}

type Pairs = Array<readonly [string, string]>;

export const listRemoteFields = (query: ListQuery = {}): ApiRequest => ask('list_remote_fields', [], listPairs(query));
export const listProjects = (query: ListQuery = {}): ApiRequest => ask('list_projects', [], listPairs(query));
export const queryTickets = (query: TicketQuery = {}): ApiRequest => ask('query_tickets', [], ticketPairs(query));
export const getTicket = (id: string): ApiRequest => ask('get_ticket', [id]);
export const createTicket = (ticket: NewTicket): ApiRequest => write('create_ticket', [], jsonOf(ticket));
export const patchTicket = (id: string, steps: readonly PatchStep[]): ApiRequest =>
  write('patch_ticket', [id], stepsOf(steps));

export const createAttachment = (ticketId: string, fileName: string, base64: string): ApiRequest =>
  write('create_attachment', [ticketId], { file_name: fileName, content: base64 });
export const listAttachments = (ticketId: string, query: ListQuery = {}): ApiRequest =>
  ask('list_attachments', [ticketId], listPairs(query));
export const downloadAttachment = (ticketId: string, attachmentId: string): ApiRequest =>
  ask('download_attachment', [ticketId, attachmentId]);
export const deleteAttachment = (ticketId: string, attachmentId: string): ApiRequest =>
  remove('delete_attachment', [ticketId, attachmentId]);

export const listComments = (ticketId: string, query: ListQuery = {}): ApiRequest =>
  ask('list_comments', [ticketId], listPairs(query));
export const createComment = (ticketId: string, comment: { content: string; creator?: string }): ApiRequest =>
  write('create_comment', [ticketId], jsonOf(comment));
export const deleteComment = (ticketId: string, commentId: string): ApiRequest =>
  remove('delete_comment', [ticketId, commentId]);

export const listNotes = (ticketId: string, query: ListQuery = {}): ApiRequest =>
  ask('list_notes', [ticketId], listPairs(query));
export const createNote = (ticketId: string, note: { title: string; content: string }): ApiRequest =>
  write('create_note', [ticketId], jsonOf(note));
export const patchNote = (ticketId: string, noteId: string, steps: readonly PatchStep[]): ApiRequest =>
  write('patch_note', [ticketId, noteId], stepsOf(steps));
export const deleteNote = (ticketId: string, noteId: string): ApiRequest => remove('delete_note', [ticketId, noteId]);

export const queryEscalationPolicies = (query: ListQuery & { filters?: readonly string[] } = {}): ApiRequest =>
  ask('query_escalation_policies', [], ticketPairs(query));
export const listOnCall = (policyId: string): ApiRequest => ask('list_on_call', [policyId]);

/** `{ value }` pairs of a query; absent and blank ones are left out. */
function listPairs({ cursor, limit }: ListQuery): Pairs {
  const pairs: Pairs = [];
  if (limit !== undefined && limit !== null) pairs.push(['limit', String(limit)]);
  if (cursor !== undefined && cursor !== null && cursor !== '') pairs.push(['cursor', cursor]);
  return pairs;
}

function ticketPairs(query: TicketQuery): Pairs {
  return [
    ...(query.filters ?? []).map((filter) => ['filter', filter] as const),
    ...(query.order ?? []).map((order) => ['order', order] as const),
    ...(query.meta ?? []).map((meta) => ['meta', meta] as const),
    ...listPairs(query),
  ];
}

/** A GET of an endpoint; ids fill the `{…}` of its path in order. */
export function ask(endpoint: EndpointName, ids: readonly string[], query: Pairs = []): ApiRequest {
  return { endpoint, method: 'GET', path: fill(endpoint, ids), ...(query.length === 0 ? {} : { query }) };
}

export function write(endpoint: EndpointName, ids: readonly string[], value: Json): ApiRequest {
  return {
    endpoint,
    method: ENDPOINTS[endpoint].method,
    path: fill(endpoint, ids),
    body: { kind: 'json', value },
  };
}

export function remove(endpoint: EndpointName, ids: readonly string[]): ApiRequest {
  return { endpoint, method: 'DELETE', path: fill(endpoint, ids), expects: 'none' };
}

function fill(endpoint: EndpointName, ids: readonly string[]): string {
  let at = 0;
  return ENDPOINTS[endpoint].path.replace(/\{[a-z_]+\}/g, () => segment(ids[at++] ?? ''));
}

export function stepsOf(steps: readonly PatchStep[]): Json {
  return steps.map((step) => jsonOf(step));
}

/** The object without members that are undefined. */
function jsonOf(value: object): JsonObject {
  const json: JsonObject = {};
  for (const [name, member] of Object.entries(value) as Array<[string, Json | undefined]>) {
    if (member !== undefined) setMember(json, name, member);
  }
  return json;
}
