/**
 * Lists for a user: records come with the names of what they refer to. The exporter reads the lists of streams.ts
 * and joins names when it publishes, so that a renamed department shows on tickets that were not read again.
 */
import type { VendorError } from '../../errors';
import type { Answer, ApiRequest } from '../../http';
import type { Json, JsonObject } from '../../json';
import { objectAt } from '../../json';
import type { Slice, Stream } from '../../vendor';
import { withLinked } from './pages';
import { comments, people, ticketPartSlice, tickets } from './index';
import { peopleLinkedTo, titlesLinkedTo } from '../unify/linked';
import { isNote } from '../unify/message';

/** Types that live clients ask for, see facts of `include`. */
export const NAMED_WITH_TICKETS = 'person,agent,department,organization';

export const namedTickets = naming(tickets, NAMED_WITH_TICKETS, namesLinkedTo);
export const namedComments = naming(commentsAsked(), 'person', peopleLinkedTo);
export const namedPeople = naming(people, 'organization', titlesLinkedTo);

/** What a ticket refers to and the answer side-loaded: people, its department, its organization. */
export function namesLinkedTo(record: Json, linked: JsonObject): JsonObject {
  return { ...peopleLinkedTo(record, linked), ...titlesLinkedTo(record, linked) };
}

function naming(stream: Stream, types: string, linkedTo: (record: Json, linked: JsonObject) => JsonObject): Stream {
  return {
    ...stream,
    request: (slice, cursor, context) => {
      const request = stream.request(slice, cursor, context);
      return slice.params.plain === true ? request : including(request, types);
    },
    read: (answer, slice, cursor, context) => {
      const content = stream.read(answer, slice, cursor, context);
      const linked = linkedIn(answer);
      return { ...content, records: content.records.map((record) => withLinked(record, linkedTo(record, linked))) };
    },
    recover: (problem, slice, context) => stream.recover?.(problem, slice, context) ?? plainly(problem, slice),
  };
}

function including(request: ApiRequest, types: string): ApiRequest {
  const others = (request.query ?? []).filter(([name]) => name !== 'include');
  return { ...request, query: [...others, ['include', types]] };
}

function linkedIn(answer: Answer): JsonObject {
  return objectAt(answer.json, 'linked');
}

/** A build that does not side-load here is asked without. */
function plainly(problem: VendorError, slice: Slice): Slice[] | undefined {
  if (problem.code !== 'invalid_request' || slice.params.plain === true) return undefined;
  return [{ ...slice, key: `${slice.key}~`, params: { ...slice.params, plain: true } }];
}

/** What a user may ask of the messages of a ticket. */
export type CommentFilters = { visibility?: 'public' | 'internal'; order_dir?: 'asc' | 'desc' };

/** The messages of one ticket as a slice for `pagesOf`. Oldest first unless `order_dir` says otherwise. */
export function commentSlice(ticketId: string, filters: CommentFilters = {}): Slice {
  return { ...ticketPartSlice('comments', ticketId), params: { filters } };
}

/** The service has no filter for notes: other rows are left out as they come. */
function commentsAsked(): Stream {
  return {
    ...comments,
    request: (slice, cursor, context) => inOrder(comments.request(slice, cursor, context), filtersOf(slice).order_dir),
    read: (answer, slice, cursor, context) => {
      const content = comments.read(answer, slice, cursor, context);
      const { visibility } = filtersOf(slice);
      const fits = (record: Json) => visibility === undefined || isNote(record) === (visibility === 'internal');
      return { ...content, records: content.records.filter(fits) };
    },
  };
}

function filtersOf(slice: Slice): JsonObject {
  return objectAt(slice.params, 'filters');
}

function inOrder(request: ApiRequest, direction: Json | undefined): ApiRequest {
  if (direction !== 'desc') return request;
  const query = (request.query ?? []).map(([name, value]) => [name, name === 'order_dir' ? 'desc' : value] as const);
  return { ...request, query };
}
