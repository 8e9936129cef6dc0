/** How Notific is paged: not at all. Every list is whole. */
import type { Json } from '../../json';
import type { Rows } from '../../model';
import { requiredList } from '../../required-list';
import { readTicket, sliceOfTicket, ticketOfSlice } from '../../one-ticket';
import type { Plan, PlanInput, Slice, Stream, StreamName, UnifyContext } from '../../vendor';
import type { Resource } from '../endpoints';
import { RESOURCES } from '../endpoints';
import { idOf } from '../members';
import { get, list } from '../requests';
import { emptyList, endOf, isCut, neighbourIn, neighboursOf, wholeSlice } from './whole-list';
import { shownOperator, unifyCustomer, unifyOperator, unifyService, unifyTicket } from '../unify/ticket';

const WORDS =
  'Notific has no filter for changes and no time of change: every run reads all tickets and compares them. ' +
  'Of several closings and reopenings between two runs only the last ones are seen.';

interface WholeList {
  name: string;
  serves: StreamName;
  resource: Resource;
  plan?(input: PlanInput): Promise<Plan>;
  shown?(record: Json): Json;
  unify(record: Json, slice: Slice, context: UnifyContext, rows: Rows): void;
}

function wholeList({ name, serves, resource, plan, shown, unify }: WholeList): Stream {
  return {
    name,
    serves,
    scope: 'source',
    plan: plan ?? (async ({ isFirst = false }) => planOf(name, isFirst, true, '')),
    request: () => list(resource),
    read: ({ json }, slice) => {
      const records = listOf(json, resource);
      if (records.length === 0) return emptyList(slice);
      return endOf(slice, shown ? records.map(shown) : records);
    },
    idOf,
    unify,
  };
}

/** @throws VendorError `incomplete` when the answer is not a list */
export function listOf(json: Json, resource: Resource): Json[] {
  return requiredList('Notific', RESOURCES[resource], json);
}

function planOf(name: string, isFirst: boolean, complete: boolean, words: string): Plan {
  const plan = { slices: [wholeSlice(name, isFirst)], complete, total: null, words };
  return isFirst ? { ...plan, twice: 'list' } : plan;
}

export const services = wholeList({
  name: 'queues',
  serves: 'queues',
  resource: 'service',
  unify: (record, _slice, _context, rows) => unifyService(record, rows),
});

export const operators = wholeList({
  name: 'operators',
  serves: 'people',
  resource: 'operator',
  shown: shownOperator,
  unify: (record, _slice, _context, rows) => unifyOperator(record, rows),
});

export const customers = wholeList({
  name: 'customers',
  serves: 'people',
  resource: 'customer',
  unify: (record, _slice, _context, rows) => unifyCustomer(record, rows),
});

const wholeTickets = wholeList({
  name: 'tickets',
  serves: 'tickets',
  resource: 'ticket',
  plan: planTickets,
  unify: (record, _slice, context, rows) => unifyTicket(record, context, rows),
});

export const tickets: Stream = {
  ...wholeTickets,
  alsoServes: ['history', 'custom_fields'],
  sliceOfOne: (ticketId) => sliceOfTicket(ticketId),
  request: (slice, cursor, context) => {
    const one = ticketOfSlice(slice) ?? neighbourIn(slice);
    return one === null ? wholeTickets.request(slice, cursor, context) : get('ticket', one);
  },
  read: (answer, slice, cursor, context) => {
    const one = ticketOfSlice(slice);
    if (one !== null) return readTicket('Notific', answer.json, one, idOf);
    const beside = neighbourIn(slice);
    if (beside !== null) return { ...readTicket('Notific', answer.json, beside, idOf), unproven: isCut(slice) };
    const list = wholeTickets.read(answer, slice, cursor, context);
    const isOver = list.replaceBy === undefined && list.unproven === undefined;
    const neighbours = isOver ? neighboursOf(listOf(answer.json, 'ticket')) : [];
    return neighbours.length === 0 ? list : { ...list, replaceBy: neighbours };
  },
  recover: ({ code }, slice) => (code === 'not_found' && neighbourIn(slice) !== null ? [] : undefined),
};

export const STREAMS: readonly Stream[] = [services, operators, customers, tickets];

async function planTickets({ since, isFirst = false }: PlanInput): Promise<Plan> {
  return planOf('tickets', isFirst, since === null, WORDS);
}
