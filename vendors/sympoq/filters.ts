/** SympoQ's list takes no filters: Get Many asks for all and keeps what fits. */
import type { Json } from '../json';
import { arrayAt, asText, isObject, objectAt } from '../json';
import type { Slice } from '../vendor';
import { fold } from '../text';
import { readTime } from '../time';
import { VendorError } from '../errors';

/** All that are given must fit. Numbers as text; times as ISO text, without a zone in UTC. */
export interface TicketFilters {
  status?: readonly string[];
  priority?: readonly string[];
  queue?: readonly string[];
  topic?: readonly string[];
  channel?: readonly string[];
  assignee?: readonly string[];
  /** Folded; any of them. */
  tags?: readonly string[];
  customerEmail?: string;
  createdFrom?: string;
  createdBefore?: string;
  updatedFrom?: string;
}

const NUMBERS = ['status', 'priority', 'queue', 'topic', 'channel', 'assignee'] as const;

/** The whole list: to be paged with the stream `tickets`, its records to be kept by `ticketFilter`. */
export function ticketSlice(): Slice {
  return { key: 'tickets', params: {} };
}

/** @throws VendorError bad_input when a time cannot be read */
export function ticketFilter(filters: TicketFilters): (ticket: Json) => boolean {
  const tests: Array<(ticket: Json) => boolean> = [];
  for (const member of NUMBERS) {
    const requested = filters[member];
    if (requested && requested.length > 0)
      tests.push((ticket) => requested.includes(asText(isObject(ticket) ? ticket[member] : null) ?? ''));
  }
  const tags = (filters.tags ?? []).map(fold);
  if (tags.length > 0)
    tests.push((ticket) => arrayAt(ticket, 'tags').some((tag) => tags.includes(fold(asText(tag) ?? ''))));
  const email = fold(filters.customerEmail ?? '');
  if (email !== '') tests.push((ticket) => fold(asText(objectAt(ticket, 'customer')['email']) ?? '') === email);
  const { createdFrom, createdBefore, updatedFrom } = filters;
  if (createdFrom) tests.push(timeTest('created', instant(createdFrom), (at, limit) => at >= limit));
  if (createdBefore) tests.push(timeTest('created', instant(createdBefore), (at, limit) => at < limit));
  if (updatedFrom) tests.push(timeTest('updated', instant(updatedFrom), (at, limit) => at >= limit));
  return (ticket) => tests.every((test) => test(ticket));
}

function timeTest(
  member: string,
  limit: string,
  fits: (at: string, limit: string) => boolean,
): (ticket: Json) => boolean {
  return (ticket) => {
    const reading = readTime(isObject(ticket) ? ticket[member] : null);
    return reading.kind === 'instant' && fits(reading.instant, limit);
  };
}

function instant(text: string): string {
  const reading = readTime(text);
  if (reading.kind === 'instant') return reading.instant;
  if (reading.kind === 'wall') return `${reading.wall}Z`;
  if (reading.kind === 'date') return `${reading.date}T00:00:00.000000Z`;
  throw new VendorError({
    code: 'bad_input',
    message: `"${text}" is not a time`,
    remedy: 'Write it as 2026-03-01T09:00:00Z.',
  });
}
