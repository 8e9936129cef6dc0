/** The lists of TeamsWork that an export asks for. */
import { AGENTS, FIELDS } from './teamswork.records';
import type { Records } from './teamswork.records';

export function answerTo(url: URL, records: Records, token: string | string[] | undefined): object | null {
  const path = url.pathname.replace('/ticketing/v1', '');
  if (path === '/tickets') return ticketPage(url.searchParams, records, Number(token ?? 0));
  if (path === '/tags') return { items: [] };
  if (path === '/instance') {
    const assignees = { type: 'customAssignee', peoples: AGENTS };
    return { item: { id: 'i-1', name: 'Support', enabled: true, customFields: FIELDS, assignees } };
  }
  const [, id, part] = /^\/tickets\/([^/]+)(?:\/(\w+))?$/.exec(path) ?? [];
  const ticket = records.tickets.find((each) => each.id === id);
  if (ticket === undefined) return null;
  if (part === undefined) return { item: ticket };
  if (part === 'activities') return { items: [...(records.activities.get(ticket.id) ?? [])].reverse() };
  return part === 'attachments' ? { items: [] } : null;
}

/** Dates filter by day, at or after; the page's limit is 10 unless the request names one. */
function ticketPage(asked: URLSearchParams, records: Records, token: number): object {
  const day = (name: string, otherwise: string): string => asked.get(name)?.slice(0, 10) ?? otherwise;
  const order = asked.get('order') === 'ASC' ? 1 : -1;
  const by = asked.get('orderBy') === 'lastInteraction' ? 'lastUpdatedOn' : 'createdOn';
  const midnightAfter = (name: string): string => `${day(name, '0000-01-01')}T00:00:00.000Z`;
  const midnightBefore = (name: string): string => `${day(name, '9999-12-31')}T00:00:00.000Z`;
  const found = records.tickets
    .filter((each) => each.createdOn >= midnightAfter('createdAfter'))
    .filter((each) => each.createdOn <= midnightBefore('createdBefore'))
    .filter((each) => each.lastUpdatedOn >= midnightAfter('lastUpdateAfter'))
    .filter((each) => each.lastUpdatedOn <= midnightBefore('lastUpdateBefore'))
    .sort((one, other) => order * (one[by] < other[by] ? -1 : one[by] > other[by] ? 1 : 0));
  const from = token > 0 ? token : Number(asked.get('offset') ?? 0);
  const to = from + Number(asked.get('limit') ?? 10);
  const items = found.slice(from, to);
  return { items, itemCount: items.length, ...(to < found.length ? { continuationToken: String(to) } : {}) };
}
