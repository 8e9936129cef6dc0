/**
 * What happened on one ticket: one call gives comments, status changes and attachments. Activities state their
 * attachments, so GET /tickets/{id}/attachments is not asked: it would double the calls of a service that
 * allows 100 a minute.
 */
import type { VendorError } from '../../errors';
import type { Json } from '../../json';
import { arrayAt, isObject, numberOf, textOf } from '../../json';
import type { PageContent, Slice, Stream } from '../../vendor';
import { itemsOf, tokenOf } from '../envelope';
import { listActivities } from '../requests';
import { unifyActivity } from '../unify/activity';

const LARGEST_PAGE = 1000;

export const comments: Stream = {
  name: 'comments',
  serves: 'comments',
  alsoServes: ['history', 'attachments'],
  scope: 'ticket',
  // Nobody knows whether a comment moves its ticket's lastUpdatedOn.
  leavesNoTrace: true,
  newestFirst: true,
  replacesWhole: true,
  sliceOf: (ticketId) => activitySlice(ticketId),
  request: (slice, cursor) =>
    listActivities(ticketIdOf(slice), {
      limit: numberOf(slice.params['limit']) ?? undefined,
      token: cursor ?? undefined,
    }),
  read: (answer): PageContent => ({ records: itemsOf(answer, 'activities'), next: tokenOf(answer) }),
  recover: recoverActivities,
  idOf: activityId,
  unify: (record, slice, context, rows) => {
    const ends = new Set(arrayAt(slice.params, 'ends').flatMap((label) => textOf(label) ?? []));
    unifyActivity(record, ticketIdOf(slice), context, rows, ends);
  },
};

/** @param limit rows a page; without it the service answers all activities at once */
export function activitySlice(ticketId: string, limit?: number): Slice {
  return { key: ticketId, ticketId, params: limit === undefined ? { ticketId } : { ticketId, limit } };
}

function activityId(record: Json): string | null {
  return isObject(record) ? (textOf(record['id']) ?? textOf(record['activityId'])) : null;
}

function ticketIdOf(slice: Slice): string {
  return slice.ticketId ?? textOf(slice.params['ticketId']) ?? '';
}

/** Tokens that go in a circle: one page of the largest size has nearly every thread whole. */
function recoverActivities(problem: VendorError, slice: Slice): Slice[] | undefined {
  if (problem.code !== 'incomplete' || slice.params['limit'] === LARGEST_PAGE) return undefined;
  const whole = activitySlice(ticketIdOf(slice), LARGEST_PAGE);
  return [{ ...whole, key: `${slice.key}/whole` }];
}
