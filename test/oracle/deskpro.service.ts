/** The lists of Deskpro that an export asks for: pages by number, at most 200 rows, hidden tickets only when asked for. */
import type { Ticket } from './deskpro';
import {
  AGENTS,
  BRANDS,
  CATEGORIES,
  DEPARTMENTS,
  FIELDS,
  ORGANIZATIONS,
  REQUESTERS,
  TEAMS,
  filesOf,
  logsOf,
  messagesOf,
  rawTicket,
  standing,
} from './deskpro';
import { RAW_VALUES } from './deskpro.facts';
import type { Micros } from './time';
import { microsOf } from './time';

const LISTS: Readonly<Record<string, readonly object[]>> = {
  people: [...AGENTS, ...REQUESTERS.filter(({ is_deleted }) => !is_deleted)],
  agents: AGENTS,
  organizations: ORGANIZATIONS,
  ticket_departments: DEPARTMENTS,
  agent_teams: TEAMS,
  ticket_categories: CATEGORIES,
  brands: BRANDS,
  ticket_custom_fields: FIELDS,
};

export function answerTo(url: URL, tickets: readonly Ticket[], at: Micros): object | null {
  const [, list = '', id, part] = /\/api\/v2\/([\w/]+?)(?:\/(\d+))?(?:\/(\w+))?$/.exec(url.pathname) ?? [];
  if (list === 'helpdesk' || url.pathname.endsWith('/helpdesk/discover'))
    return { data: { is_deskpro: true }, meta: {}, linked: {} };
  if (url.pathname.endsWith('/me')) return { data: { person_id: 1 }, meta: {}, linked: {} };
  const known = LISTS[list];
  if (known !== undefined) return paged(url, known, []);
  if (list !== 'tickets') return null;
  const living = tickets.filter(({ created }) => created <= at);
  if (id === undefined) return ticketList(url, living, at);
  const ticket = living.find((each) => String(each.id) === id);
  if (ticket === undefined) return null;
  if (part === undefined) return { data: rawTicket(ticket, at, RAW_VALUES), meta: {}, linked: linkedTo([ticket]) };
  const parts = { messages: messagesOf, attachments: filesOf, logs: logsOf }[part];
  return parts === undefined ? null : paged(url, parts(ticket, at), [ticket]);
}

const DATES = {
  date_created: ({ created }) => created,
  date_status: (ticket, at) => standing(ticket, at).statusAt,
  date_resolved: (ticket, at) => standing(ticket, at).resolved,
  date_last_user_reply: (ticket, at) => standing(ticket, at).userReply,
  date_last_agent_reply: (ticket, at) => standing(ticket, at).agentReply,
} satisfies Record<string, (ticket: Ticket, at: Micros) => Micros | null>;

function ticketList(url: URL, tickets: readonly Ticket[], at: Micros): object {
  const asked = url.searchParams;
  const ids = asked.get('ids')?.split(',');
  if (ids !== undefined) {
    const found = tickets.filter(({ id }) => ids.includes(String(id)));
    return answer(
      found.map((ticket) => rawTicket(ticket, at, RAW_VALUES)),
      ids.length,
      1,
      200,
      found,
    );
  }
  const wanted = [...asked.getAll('status'), ...asked.getAll('status[]')].flatMap((each) => each.split(','));
  const mainOf = (ticket: Ticket): string => standing(ticket, at).code.replace(/\..*/, '');
  let found = tickets.filter((ticket) =>
    wanted.length === 0 ? mainOf(ticket) !== 'hidden' : wanted.includes(mainOf(ticket)),
  );
  for (const [name, dateOf] of Object.entries(DATES)) {
    const [from, to] = asked.get(name)?.split(/\/|--/) ?? [];
    if (from === undefined || to === undefined) continue;
    found = found.filter((ticket) => {
      const date = dateOf(ticket, at);
      return date !== null && date >= microsOf(isoOf(from)) && date <= microsOf(isoOf(to));
    });
  }
  const dateOf = Object.entries(DATES).find(([name]) => name === asked.get('order_by'))?.[1];
  const sign = [asked.get('order_dir'), asked.get('group_sort')].includes('desc') ? -1 : 1;
  const ordered = [...found].sort((one, other) =>
    dateOf === undefined ? sign * (one.id - other.id) : sign * ((dateOf(one, at) ?? 0) - (dateOf(other, at) ?? 0)),
  );
  const raw = new Map(ordered.map((ticket) => [rawTicket(ticket, at, RAW_VALUES), ticket]));
  return paged(url, [...raw.keys()], ordered);
}

/** Offsets come without a colon; a text without one is in UTC. */
function isoOf(text: string): string {
  const iso = text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2');
  return /(?:Z|[+-]\d\d:\d\d)$/.test(iso) ? iso : `${iso.replace(' ', 'T')}Z`;
}

function paged(url: URL, rows: readonly object[], tickets: readonly Ticket[]): object {
  const page = Number(url.searchParams.get('page') ?? 1);
  const count = Math.min(200, Number(url.searchParams.get('count') ?? 10));
  return answer(rows.slice((page - 1) * count, page * count), rows.length, page, count, tickets);
}

function answer(
  data: readonly object[],
  total: number,
  page: number,
  perPage: number,
  tickets: readonly Ticket[],
): object {
  const totalPages = Math.max(1, Math.ceil(total / perPage));
  const pagination = { total, count: data.length, per_page: perPage, current_page: page, total_pages: totalPages };
  return { data, meta: { pagination }, linked: linkedTo(tickets) };
}

function linkedTo(tickets: readonly Ticket[]): object {
  const people = tickets.flatMap(({ requester }) => REQUESTERS[requester] ?? []);
  return { person: Object.fromEntries([...AGENTS, ...people].map((each) => [String(each.id), each])) };
}
