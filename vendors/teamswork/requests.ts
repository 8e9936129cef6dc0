/** What can be asked of TeamsWork: a request as data for every operation. */
import type { ApiRequest, FilePart, Method } from '../http';
import { segment } from '../http';
import type { Json, JsonObject } from '../json';
import type { EndpointName } from './endpoints';

/** The person in whose name a write is done. The service does not check that the three belong together. */
export type ActingUser = { id: string; name: string; email: string };

/** Query members of GET /tickets. Dates are `YYYY-MM-DD`: with a time of day the service ignores the filter. */
export interface TicketQuery {
  limit?: number;
  /** Rows to pass over; ignored by the service when a token is given. */
  offset?: number;
  search?: string;
  title?: string;
  /** Means only resolved or not; `statusId` is the exact state. */
  status?: string;
  statusId?: string;
  isResolved?: boolean;
  priority?: string;
  /** Comma list of `tagCategoryId_tagText`. */
  tags?: string;
  orderBy?: string;
  order?: 'ASC' | 'DESC';
  /** Comma list of fields; rows are then partial. */
  select?: string;
  include?: string;
  createdAfter?: string;
  createdBefore?: string;
  expectedDateAfter?: string;
  expectedDateBefore?: string;
  lastUpdateAfter?: string;
  lastUpdateBefore?: string;
}

const QUERY_NAMES: ReadonlyArray<keyof TicketQuery> = [
  'limit',
  'offset',
  'search',
  'title',
  'status',
  'statusId',
  'isResolved',
  'priority',
  'tags',
  'orderBy',
  'order',
  'select',
  'include',
  'createdAfter',
  'createdBefore',
  'expectedDateAfter',
  'expectedDateBefore',
  'lastUpdateAfter',
  'lastUpdateBefore',
];

/** The parameter shifts date filters only, and against its documentation: 0 makes them UTC. */
const UTC: readonly [string, string] = ['timezone', '0'];

type Pair = readonly [string, string];

/** @param token the continuation token of the page before; the filters must be the same */
export function listTickets(query: TicketQuery, token?: string): ApiRequest {
  const pairs: Pair[] = [UTC];
  for (const name of QUERY_NAMES) {
    const value = query[name];
    if (value !== undefined && value !== '') pairs.push([name, String(value)]);
  }
  return { ...plain('listTickets', 'GET', '/tickets', pairs), ...carrying(token) };
}

export function createTicket(ticket: JsonObject, user: ActingUser, html = false): ApiRequest {
  return withBody(plain('createTicket', 'POST', '/tickets', [UTC, ...including('description_HTML', html)]), {
    ticket,
    user,
  });
}

/** @param id the UUID, not the number that people quote */
export function getTicket(id: string, html = false): ApiRequest {
  return plain('getTicket', 'GET', `/tickets/${segment(id)}`, [UTC, ...including('description_HTML', html)]);
}

/**
 * @param member where the changes stand in the body: `updates` on the vendor's page, `ticket` in API 1.1
 */
export function updateTicket(
  id: string,
  changes: JsonObject,
  user: ActingUser,
  member: 'updates' | 'ticket',
  html = false,
): ApiRequest {
  const query = [UTC, ...including('description_HTML', html)];
  return withBody(plain('updateTicket', 'PUT', `/tickets/${segment(id)}`, query), { [member]: changes, user });
}

export interface StatusBody {
  /** A default status, or the id of a custom workflow's state. */
  status: string;
  /** fixed, cannotResolve or cancelled. */
  resolution?: string;
  comment?: string;
}

/** @param method PUT as the page's heading says; POST as its example does */
export function setStatus(id: string, body: StatusBody, user: ActingUser, method: 'PUT' | 'POST' = 'PUT'): ApiRequest {
  const endpoint = method === 'PUT' ? 'setStatus' : 'postStatus';
  return withBody(plain(endpoint, method, `/tickets/${segment(id)}/status`, [UTC]), { ...body, user });
}

/** Without a limit all activities of the ticket come at once, newest first. */
export function listActivities(
  id: string,
  options: { limit?: number; token?: string; html?: boolean } = {},
): ApiRequest {
  const limit: Pair[] = options.limit === undefined ? [] : [['limit', String(options.limit)]];
  const query = [...limit, ...including('comment_HTML', options.html ?? false)];
  return { ...plain('listActivities', 'GET', `/tickets/${segment(id)}/activities`, query), ...carrying(options.token) };
}

export type CommentBody = { comment?: string; comment_HTML?: string; isPrivate?: boolean };

/** As the vendor's page has it: plain public comments. */
export function addComment(id: string, comment: string, user: ActingUser): ApiRequest {
  return withBody(plain('addComment', 'POST', `/tickets/${segment(id)}/comments`, []), { comment, user });
}

/** As API 1.1 has it: also internal notes and HTML. */
export function addActivity(id: string, body: CommentBody, user: ActingUser): ApiRequest {
  const query = including('comment_HTML', body.comment_HTML !== undefined);
  return withBody(plain('addActivity', 'POST', `/tickets/${segment(id)}/activities`, query), { ...body, user });
}

export function listAttachments(id: string): ApiRequest {
  return plain('listAttachments', 'GET', `/tickets/${segment(id)}/attachments`, [UTC]);
}

export interface AttachmentLink {
  /** URL of a file that is already somewhere. */
  src: string;
  caption: string;
}

/** Adds links. The comment goes with them as one activity. */
export function addAttachmentLinks(
  id: string,
  links: readonly AttachmentLink[],
  body: CommentBody,
  user: ActingUser,
): ApiRequest {
  const attachments: Json[] = links.map(({ src, caption }) => ({ src, caption }));
  const query = [UTC, ...including('comment_HTML', body.comment_HTML !== undefined)];
  return withBody(plain('addAttachments', 'POST', `/tickets/${segment(id)}/attachments`, query), {
    ...body,
    attachments,
    user,
  });
}

export type UploadFile = Omit<FilePart, 'name'>;

/** Uploads files. In multipart every member is text: `isPrivate` as true or false, `user` as JSON. */
export function uploadAttachments(
  id: string,
  files: readonly UploadFile[],
  body: CommentBody,
  user: ActingUser,
): ApiRequest {
  const fields: Array<[string, string]> = [];
  if (body.comment !== undefined) fields.push(['comment', body.comment]);
  if (body.comment_HTML !== undefined) fields.push(['comment_HTML', body.comment_HTML]);
  fields.push(['isPrivate', String(body.isPrivate ?? false)], ['user', JSON.stringify(user)]);
  const query = [UTC, ...including('comment_HTML', body.comment_HTML !== undefined)];
  return {
    ...plain('addAttachments', 'POST', `/tickets/${segment(id)}/attachments`, query),
    body: { kind: 'multipart', fields, files: files.map((file) => ({ ...file, name: 'files' })) },
  };
}

/** @param activityId only ids from an upload's answer are known here: any other gives 500 */
export function listActivityAttachments(activityId: string): ApiRequest {
  return plain('listActivityAttachments', 'GET', `/tickets/activity/${segment(activityId)}/attachments`, [UTC]);
}

export function getInstance(): ApiRequest {
  return plain('getInstance', 'GET', '/instance', [UTC]);
}

export function listTags(): ApiRequest {
  return plain('listTags', 'GET', '/tags', []);
}

function plain(endpoint: EndpointName, method: Method, path: string, query: readonly Pair[]): ApiRequest {
  return { endpoint, method, path, ...(query.length === 0 ? {} : { query }) };
}

function withBody(request: ApiRequest, value: JsonObject): ApiRequest {
  return { ...request, body: { kind: 'json', value } };
}

function carrying(token: string | undefined): Pick<ApiRequest, 'headers'> {
  return token === undefined ? {} : { headers: { continuationToken: token } };
}

function including(member: string, isIncluded: boolean): Pair[] {
  return isIncluded ? [['include', member]] : [];
}
