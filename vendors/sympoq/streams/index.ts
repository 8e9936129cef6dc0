/** How SympoQ is paged: lists without filters, and one call a ticket for its event log. */
import { VendorError } from '../../errors';
import type { Json } from '../../json';
import { asText, isObject } from '../../json';
import type { ApiRequest } from '../../http';
import type { NameKind, Rows } from '../../model';
import { readTicket, sliceOfTicket, ticketOfSlice } from '../../one-ticket';
import { answerOrError } from '../../outcome';
import { requiredList } from '../../required-list';
import type { PagingContext, Plan, PlanInput, Slice, Stream, StreamName, UnifyContext } from '../../vendor';
import { isWhole, readList, wholeSlice, windowOf } from './lists';
import { userId, unifyUser } from '../unify/person';
import type { ListWindow, PermissionsForm } from '../requests';
import {
  getTicket,
  listChannels,
  listPriorities,
  listQueues,
  listStatuses,
  listTickets,
  listTopics,
  listUsers,
} from '../requests';
import type { Paths } from '../paths';
import { idOf, unifyName, unifyQueue, unifyTicket, unifyTicketEvents } from '../unify/ticket';

const FULL_SCAN =
  'SympoQ has no filter for changes: every run reads the whole ticket list and compares it. ' +
  'A change that was undone between two runs is not seen, nor is an entry of the event log that does not change its ticket.';
const PARTIAL = `${FULL_SCAN} The key is not an Administrator's, so tickets that vanish may only be out of its sight: they are not marked as deleted.`;

interface ListStream {
  name: string;
  selectedBy: StreamName;
  alsoSelectedBy?: readonly StreamName[];
  optional?: boolean;
  request(paths: Paths, window: ListWindow, slice: Slice): ApiRequest;
  recover?(problem: VendorError, slice: Slice): Slice[] | undefined;
  idOf?(record: Json): string | null;
  /** Member with the time of creation. */
  created?: string;
  plan?(input: PlanInput): Promise<Plan>;
  unify(record: Json, slice: Slice, context: UnifyContext, rows: Rows): void;
}

function listStream(list: ListStream): Stream {
  const nameRecord = list.idOf ?? idOf;
  const named = { idOf: nameRecord, ...(list.created === undefined ? {} : { created: list.created }) };
  return {
    name: list.name,
    selectedBy: list.selectedBy,
    ...(list.alsoSelectedBy ? { alsoSelectedBy: list.alsoSelectedBy } : {}),
    scope: 'source',
    ...(list.optional ? { optional: true } : {}),
    plan:
      list.plan ??
      (async () => ({ slices: [{ key: list.name, params: {} }], complete: true, total: null, changeDetection: '' })),
    request: (slice, cursor, context) =>
      list.request(context.settings.paths, windowOf(cursor, context.settings.pageSize), slice),
    read: (answer, slice, cursor, context) => readList(answer, slice, cursor, named, context.settings.pageSize),
    recover: (problem, slice) => list.recover?.(problem, slice) ?? withoutOffset(problem, slice),
    idOf: nameRecord,
    unify: list.unify,
  };
}

/** The documented lists are whole, and may refuse what only Oracle's REST lists know. */
function withoutOffset(problem: VendorError, slice: Slice): Slice[] | undefined {
  const isRefused = REFUSALS.has(problem.code) && /[?&]offset=/.test(problem.request ?? '');
  return isRefused && !isWhole(slice) ? [wholeSlice(slice)] : undefined;
}

const REFUSALS = new Set(['invalid_request', 'not_found', 'unsupported']);

const names = (name: string, kind: NameKind, request: (paths: Paths, window: ListWindow) => ApiRequest): Stream =>
  listStream({
    name,
    selectedBy: 'tickets',
    optional: true,
    request,
    unify: (record, _slice, _context, rows) => unifyName(record, kind, rows),
  });

/** Slice of the queues; `form` is where `permissions` stands, as far as the caller knows. */
export function queueSlice(permissions = false, form: PermissionsForm = 'query'): Slice {
  return { key: `queues/${form}${permissions ? '/permissions' : ''}`, params: { form, permissions } };
}

export function formOf(slice: Slice): PermissionsForm {
  return slice.params['form'] === 'segment' ? 'segment' : 'query';
}

export const queues = listStream({
  name: 'queues',
  selectedBy: 'queues',
  optional: true,
  plan: async () => ({ slices: [queueSlice()], complete: true, total: null, changeDetection: '' }),
  request: (paths, window, slice) => listQueues(paths, slice.params['permissions'] === true, formOf(slice), window),
  // The other form of the two that the page's copies give; tried once.
  recover: (problem, slice) =>
    problem.status === 404 && formOf(slice) === 'query'
      ? [queueSlice(slice.params['permissions'] === true, 'segment')]
      : undefined,
  unify: (record, _slice, _context, rows) => unifyQueue(record, rows),
});

export const topics = names('topics', 'ticket_type', listTopics);
export const statuses = names('statuses', 'status', listStatuses);
export const priorities = names('priorities', 'priority', listPriorities);
export const channels = names('channels', 'channel', listChannels);

export const users = listStream({
  name: 'people',
  selectedBy: 'people',
  optional: true,
  request: (paths, window) => listUsers(paths, window),
  idOf: (record) => (isObject(record) ? userId(record, asText(record['name']), asText(record['email'])) : null),
  unify: (record, _slice, _context, rows) => unifyUser(record, rows),
});

const listedTickets = listStream({
  name: 'tickets',
  selectedBy: 'tickets',
  alsoSelectedBy: ['custom_fields'],
  created: 'created',
  plan: planTickets,
  request: (paths, window) => listTickets(paths, window),
  unify: (record, _slice, context, rows) => unifyTicket(record, context, rows),
});

export const tickets: Stream = {
  ...listedTickets,
  lookupSlice: (ticketId) => sliceOfTicket(ticketId),
  request: (slice, cursor, context) => {
    const one = ticketOfSlice(slice);
    return one === null ? listedTickets.request(slice, cursor, context) : getTicket(context.settings.paths, one, false);
  },
  read: (answer, slice, cursor, context) => {
    const one = ticketOfSlice(slice);
    if (one === null) return listedTickets.read(answer, slice, cursor, context);
    return readTicket('SympoQ', answer.json, one, idOf);
  },
};

/** One call gives comments, status history and attachments. */
export const events: Stream = {
  name: 'comments',
  selectedBy: 'comments',
  alsoSelectedBy: ['history', 'attachments'],
  scope: 'ticket',
  isFullReplace: true,
  childSlice: (ticketId) => ({ key: ticketId, ticketId, params: {} }),
  request: (slice, _cursor, context: PagingContext) =>
    getTicket(context.settings.paths, slice.ticketId ?? slice.key, true),
  read: ({ json }, slice) => {
    const content = readTicket('SympoQ', json, slice.ticketId ?? slice.key, idOf);
    requiredList('SympoQ', 'events', isObject(json) ? json['event_log'] : undefined);
    return content;
  },
  idOf,
  unify: (record, _slice, context, rows) => unifyTicketEvents(record, context, rows),
};

export const STREAMS: readonly Stream[] = [queues, topics, statuses, priorities, channels, users, tickets, events];

async function isRefused({ call, settings }: PlanInput): Promise<boolean> {
  const probe = await answerOrError(call, listTopics(settings.paths));
  if (!(probe instanceof VendorError)) return false;
  if (![401, 403, 404].includes(probe.status ?? 0)) throw probe;
  return true;
}

/** A missing ticket is a deleted one only where the key sees all: settings answer to an Administrator's key alone. */
async function planTickets(input: PlanInput): Promise<Plan> {
  const refused = !input.dry && (await isRefused(input));
  return {
    slices: [{ key: 'tickets', params: {} }],
    complete: !refused && input.since === null,
    total: null,
    changeDetection: refused ? PARTIAL : FULL_SCAN,
  };
}
