/** The stream of tickets: which slices a run reads. */
import { VendorError } from '../../errors';
import type { Call } from '../../http';
import { asText } from '../../json';
import { readTicket, sliceOfTicket, ticketOfSlice } from '../../one-ticket';
import type { Plan, PlanInput, Slice, Stream } from '../../vendor';
import { idOf, itemOf, itemsOf, tokenOf } from '../envelope';
import { dayOf, filterInstant, shiftDay } from '../calendar';
import { instanceId } from '../instance';
import type { TicketQuery } from '../requests';
import { getInstance, getTicket, listTickets } from '../requests';
import { unifyTicket } from '../unify/ticket';
import { createdOf } from './row-times';
import { EMPTY_PAGES, STAYS_EMPTY, readPage, recoverList, requestPage } from './ticket-paging';
import type { DateBounds, TicketListQuery } from './ticket-list-query';
import { encodeListQuery, queueOf } from './ticket-list-query';

const BY_CREATION = { orderBy: 'createdDateTime', order: 'ASC' } as const satisfies TicketQuery;

const FULL_WORDS =
  'All tickets are read, in order of creation. Afterwards changed ones are found by lastUpdateAfter (a day, one day of overlap); changes that do not move lastUpdatedOn and deletions are seen by the next full scan.';
const INCREMENTAL_WORDS =
  'Tickets updated since the day before the last run (lastUpdateAfter knows days only). Not seen until the next full scan: deletions, and changes that do not move lastUpdatedOn.';

/** Plain pages without `select`: only they carry the breach flags and resolvedStatus. */
export const tickets: Stream = {
  name: 'tickets',
  selectedBy: 'tickets',
  scope: 'source',
  plan,
  lookupSlice: (ticketId, { queueIds }) => sliceOfTicket(ticketId, { queue: queueIds[0] ?? null }),
  request: (slice, cursor, context) => {
    const one = ticketOfSlice(slice);
    return one === null ? requestPage(slice, cursor, context) : getTicket(one);
  },
  read: (answer, slice, cursor, context) => {
    const one = ticketOfSlice(slice);
    return one === null ? readPage(answer, slice, cursor, context) : readTicket('TeamsWork', itemOf(answer), one, idOf);
  },
  recover: (problem, slice, context) =>
    ticketOfSlice(slice) === null ? recoverList(problem, slice, context) : undefined,
  idOf,
  unify: (record, slice, context, rows) => {
    unifyTicket(record, queueOf(slice), context, rows);
  },
};

async function plan(input: PlanInput): Promise<Plan> {
  const from =
    input.mode === 'incremental' && input.watermark.updated_at !== null ? dayOf(input.watermark.updated_at) : null;
  const updatedFrom = from === null ? null : shiftDay(from, -1);
  const query: TicketQuery = {
    ...BY_CREATION,
    ...(input.since === null ? {} : { createdAfter: input.since }),
    ...(updatedFrom === null ? {} : { lastUpdateAfter: updatedFrom }),
  };
  const listQuery: TicketListQuery = {
    query,
    keep: input.since === null ? {} : { createdFrom: `${input.since}T00:00:00.000000Z` },
    updatedFrom,
    ...(input.dry ? { until: null, newest: null } : await newestTicket(input.call, query)),
    proven: true,
    downTo: null,
    tokens: false,
    limit: null,
    queue: input.queueIds[0] ?? (input.dry ? null : await askInstanceId(input.call)),
  };
  return {
    slices: [encodeListQuery(updatedFrom === null ? 'all' : `updated-${updatedFrom}`, listQuery)],
    complete: updatedFrom === null && input.since === null,
    total: null,
    changeDetection: updatedFrom === null ? FULL_WORDS : INCREMENTAL_WORDS,
  };
}

/**
 * The end of a walk is proven by the newest ticket: no total of the service can be trusted.
 * @throws VendorError `incomplete` when the list goes on, and no page of it has a ticket
 */
async function newestTicket(call: Call, query: TicketQuery): Promise<Pick<TicketListQuery, 'until' | 'newest'>> {
  let token: string | undefined;
  for (let empty = 0; empty <= EMPTY_PAGES; empty += 1) {
    const answer = await call(listTickets({ ...query, limit: 1, order: 'DESC' }, token));
    const newest = itemsOf(answer)[0] ?? null;
    token = tokenOf(answer) ?? undefined;
    if (newest !== null || token === undefined) return { until: createdOf(newest), newest: idOf(newest) };
  }
  throw new VendorError({
    code: 'incomplete',
    message: STAYS_EMPTY,
    remedy: 'Run again. If the problem remains, run it when fewer people work in the service.',
  });
}

/** Tickets do not say their instance, and can be read without it. */
async function askInstanceId(call: Call): Promise<string | null> {
  try {
    const item = itemOf(await call(getInstance()));
    return item === null ? null : instanceId(item);
  } catch {
    return null;
  }
}

const ORDERS = [
  'status',
  'ticketId',
  'title',
  'requestorName',
  'requestorEmail',
  'assigneeName',
  'assigneeEmail',
  'expectedDate',
  'priority',
  'createdDateTime',
  'lastInteraction',
] as const;
export const TICKET_ORDERS: readonly string[] = ORDERS;

export function isTicketOrder(value: unknown): value is (typeof ORDERS)[number] {
  return ORDERS.some((order) => order === value);
}

/** Fields that the service answers 500 to, or does not know, when they are selected. */
const NOT_SELECTABLE = new Set(['resolvedStatus', 'isFrtBreached', 'isRtBreached']);

/** The documented filters of the list. Dates may carry a time of day: it is applied to the rows that come back. */
export interface TicketFilters {
  search?: string;
  title?: string;
  status?: string;
  statusId?: string;
  isResolved?: boolean;
  priority?: string;
  /** `tagCategoryId_tagText`. */
  tags?: readonly string[];
  orderBy?: (typeof ORDERS)[number];
  order?: 'ASC' | 'DESC';
  select?: readonly string[];
  descriptionHtml?: boolean;
  createdAfter?: string;
  createdBefore?: string;
  expectedDateAfter?: string;
  expectedDateBefore?: string;
  lastUpdateAfter?: string;
  lastUpdateBefore?: string;
  /** Rows a page, 1 to 1,000. */
  pageSize?: number;
}

/**
 * A slice of the `tickets` stream for one question, to be read with `pagesOf`.
 * @throws VendorError bad_input for a date that is none or a field that cannot be selected
 */
export function ticketSlice(filters: TicketFilters): Slice {
  const refused = (filters.select ?? []).find((field) => NOT_SELECTABLE.has(field.trim()));
  if (refused !== undefined) {
    throw new VendorError({
      code: 'bad_input',
      message: `TeamsWork cannot select the field "${refused}"`,
      remedy: 'Leave Select empty. Whole tickets have the field.',
    });
  }
  const { created, updated, query: dates } = datesOf(filters);
  const query: TicketQuery = {
    search: filters.search,
    title: filters.title,
    status: filters.status,
    statusId: filters.statusId,
    isResolved: filters.isResolved,
    priority: filters.priority,
    tags: listed(filters.tags),
    orderBy: filters.orderBy,
    order: filters.order,
    // Without the id a row could not be told from another.
    select: listed(
      filters.select === undefined || filters.select.length === 0 ? undefined : [...new Set(['id', ...filters.select])],
    ),
    include: filters.descriptionHtml ? 'description_HTML' : undefined,
    ...dates,
  };
  const keep: DateBounds = {
    createdFrom: created.from,
    createdTo: created.to,
    updatedFrom: updated.from,
    updatedTo: updated.to,
  };
  const listQuery: TicketListQuery = {
    query,
    keep,
    updatedFrom: null,
    until: null,
    newest: null,
    proven: false,
    downTo: null,
    tokens: false,
    limit: filters.pageSize ?? null,
    queue: null,
  };
  return encodeListQuery('question', listQuery);
}

interface DaySpan {
  from?: string;
  to?: string;
}

/** The service knows days only: a bound inside a day asks for the whole day. */
function datesOf(filters: TicketFilters): { created: DaySpan; updated: DaySpan; query: TicketQuery } {
  const instant = (
    name: 'createdAfter' | 'createdBefore' | 'lastUpdateAfter' | 'lastUpdateBefore',
  ): string | undefined => (asText(filters[name]) === null ? undefined : filterInstant(filters[name] ?? '', name));
  const day = (name: 'expectedDateAfter' | 'expectedDateBefore'): string | undefined =>
    asText(filters[name]) === null ? undefined : dayOf(filterInstant(filters[name] ?? '', name));
  const created: DaySpan = { from: instant('createdAfter'), to: instant('createdBefore') };
  const updated: DaySpan = { from: instant('lastUpdateAfter'), to: instant('lastUpdateBefore') };
  return {
    created,
    updated,
    query: {
      createdAfter: created.from && dayOf(created.from),
      createdBefore: created.to && dayAtOrAfter(created.to),
      lastUpdateAfter: updated.from && dayOf(updated.from),
      lastUpdateBefore: updated.to && dayAtOrAfter(updated.to),
      expectedDateAfter: day('expectedDateAfter'),
      expectedDateBefore: day('expectedDateBefore'),
    },
  };
}

function dayAtOrAfter(instant: string): string {
  return instant.endsWith('T00:00:00.000000Z') ? dayOf(instant) : shiftDay(dayOf(instant), 1);
}

function listed(values: readonly string[] | undefined): string | undefined {
  const kept = (values ?? []).map((value) => value.trim()).filter((value) => value !== '');
  return kept.length === 0 ? undefined : kept.join(',');
}
