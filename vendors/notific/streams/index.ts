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
import { unifyCustomer, unifyOperator, unifyService, unifyTicket, visibleOperator } from '../unify/ticket';

const WORDS =
  'Notific has no filter for changes and no time of change: every run reads all tickets and compares them. ' +
  'Of several closings and reopenings between two runs only the last ones are seen.';

interface WholeList {
  name: string;
  selectedBy: StreamName;
  resource: Resource;
  plan?(input: PlanInput): Promise<Plan>;
  visible?(record: Json): Json;
  unify(record: Json, slice: Slice, context: UnifyContext, rows: Rows): void;
}

function wholeList({ name, selectedBy, resource, plan, visible, unify }: WholeList): Stream {
  return {
    name,
    selectedBy,
    scope: 'source',
    plan: plan ?? (async ({ isFirst = false }) => planOf(name, isFirst, true, '')),
    request: () => list(resource),
    read: ({ json }, slice) => {
      const records = listOf(json, resource);
      if (records.length === 0) return emptyList(slice);
      return endOf(slice, visible ? records.map(visible) : records);
    },
    idOf,
    unify,
  };
}

/** @throws VendorError `incomplete` when the answer is not a list */
export function listOf(json: Json, resource: Resource): Json[] {
  return requiredList('Notific', RESOURCES[resource], json);
}

function planOf(name: string, isFirst: boolean, complete: boolean, changeDetection: string): Plan {
  const plan = { slices: [wholeSlice(name, isFirst)], complete, total: null, changeDetection };
  return isFirst ? { ...plan, twice: 'list' } : plan;
}

export const services = wholeList({
  name: 'queues',
  selectedBy: 'queues',
  resource: 'service',
  unify: (record, _slice, _context, rows) => unifyService(record, rows),
});

export const operators = wholeList({
  name: 'operators',
  selectedBy: 'people',
  resource: 'operator',
  visible: visibleOperator,
  unify: (record, _slice, _context, rows) => unifyOperator(record, rows),
});

export const customers = wholeList({
  name: 'customers',
  selectedBy: 'people',
  resource: 'customer',
  unify: (record, _slice, _context, rows) => unifyCustomer(record, rows),
});

const wholeTickets = wholeList({
  name: 'tickets',
  selectedBy: 'tickets',
  resource: 'ticket',
  plan: planTickets,
  unify: (record, _slice, context, rows) => unifyTicket(record, context, rows),
});

export const tickets: Stream = {
  ...wholeTickets,
  alsoSelectedBy: ['history', 'custom_fields'],
  lookupSlice: (ticketId) => sliceOfTicket(ticketId),
  request: (slice, cursor, context) => {
    const one = ticketOfSlice(slice) ?? neighbourIn(slice);
    return one === null ? wholeTickets.request(slice, cursor, context) : get('ticket', one);
  },
  read: (answer, slice, cursor, context) => {
    const one = ticketOfSlice(slice);
    if (one !== null) return readTicket('Notific', answer.json, one, idOf);
    const beside = neighbourIn(slice);
    if (beside !== null) return { ...readTicket('Notific', answer.json, beside, idOf), incompleteReason: isCut(slice) };
    const list = wholeTickets.read(answer, slice, cursor, context);
    const isOver = list.splitInto === undefined && list.incompleteReason === undefined;
    const neighbours = isOver ? neighboursOf(listOf(answer.json, 'ticket')) : [];
    return neighbours.length === 0 ? list : { ...list, splitInto: neighbours };
  },
  recover: ({ code }, slice) => (code === 'not_found' && neighbourIn(slice) !== null ? [] : undefined),
};

export const STREAMS: readonly Stream[] = [services, operators, customers, tickets];

async function planTickets({ since, isFirst = false }: PlanInput): Promise<Plan> {
  return planOf('tickets', isFirst, since === null, WORDS);
}
