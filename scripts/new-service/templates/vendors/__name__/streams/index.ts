/** How __title__ is paged. */
import type { Json } from '../../json';
import { asText } from '../../json';
import { readTicket, sliceOfTicket, ticketOfSlice } from '../../one-ticket';
import type { Cursor, Plan, PlanInput, Slice, Stream } from '../../vendor';
import { getTicket, listTickets } from '../requests';
import { unifyTicket } from '../unify/ticket';

/** Rows a page: the most that the service gives. */
export const PAGE_SIZE = 100;

export const tickets: Stream = {
  name: 'tickets',
  selectedBy: 'tickets',
  scope: 'source',
  plan,
  lookupSlice: (ticketId) => sliceOfTicket(ticketId),
  request: (slice, cursor, { settings }) => {
    const one = ticketOfSlice(slice);
    if (one !== null) return getTicket(one);
    const changedSince = asText(slice.params['changedSince']);
    return listTickets({ limit: settings.pageSize ?? PAGE_SIZE, changedSince, after: cursor });
  },
  read: ({ json }, slice) => {
    const one = ticketOfSlice(slice);
    if (one !== null) return readTicket('__title__', ticketIn(json), one, idOf);
    return { records: ticketsIn(json), next: nextIn(json) };
  },
  idOf,
  unify: (record, _slice, context, rows) => unifyTicket(record, context, rows),
};

/** In the order in which they are read: tickets before what hangs on them. */
export const STREAMS: readonly Stream[] = [tickets];

/** @param changedSince canonical instant; null: all tickets */
export function ticketSlice(changedSince: string | null): Slice {
  return { key: changedSince === null ? 'all' : `changed-${changedSince}`, params: { changedSince } };
}

/** `complete` only where the slices, read whole, name every ticket: one that they miss may have been deleted. */
async function plan(_input: PlanInput): Promise<Plan> {
  throw new Error('vendors/__name__/streams/index.ts: plan is not written yet');
}

/**
 * The tickets of a page.
 * @throws VendorError incomplete for an answer without the list: it is not an empty one
 */
export function ticketsIn(_json: Json): Json[] {
  throw new Error('vendors/__name__/streams/index.ts: ticketsIn is not written yet');
}

/** Where the next page begins; null: this was the last one. */
function nextIn(_json: Json): Cursor | null {
  throw new Error('vendors/__name__/streams/index.ts: nextIn is not written yet');
}

/** The ticket of an answer that holds one. */
export function ticketIn(_json: Json): Json | undefined {
  throw new Error('vendors/__name__/streams/index.ts: ticketIn is not written yet');
}

/** null: the record has none. */
export function idOf(_record: Json): string | null {
  throw new Error('vendors/__name__/streams/index.ts: idOf is not written yet');
}
