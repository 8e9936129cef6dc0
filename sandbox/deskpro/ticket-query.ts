/** What a list of tickets is asked: filters, order, side-loads; and how the service echoes it as FQL. */
import type { World, WorldTicket } from '../world/world';
import type { Seconds } from './dates';
import { isWithin, secondsIn } from './dates';
import type { RawQuery } from './listing';
import { badRequest } from './answers';
import { refuseUnknown } from './listing';
import { STATUS_CODES, statusCode, type TicketRow } from './ticket-index';
import { lastReplies, ticketView } from './ticket-view';
import type { DeskproState } from './state';
import type { JsonObject } from './json';

const PAGING = ['page', 'count', 'include', 'order_by', 'order_dir', 'group_sort', 'ids'];
const REFERENCES = [
  'agent',
  'agent_team',
  'person',
  'organization',
  'department',
  'language',
  'problem',
  'urgency',
  'star',
];
const DATES = ['date_created', 'date_resolved', 'date_last_agent_reply', 'date_last_user_reply'];
const OTHERS = ['status', 'not_status', 'label', 'labels', 'sla', 'sla_status'];
const KNOWN = new Set([...PAGING, ...REFERENCES, ...DATES, ...OTHERS]);
const FIELD = /^ticket_field[._](\d+)$/;

const ORDERS = new Set([
  'id',
  'urgency',
  'date_created',
  'date_status',
  'date_last_agent_reply',
  'date_last_user_reply',
  'date_last_reply',
  'date_user_waiting',
  'total_user_waiting',
  'sla',
  // Accepted, but they sort by id.
  'subject',
  'status',
]);

export interface TicketQuery {
  /** null: not asked by id. */
  ids: number[] | null;
  status: string[];
  notStatus: string[];
  dates: Array<readonly [name: string, range: Seconds]>;
  references: Array<readonly [name: string, ids: string[]]>;
  labels: string[];
  slaStatus: string[];
  fields: Array<readonly [id: number, text: string]>;
  order: string;
  isDescending: boolean;
  include: string[];
  fql: string;
}

/** @throws Refused 400 for anything that it does not know */
export function ticketQuery(query: RawQuery): TicketQuery {
  refuseUnknown(query, (name) => KNOWN.has(name) || FIELD.test(name));
  const status = listIn(query, 'status');
  const notStatus = listIn(query, 'not_status');
  for (const one of [...status, ...notStatus]) checkStatus(one);
  const order = listIn(query, 'order_by')[0] ?? 'id';
  if (!ORDERS.has(order)) throw badRequest(`Unknown order: ${order}`);
  const direction = listIn(query, 'order_dir')[0] ?? listIn(query, 'group_sort')[0] ?? 'asc';
  return {
    ids: query['ids'] === undefined ? null : idsIn(String(query['ids'])),
    status,
    notStatus: status.length === 0 && notStatus.length === 0 ? ['hidden'] : notStatus,
    dates: DATES.flatMap((name) => listIn(query, name).map((text) => [name, secondsIn(text)] as const)),
    references: REFERENCES.flatMap((name) =>
      listIn(query, name).length === 0 ? [] : [[name, listIn(query, name)] as const],
    ),
    labels: [...listIn(query, 'labels'), ...listIn(query, 'label')],
    slaStatus: listIn(query, 'sla_status'),
    fields: Object.entries(query).flatMap(([name, value]) => {
      const id = FIELD.exec(name)?.[1];
      return id === undefined ? [] : [[Number(id), String(value)] as const];
    }),
    order,
    isDescending: direction.toLowerCase() === 'desc',
    include: (listIn(query, 'include')[0] ?? '').split(',').filter((type) => type !== ''),
    fql: fqlOf(query, status, notStatus),
  };
}

/** No filter at all, but the side-loads. */
export function withoutFilters(query: TicketQuery): TicketQuery {
  return { ...ticketQuery({}), include: query.include, order: query.order, isDescending: query.isDescending };
}

function checkStatus(status: string): void {
  const main = status.split('.')[0];
  if (!STATUS_CODES.some((code) => code === main)) throw badRequest(`Unknown status: ${status}`);
}

/** `name=a`, or `name[]=a&name[]=b`. */
function listIn(query: RawQuery, name: string): string[] {
  return [query[name], query[`${name}[]`]].flatMap((value) => value ?? []);
}

function idsIn(text: string): number[] {
  const ids = text.split(',').map(Number);
  if (ids.length > 200) throw badRequest('You can select maximum 200 entities');
  return ids;
}

function fqlOf(query: RawQuery, status: string[], notStatus: string[]): string {
  const filters = Object.keys(query).filter((name) => !PAGING.includes(name));
  const conditions = filters.map((name) => {
    const plain = name.replace('[]', '');
    const sign = plain === 'not_status' ? '!=' : '=';
    const values = listIn(query, plain);
    const value = values.length === 1 ? `"${values[0] ?? ''}"` : `(${values.map((one) => `"${one}"`).join(', ')})`;
    return `ticket.${plain.replace('not_', '')} ${values.length === 1 ? sign : 'IN'} ${value}`;
  });
  const hidden = status.length === 0 && notStatus.length === 0 ? ['ticket.status != "hidden"'] : [];
  return [...conditions, ...hidden].join(' AND ');
}

/** What a row of the index alone decides; activity never comes after the last change. */
export function fitsRow(query: TicketQuery, row: TicketRow): boolean {
  const main = (status: string) => status.split('.')[0];
  if (query.status.length > 0 && !query.status.some((status) => main(status) === row.status)) return false;
  if (query.notStatus.includes(row.status)) return false;
  return query.dates.every(([name, range]) =>
    name === 'date_created' ? isWithin(row.createdAt, range) : Math.floor(row.updatedAt / 1000) >= range.from,
  );
}

/** Whether fitsRow has decided everything. */
export function needsTicket(query: TicketQuery): boolean {
  const parts = [query.references, query.labels, query.slaStatus, query.fields];
  const hasSubStatus = [...query.status, ...query.notStatus].some((status) => status.includes('.'));
  return hasSubStatus || parts.some((part) => part.length > 0) || query.dates.some(([name]) => name !== 'date_created');
}

export function fitsTicket(query: TicketQuery, state: DeskproState, ticket: WorldTicket): boolean {
  if (!query.dates.every(([name, range]) => isWithin(dateOf(state.world, ticket, name), range))) return false;
  if (query.labels.length > 0 && !query.labels.some((label) => ticket.tags.includes(label))) return false;
  if (!query.references.every(([name, ids]) => ids.includes(referenceOf(state, ticket, name)))) return false;
  if (!query.fields.every(([id, text]) => [ticket.custom[id]].flat().map(String).includes(text))) return false;
  const hasSub = [...query.status, ...query.notStatus].some((status) => status.includes('.'));
  return (!hasSub && query.slaStatus.length === 0) || fitsView(query, ticketView(state, ticket));
}

function fitsView(query: TicketQuery, view: JsonObject): boolean {
  const [main, whole, sla] = [view['status'], view['ticket_status'], view['worst_sla_status']].map(String);
  const statuses: ReadonlyArray<string | undefined> = query.status;
  if (statuses.length > 0 && !statuses.includes(main) && !statuses.includes(whole)) return false;
  if (query.notStatus.some((status) => status === whole)) return false;
  return query.slaStatus.length === 0 || query.slaStatus.some((status) => status === sla);
}

/** The members that a look at the ticket alone tells; the rest needs it as Deskpro shows it. */
function referenceOf(state: DeskproState, ticket: WorldTicket, name: string): string {
  if (name === 'person') return String(ticket.requester);
  if (name === 'agent') return String(ticket.assignee);
  if (name === 'department') return String(ticket.queue);
  return String(ticketView(state, ticket)[name]);
}

function dateOf(world: World, ticket: WorldTicket, name: string): number | null {
  if (name === 'date_created') return ticket.createdAt;
  if (name === 'date_resolved') return ['resolved', 'archived'].includes(statusCode(ticket)) ? ticket.resolvedAt : null;
  const replies = lastReplies(world, ticket);
  return name === 'date_last_agent_reply' ? replies.agent : replies.user;
}
