/** Which tickets a list shows, and in which order. */
import { dictionary } from '../dictionary';
import type { WorldTicket } from '../world/world';
import type { Caller, DeskproState } from './state';
import { sees } from './state';
import type { JsonObject, Json } from './json';
import type { PageAsked } from './listing';
import { listAnswer } from './listing';
import { organizationView, personView } from './person-view';
import type { TicketQuery } from './ticket-query';
import { fitsRow, fitsTicket, needsTicket, withoutFilters } from './ticket-query';
import { lastReplies, statusChangedAt, ticketView } from './ticket-view';

const ENDPOINT = 'tickets.list';

export function ticketList(
  state: DeskproState,
  caller: Caller,
  asked: TicketQuery,
  page: PageAsked,
  endpoint = ENDPOINT,
): JsonObject {
  const isIgnored = state.instance.fault('ignore_filters', endpoint) !== undefined;
  const query = isIgnored ? withoutFilters(asked) : asked;
  const linked = (rows: readonly JsonObject[]) => linkedTo(state, rows, query.include);
  const view = (index: number | undefined): JsonObject | null => {
    const ticket = index === undefined ? undefined : state.world.ticket(index);
    return ticket ? ticketView(state, ticket) : null;
  };
  if (query.ids !== null) {
    // Past every filter and past the ceiling; the total is the number of ids asked, unknown ones drop out.
    const listed = query.ids.map((id) => listedTicket(state, caller, id));
    const at = (position: number) => view(listed[position]?.index);
    return listAnswer(state, { endpoint, length: listed.length, at, linked }, page);
  }
  const found = selected(state, caller, query);
  const order = sorted(state, found, query, page.page * page.count);
  return listAnswer(
    state,
    {
      endpoint,
      length: found.length,
      at: (position) => view(order[position]),
      fql: query.fql,
      linked,
      hasCeiling: true,
    },
    page,
  );
}

function listedTicket(state: DeskproState, caller: Caller, id: number): WorldTicket | undefined {
  const ticket = Number.isInteger(id) ? state.world.ticket(id - 1) : undefined;
  return ticket !== undefined && ticket.mergedInto === null && sees(caller, ticket) ? ticket : undefined;
}

export function selected(state: DeskproState, caller: Caller, query: TicketQuery): Int32Array {
  const rows = state.index.select(
    (row) => (caller.department === null || row.department === caller.department) && fitsRow(query, row),
  );
  if (!needsTicket(query)) return rows;
  return rows.filter((index) => {
    const ticket = state.world.ticket(index);
    return ticket !== undefined && fitsTicket(query, state, ticket);
  });
}

/** @param count so many from the front have to stand right */
function sorted(
  state: DeskproState,
  found: Int32Array,
  { order, isDescending }: TicketQuery,
  count: number,
): ArrayLike<number> {
  const key = SORT_KEYS[order];
  if (key === undefined) return isDescending ? found.slice().reverse() : found;
  const ACTIVITY = ['date_status', 'date_last_agent_reply', 'date_last_user_reply', 'date_last_reply'];
  if (isDescending && ACTIVITY.includes(order)) return latestFirst(state, found, key, count);
  return byKey(state, [...found], key, isDescending);
}

type SortKey = (state: DeskproState, ticket: WorldTicket) => number;

const SORT_KEYS: Readonly<Record<string, SortKey>> = dictionary({
  date_created: (_desk, ticket) => ticket.createdAt,
  date_status: (_desk, ticket) => statusChangedAt(ticket),
  date_last_agent_reply: ({ world }, ticket) => lastReplies(world, ticket).agent ?? 0,
  date_last_user_reply: ({ world }, ticket) => lastReplies(world, ticket).user,
  date_last_reply: ({ world }, ticket) =>
    Math.max(lastReplies(world, ticket).agent ?? 0, lastReplies(world, ticket).user),
  urgency: (state, ticket) => Number(ticketView(state, ticket)['urgency']),
  total_user_waiting: (state, ticket) => Number(ticketView(state, ticket)['total_user_waiting']),
});

function byKey(state: DeskproState, indexes: number[], key: SortKey, isDescending: boolean): number[] {
  const keyed = indexes.map((index) => {
    const ticket = state.world.ticket(index);
    return { index, key: ticket === undefined ? 0 : key(state, ticket) };
  });
  keyed.sort((a, b) => (isDescending ? b.key - a.key : a.key - b.key) || a.index - b.index);
  return keyed.map(({ index }) => index);
}

/**
 * Activity never comes after a ticket's last change, so the front of the list is found among those changed last:
 * looking at every ticket's history would take minutes where there are a million.
 */
function latestFirst(state: DeskproState, found: Int32Array, key: SortKey, count: number): number[] {
  const { index } = state;
  const byChange = [...found].sort((a, b) => index.updatedAt(b) - index.updatedAt(a) || a - b);
  for (let looked = count * 2; ; looked *= 2) {
    const front = byKey(state, byChange.slice(0, looked), key, true);
    const next = byChange[looked];
    if (next === undefined) return front;
    const last = state.world.ticket(front[count - 1] ?? -1);
    if (last !== undefined && key(state, last) >= index.updatedAt(next)) return front;
  }
}

/** Side-loads: by type, then by id. */
export function linkedTo(state: DeskproState, rows: readonly JsonObject[], include: readonly string[]): JsonObject {
  const linked: Record<string, Json> = {};
  for (const type of include) {
    const view = SIDE_LOADS[type];
    if (view === undefined) continue;
    const ids = new Set(rows.flatMap((row) => (typeof row[type] === 'number' ? [row[type]] : [])));
    const found = [...ids].flatMap((id) => {
      const record = view(state, id);
      return record === undefined ? [] : [[String(id), record] as const];
    });
    if (found.length > 0) linked[type] = Object.fromEntries(found);
  }
  return linked;
}

const person = (state: DeskproState, id: number): JsonObject | undefined => {
  const found = state.world.person(id);
  return found && personView(state, found);
};

const SIDE_LOADS: Readonly<Record<string, (state: DeskproState, id: number) => JsonObject | undefined>> = dictionary({
  person,
  agent: person,
  department: ({ world }, id) => {
    const found = world.queues().find((queue) => queue.id === id);
    return found && { id, title: found.name };
  },
  organization: (state, id) => {
    const found = state.world.organizations().find((organization) => organization.id === id);
    return found && organizationView(state, found);
  },
});
