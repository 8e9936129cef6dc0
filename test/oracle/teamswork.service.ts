/** The lists of TeamsWork that an export asks for. */
import type { Ticket } from './teamswork';
import { AGENTS, CATEGORIES, FIELDS, activitiesOf, rawTicket, standing } from './teamswork';
import { RAW_VALUES } from './teamswork.facts';
import type { Micros } from './time';
import { isoText } from './time';

export function answerTo(url: URL, tickets: readonly Ticket[], at: Micros, token: string | undefined): object | null {
  const path = url.pathname.replace('/ticketing/v1', '');
  const living = tickets.filter(({ created }) => created <= at);
  if (path === '/tickets') return ticketPage(url.searchParams, living, at, Number(token ?? 0));
  if (path === '/tags') return { items: CATEGORIES };
  if (path === '/instance') {
    const assignees = { type: 'customAssignee', peoples: AGENTS };
    return { item: { id: 'i-1', name: 'Support', enabled: true, customFields: FIELDS, assignees } };
  }
  const [, id, part] = /^\/tickets\/([^/]+)(?:\/(\w+))?$/.exec(path) ?? [];
  const ticket = living.find((each) => each.id === id);
  if (ticket === undefined) return null;
  if (part === undefined) return { item: rawTicket(ticket, at, RAW_VALUES) };
  if (part === 'activities') return { items: activitiesOf(ticket, at).reverse() };
  return part === 'attachments' ? { items: [] } : null;
}

/** Dates filter by day, at or after; the page's limit is 10 unless the request names one. */
function ticketPage(asked: URLSearchParams, tickets: readonly Ticket[], at: Micros, token: number): object {
  const midnight = (name: string, otherwise: string): string =>
    `${asked.get(name)?.slice(0, 10) ?? otherwise}T00:00:00.000Z`;
  const createdOf = ({ created }: Ticket): string => isoText(created, 3);
  const updatedOf = (ticket: Ticket): string => isoText(standing(ticket, at).updated, 3);
  const order = asked.get('order') === 'ASC' ? 1 : -1;
  const by = asked.get('orderBy') === 'lastInteraction' ? updatedOf : createdOf;
  const found = tickets
    .filter((each) => createdOf(each) >= midnight('createdAfter', '0000-01-01'))
    .filter((each) => createdOf(each) <= midnight('createdBefore', '9999-12-31'))
    .filter((each) => updatedOf(each) >= midnight('lastUpdateAfter', '0000-01-01'))
    .filter((each) => updatedOf(each) <= midnight('lastUpdateBefore', '9999-12-31'))
    .sort((one, other) => order * (by(one) < by(other) ? -1 : by(one) > by(other) ? 1 : 0));
  const from = token > 0 ? token : Number(asked.get('offset') ?? 0);
  const to = from + Number(asked.get('limit') ?? 10);
  const items = found.slice(from, to).map((ticket) => rawTicket(ticket, at, RAW_VALUES));
  return { items, itemCount: items.length, ...(to < found.length ? { continuationToken: String(to) } : {}) };
}
