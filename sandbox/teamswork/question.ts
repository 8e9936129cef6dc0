/** What GET /tickets is asked, as the service understands it. */
import { dictionary } from '../dictionary';
import type { WorldTicket } from '../world/world';
import type { Office } from './office';
import { PRIORITIES } from './office';
import { userOf } from './people';
import { labelOf, RESOLVED, stateNamed } from './workflow';

export type ListQuestion = Readonly<Record<string, string | undefined>>;

export interface Range {
  from: number;
  to: number;
}

const HOUR_MS = 3_600_000;

export function fitsAll(office: Office, ticket: WorldTicket, query: ListQuestion): boolean {
  return (
    within(ticket.createdAt, rangeOf(query, 'created')) &&
    within(ticket.updatedAt, rangeOf(query, 'lastUpdate')) &&
    within(ticket.dueAt, rangeOf(query, 'expectedDate')) &&
    fitsStatus(ticket, query) &&
    (query['priority'] === undefined || PRIORITIES[ticket.priority] === query['priority']) &&
    fitsText(office, ticket, query) &&
    fitsTags(ticket, query['tags'])
  );
}

/**
 * Only plain days filter: with a time of day a filter is passed over. The boundary is midnight UTC plus `timezone`
 * hours, which is the opposite of what the vendor's page says.
 */
export function rangeOf(query: ListQuestion, name: 'created' | 'lastUpdate' | 'expectedDate'): Range {
  const after = name === 'expectedDate' ? 'expectedDateAfter' : `${name}After`;
  const before = name === 'expectedDate' ? 'expectedDateBefore' : `${name}Before`;
  const shift = Number(query['timezone'] ?? 0) * HOUR_MS || 0;
  const bound = (text: string | undefined, none: number): number =>
    text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) + shift : none;
  return { from: bound(query[after], -Infinity), to: bound(query[before], Infinity) };
}

export function within(at: number | null, { from, to }: Range): boolean {
  if (at === null) return from === -Infinity && to === Infinity;
  return at >= from && at <= to;
}

function fitsStatus(ticket: WorldTicket, query: ListQuestion): boolean {
  const { status, statusId, isResolved } = query;
  if (status === undefined && statusId === undefined && isResolved === undefined) return true;
  const label = labelOf(ticket);
  const isDone = RESOLVED.includes(label);
  // The older filter knows only resolved and not resolved.
  if (status !== undefined && RESOLVED.includes(status.trim()) !== isDone) return false;
  if (statusId !== undefined && stateNamed(statusId)?.label !== label) return false;
  return isResolved === undefined || (isResolved === 'true') === isDone;
}

function fitsText(office: Office, ticket: WorldTicket, { search, title }: ListQuestion): boolean {
  const has = (text: string, part: string): boolean => text.toLowerCase().includes(part.toLowerCase());
  if (title !== undefined && !has(ticket.subject, title)) return false;
  if (search === undefined) return true;
  const requester = userOf(office, ticket.requester);
  return [ticket.subject, String(ticket.id), requester?.name ?? '', requester?.email ?? ''].some((text) =>
    has(text, search),
  );
}

/** `tagCategoryId_tagText`, comma separated; one of them is enough. */
function fitsTags(ticket: WorldTicket, tags: string | undefined): boolean {
  if (tags === undefined) return true;
  const texts = tags.split(',').map((tag) => tag.slice(tag.indexOf('_') + 1).toLowerCase());
  return ticket.tags.some((tag) => texts.includes(tag.toLowerCase()));
}

type Key = string | number;

/** Sort keys; undefined for the order of creation, which needs no sorting. */
export function sortKey(office: Office, orderBy: string | undefined): ((ticket: WorldTicket) => Key) | undefined {
  const name = (id: number | null, member: 'name' | 'email'): string => userOf(office, id)?.[member] ?? '';
  const keys: Readonly<Record<string, (ticket: WorldTicket) => Key>> = dictionary({
    status: (ticket) => labelOf(ticket),
    title: (ticket) => ticket.subject,
    requestorName: (ticket) => name(ticket.requester, 'name'),
    requestorEmail: (ticket) => name(ticket.requester, 'email'),
    assigneeName: (ticket) => name(ticket.assignee, 'name'),
    assigneeEmail: (ticket) => name(ticket.assignee, 'email'),
    expectedDate: (ticket) => ticket.dueAt ?? 0,
    priority: (ticket) => Object.keys(PRIORITIES).indexOf(ticket.priority),
    lastInteraction: (ticket) => ticket.updatedAt,
  });
  return orderBy === undefined ? undefined : keys[orderBy];
}
