/** What is read, in reading order: names first, then tickets, then what hangs on each ticket. */
import type { VendorError } from '../../errors';
import type { Answer, ApiRequest } from '../../http';
import type { Json, JsonObject } from '../../json';
import { isObject } from '../../json';
import type { Rows } from '../../model';
import { sliceOfTicket } from '../../one-ticket';
import type { Cursor, PageContent, PagingContext, Plan, Slice, Stream, StreamName, UnifyContext } from '../../vendor';
import { idIn } from '../envelope';
import type { FilterQuery } from '../filters';
import { queryOf } from '../filters';
import { isBeyondEnd, listIn, positionOf, turnPage } from './pages';
import { planTickets } from './plan';
import type { PageAsked } from '../requests';
import { listAttachments, listLogs, listMessages, listOrganizations, listPeople, listReference } from '../requests';
import { MOVED, isWhole, readWhole } from './whole-list';
import { pageSize, readTickets, recoverTickets, requestTickets } from './ticket-pages';
import { unifyField, unifyListed } from '../unify/fields';
import { unifyAttachment, unifyLog, unifyMessage } from '../unify/message';
import { unifyDepartment, unifyName, unifyPerson } from '../unify/person';
import { unifyTicket } from '../unify/ticket';

/** A list whose rows moved while it was paged is begun again, but not for ever. */
const MOST_ATTEMPTS = 3;

const tickets: Stream = {
  name: 'tickets',
  selectedBy: 'tickets',
  scope: 'source',
  plan: planTickets,
  lookupSlice: (ticketId) => sliceOfTicket(ticketId),
  mergedInto,
  request: requestTickets,
  read: readTickets,
  recover: recoverTickets,
  idOf,
  unify: (record, _slice, context, rows) => unifyTicket(record, context, rows),
};

/** One list that is read whole. */
interface ListParts {
  name: string;
  selectedBy: StreamName;
  /** How the user's filters, `filters` in a slice, and the page become a request. */
  ask(asked: PageAsked, query: FilterQuery): ApiRequest;
  unify(record: Json, rows: Rows): void;
  /** Its rows are all there are. */
  complete: boolean;
}

function listStream({ name, selectedBy, ask, unify, complete }: ListParts): Stream {
  return {
    name,
    selectedBy,
    scope: 'source',
    optional: true,
    plan: async ({ isFirst = false }): Promise<Plan> => ({
      slices: [isFirst ? { key: name, params: { filters: {}, whole: true } } : listSlice(name, {})],
      complete,
      total: null,
      changeDetection: 'read whole at every run',
      ...(isFirst ? { twice: 'pages' } : {}),
    }),
    request: (slice, cursor, context) => ask(askedPage(cursor, context), queryOf(filtersIn(slice))),
    read: (answer, slice, cursor, context) => readList(answer, slice, cursor, context, name),
    recover: beyondEnd,
    idOf,
    unify: (record, _slice, _context, rows) => unify(record, rows),
  };
}

/**
 * A list of people, organizations, departments … as a slice for `pagesOf`.
 * @param name of the stream
 * @param filters as PersonFilters, OrganizationFilters; `{}`: all
 */
export function listSlice(name: string, filters: JsonObject): Slice {
  return { key: name, params: { filters } };
}

/** What hangs on one ticket. */
interface TicketPartParts {
  name: StreamName;
  ask(ticketId: string, asked: PageAsked): ApiRequest;
  unify(record: Json, slice: Slice, context: UnifyContext, rows: Rows): void;
  optional: boolean;
  childChangesUntracked: boolean;
}

function ticketPartStream({ name, ask, unify, optional, childChangesUntracked }: TicketPartParts): Stream {
  return {
    name,
    selectedBy: name,
    scope: 'ticket',
    optional,
    childChangesUntracked,
    isFullReplace: true,
    childSlice: (ticketId) => ticketPartSlice(name, ticketId),
    wholeChildSlice: (ticketId) => ({ ...ticketPartSlice(name, ticketId), params: { whole: true } }),
    request: (slice, cursor, context) => ask(slice.ticketId ?? '', askedPage(cursor, context)),
    read: (answer, slice, cursor, context) =>
      isWhole(slice)
        ? readWhole(answer, slice, cursor, pageSize(context), name)
        : readPart(answer, cursor, context, name),
    recover: recoverPart,
    idOf,
    unify,
  };
}

/** The messages, attachments or log entries of one ticket as a slice for `pagesOf`. */
export function ticketPartSlice(name: string, ticketId: string): Slice {
  return { key: `${name} ${ticketId}`, ticketId, params: {} };
}

function askedPage(cursor: Cursor | null, context: PagingContext): PageAsked {
  return { page: positionOf(cursor).page, count: pageSize(context) };
}

function filtersIn(slice: Slice): JsonObject {
  return isObject(slice.params.filters) ? slice.params.filters : {};
}

function readList(
  answer: Answer,
  slice: Slice,
  cursor: Cursor | null,
  context: PagingContext,
  name: string,
): PageContent {
  if (isWhole(slice)) return readWhole(answer, slice, cursor, pageSize(context), name);
  const list = listIn(answer, name);
  const turned = turnPage(list, positionOf(cursor), pageSize(context));
  if (turned.moved) return readAgain(slice, list.records);
  return { records: list.records, next: turned.next, total: turned.total };
}

/** A ticket whose parts moved meanwhile waits for the next run: its list is short, and read whole then. */
function readPart(answer: Answer, cursor: Cursor | null, context: PagingContext, name: string): PageContent {
  const { records, ...list } = listIn(answer, name);
  const turned = turnPage({ records, ...list }, positionOf(cursor), pageSize(context));
  if (turned.moved) return { records, next: null, incompleteReason: MOVED };
  return { records, next: turned.next, total: turned.total };
}

function readAgain(slice: Slice, records: Json[]): PageContent {
  const attempt = Number(slice.params.attempt ?? 1) + 1;
  if (attempt > MOST_ATTEMPTS)
    return { records, next: null, incompleteReason: `${MOVED}, ${MOST_ATTEMPTS} times in a row` };
  const key = `${slice.key.replace(/#\d+$/, '')}#${attempt}`;
  const again = { ...slice, key, params: { ...slice.params, attempt } };
  return { records, next: null, note: `${MOVED}: read again`, splitInto: [again] };
}

function beyondEnd(problem: VendorError): Slice[] | undefined {
  return isBeyondEnd(problem) ? [] : undefined;
}

/** A merged ticket answers with a redirect to the one that survived it, whose parts are read there. */
function recoverPart(problem: VendorError): Slice[] | undefined {
  return isBeyondEnd(problem) || problem.code === 'redirect' ? [] : undefined;
}

/** A merged ticket answers with a redirect to the one that survived it. */
function mergedInto({ code, redirectPath }: VendorError): string | null {
  return code === 'redirect' ? (/\/tickets\/(\d+)\/?$/.exec(redirectPath ?? '')?.[1] ?? null) : null;
}

function idOf(record: Json): string | null {
  return isObject(record) ? idIn(record.id) : null;
}

/** People whom a list does not show, deleted ones above all, come side-loaded with the tickets that name them. */
export const people = listStream({
  name: 'people',
  selectedBy: 'people',
  ask: listPeople,
  unify: unifyPerson,
  complete: false,
});
export const organizations = listStream({
  name: 'organizations',
  selectedBy: 'tickets',
  ask: listOrganizations,
  unify: (record, rows) => unifyName('organization', record, rows),
  complete: true,
});
export const agents = listStream({
  name: 'agents',
  selectedBy: 'people',
  ask: (asked, query) => listReference('agents', asked, query),
  unify: unifyPerson,
  complete: false,
});
export const departments = listStream({
  name: 'queues',
  selectedBy: 'queues',
  ask: (asked, query) => listReference('departments', asked, query),
  unify: unifyDepartment,
  complete: true,
});
export const teams = listStream({
  name: 'teams',
  selectedBy: 'tickets',
  ask: (asked, query) => listReference('agent_teams', asked, query),
  unify: (record, rows) => unifyName('team', record, rows),
  complete: true,
});
const categories = listStream({
  name: 'ticket_types',
  selectedBy: 'tickets',
  ask: (asked, query) => listReference('categories', asked, query),
  unify: (record, rows) => unifyName('ticket_type', record, rows),
  complete: true,
});
export const customFields = listStream({
  name: 'custom_fields',
  selectedBy: 'custom_fields',
  ask: (asked, query) => listReference('ticket_fields', asked, query),
  unify: unifyField,
  complete: true,
});
/** What tickets refer to by a number, and what has no column: each is a field with options. */
const listed = [
  ['ticket_priorities', 'priorities', 'priority'],
  ['ticket_products', 'products', 'product'],
  ['ticket_workflows', 'workflows', 'workflow'],
  ['languages', 'languages', 'language'],
  ['brands', 'brands', 'brand'],
] as const;
const fieldLists = listed.map(([name, reference, member]) =>
  listStream({
    name,
    selectedBy: 'custom_fields',
    ask: (asked, query) => listReference(reference, asked, query),
    unify: (record, rows) => unifyListed(member, record, rows),
    complete: true,
  }),
);
/** All labels that tickets carry. Not exported by itself: tickets carry their own. */
export const labels = listStream({
  name: 'labels',
  selectedBy: 'tickets',
  ask: (asked, query) => listReference('labels', asked, query),
  unify: () => undefined,
  complete: true,
});

/**
 * Messages. A ticket's description is its first public message, known here alone: the exporter fills
 * tickets.description from it. A note moves no date of its ticket.
 */
export const comments = ticketPartStream({
  name: 'comments',
  ask: listMessages,
  unify: unifyMessage,
  optional: false,
  childChangesUntracked: true,
});
export const attachments = ticketPartStream({
  name: 'attachments',
  ask: listAttachments,
  unify: unifyAttachment,
  optional: false,
  childChangesUntracked: true,
});
export const history = ticketPartStream({
  name: 'history',
  ask: listLogs,
  unify: unifyLog,
  optional: true,
  childChangesUntracked: false,
});

export { tickets };
export const streams: readonly Stream[] = [
  departments,
  organizations,
  teams,
  categories,
  customFields,
  ...fieldLists,
  people,
  agents,
  tickets,
  comments,
  attachments,
  history,
];
