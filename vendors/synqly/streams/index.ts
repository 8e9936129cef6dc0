/** What Synqly is read as, in reading order: lookups, tickets, then what hangs on a ticket. */
import { comparedWithLast } from '../../again';
import type { ApiRequest } from '../../http';
import type { Json } from '../../json';
import { arrayAt, asText, isObject, numberOf } from '../../json';
import type { Paged } from '../../paging';
import type { PageContent, Plan, Slice, Stream, StreamName } from '../../vendor';
import { unifyAttachment } from '../unify/attachment';
import { unifyComment, unifyNote } from '../unify/comment';
import { cursorIn, rowsIn } from '../envelope';
import { warningsIn } from '../errors';
import { unifyProject, unifyRemoteField } from '../unify/lookup';
import { sightOf, withSight } from './sight';
import { staysEmpty, tokenOf, turn } from './position';
import type { ListQuery } from '../requests';
import {
  listAttachments,
  listComments,
  listNotes,
  listProjects,
  listRemoteFields,
  queryEscalationPolicies,
} from '../requests';
import { tickets } from './ticket-pages';

/** Synqly's documented default for projects and escalation policies. */
const LOOKUP_PAGE = 50;

const remoteFields: Stream = {
  ...lookup('custom_fields', 'Remote fields are read whole each time.', null, listRemoteFields),
  idOf: fieldIdOf,
  unify: unifyRemoteField,
};

export const projects: Stream = {
  ...lookup('queues', 'Projects are read whole each time.', LOOKUP_PAGE, listProjects),
  idOf,
  unify: unifyProject,
};

export const comments: Stream = { ...hanging('comments', 'comments', listComments), unify: unifyComment };
export const issues: Stream = { ...hanging('notes', 'comments', listNotes), unify: unifyNote };
export const attachments: Stream = {
  ...hanging('attachments', 'attachments', listAttachments),
  unify: unifyAttachment,
};

/** For Get Many: no table of the lake holds escalation policies. */
export const escalationPolicies: Paged = {
  request: (slice, cursor) =>
    queryEscalationPolicies({
      filters: arrayAt(slice.params, 'filters').flatMap((filter) => asText(filter) ?? []),
      limit: LOOKUP_PAGE,
      cursor: tokenOf(cursor),
    }),
  read: readerOf('escalation policies', idOf, LOOKUP_PAGE),
  idOf,
};

export const STREAMS: readonly Stream[] = [remoteFields, projects, tickets, comments, issues, attachments];

/** @param limit rows a page; null for a list that is documented without paging */
function lookup(
  name: StreamName,
  changeDetection: string,
  limit: number | null,
  request: (query: ListQuery) => ApiRequest,
): Pick<Stream, 'name' | 'selectedBy' | 'scope' | 'optional' | 'plan' | 'request' | 'read'> {
  const whole: Plan = {
    slices: [{ key: name, params: { whole: true } }],
    complete: true,
    total: null,
    changeDetection,
  };
  return {
    name,
    selectedBy: name,
    scope: 'source',
    optional: true,
    plan: () => Promise.resolve(whole),
    request: (slice, cursor) => request({ limit: widthOf(slice) ?? limit, cursor: tokenOf(cursor) }),
    read: readerOf(name, idOfAny, limit),
  };
}

/**
 * Comments, notes and attachments of one ticket. The newest contract pages none of them; the documented one of
 * 2025 has a cursor in the answer and no place for it in the request, so a repeated page is the end.
 */
function hanging(
  name: string,
  selectedBy: StreamName,
  request: (ticketId: string, query: ListQuery) => ApiRequest,
): Omit<Stream, 'unify'> {
  return {
    name,
    selectedBy,
    scope: 'ticket',
    childChangesUntracked: true,
    optional: true,
    isFullReplace: true,
    childSlice: (ticketId) => ({ key: `${name} ${ticketId}`, ticketId, params: {} }),
    wholeChildSlice: (ticketId) => ({ key: `${name} ${ticketId}`, ticketId, params: { whole: true } }),
    request: (slice: Slice, cursor) =>
      request(slice.ticketId ?? '', { cursor: tokenOf(cursor), limit: widthOf(slice) }),
    read: readerOf(name, idOf, null),
    idOf,
  };
}

function readerOf(name: string, identify: (record: Json) => string | null, limit: number | null): Stream['read'] {
  return (answer, slice, cursor) => {
    const rows = rowsIn(answer, name);
    const { next, skip, note, end } = turn(rows.map(identify), cursorIn(answer), cursor, { limit, counted: false });
    if (end === 'empty' && limit !== null) return { records: [], next, incompleteReason: staysEmpty(name) };
    const page = { records: rows.slice(skip), next, note: note ?? warningsIn(answer.json) };
    if (slice.params['whole'] !== true) return page;
    const sight = sightOf(answer, page.records, cursor, slice, identify);
    if (next !== null) return next === cursor ? page : { ...page, next: withSight(next, sight) };
    if (cursor === null) return { ...page, ...cutOf(rows.length, slice, name) };
    // A later page that said nothing new was a second reading already.
    return sight.goesOn ? { ...page, ...comparedWithLast(slice, sight, COMPARED) } : page;
  };
}

const COMPARED = 'nothing shows whether the list changed while it was read, so it is read once more, to compare';

/** Rows of a page where the service names a number. */
const PAGES = new Set([LOOKUP_PAGE, 2 * LOOKUP_PAGE]);

/** Rows that are asked for, where a list is asked for once more; null: as usual. */
function widthOf(slice: Slice): number | null {
  return numberOf(slice.params['width']);
}

/** A list without a cursor that is as long as a page may have been cut: it is asked for once more, twice as wide. */
function cutOf(rows: number, slice: Slice, name: string): Pick<PageContent, 'splitInto' | 'incompleteReason'> {
  const width = widthOf(slice);
  if (width === null) {
    if (!PAGES.has(rows)) return {};
    const params = { ...slice.params, width: 2 * rows, rows };
    return { splitInto: [{ ...slice, key: `${slice.key}/wider`, params }] };
  }
  const isCut = rows >= width || (rows === slice.params['rows'] && slice.ticketId !== undefined);
  return isCut
    ? { incompleteReason: `the list of ${name} ends with ${rows} rows, a usual limit, so it may be incomplete` }
    : {};
}

function idOf(record: Json): string | null {
  return isObject(record) ? asText(record['id']) : null;
}

/** One field of the provider can be told once for each project. */
function fieldIdOf(record: Json): string | null {
  const id = isObject(record) ? asText(record['field_id']) : null;
  return id === null || !isObject(record) ? null : `${asText(record['project_id']) ?? ''}/${id}`;
}

function idOfAny(record: Json): string | null {
  return idOf(record) ?? fieldIdOf(record);
}
