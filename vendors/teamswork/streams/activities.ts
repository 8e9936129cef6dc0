/**
 * What happened on one ticket: one call gives comments, status changes and attachments. GET /tickets/{id}/attachments
 * doubles the calls of a service that allows 100 a minute: it is asked where activities leave files out.
 */
import type { Sight } from '../../again';
import { NO_PRINT, comparedUntil, comparedWithLast, printIn, withId } from '../../again';
import type { VendorError } from '../../errors';
import type { Answer } from '../../http';
import type { Json, JsonObject } from '../../json';
import { arrayAt, asText, isObject, numberOf, parseJson, textsIn } from '../../json';
import { clockOf, readTime } from '../../time';
import type { Cursor, PageContent, Slice, Stream } from '../../vendor';
import { itemsOf, tokenOf, wholeListOf } from '../envelope';
import { listActivities, listAttachments } from '../requests';
import { unifyActivity } from '../unify/activity';
import { fileId, fileNames, unifyFile } from '../unify/file';

const LARGEST_PAGE = 1000;

export const comments: Stream = {
  name: 'comments',
  selectedBy: 'comments',
  alsoSelectedBy: ['history', 'attachments'],
  scope: 'ticket',
  // Nobody knows whether a comment moves its ticket's lastUpdatedOn.
  childChangesUntracked: true,
  newestFirst: true,
  isFullReplace: true,
  childSlice: (ticketId) => activitySlice(ticketId),
  wholeChildSlice: (ticketId) => wholeSlice(ticketId, {}),
  fileList: { childSlice: (ticketId) => wholeSlice(ticketId, { files: true }), leftOut },
  request: (slice, cursor) => {
    const place = placeOf(slice, cursor);
    return place.isList
      ? listAttachments(ticketIdOf(slice))
      : listActivities(ticketIdOf(slice), {
          limit: numberOf(slice.params['limit']) ?? undefined,
          token: place.token ?? undefined,
        });
  },
  read: readActivities,
  recover: recoverActivities,
  idOf: activityId,
  unify: (record, slice, context, rows) => {
    const ends = new Set(arrayAt(slice.params, 'ends').flatMap((label) => asText(label) ?? []));
    const file = fileOf(record);
    if (file === null) unifyActivity(record, ticketIdOf(slice), context, rows, ends);
    else unifyFile(file, ticketIdOf(slice), context, rows);
  },
};

/** Where the reading of a whole thread stands, which may end with the list of its files. */
interface ActivityPosition {
  token: string | null;
  /** The files that activities named so far. */
  named: readonly string[];
  isList: boolean;
  /** The activities so far. */
  sight: Sight;
}

/** Of a slice that need not be whole, and in lakes of earlier versions, the cursor is the service's token. */
function placeOf({ params }: Pick<Slice, 'params'>, cursor: Cursor | null): ActivityPosition {
  const parsed = params['whole'] !== true || cursor === null ? null : parseJson(cursor);
  const stored = parsed?.ok === true && isObject(parsed.value) ? parsed.value : {};
  if (!Array.isArray(stored['named']))
    return { token: cursor, named: [], isList: false, sight: { print: NO_PRINT, until: null } };
  return {
    token: asText(stored['token']),
    named: textsIn(stored['named']),
    isList: stored['isList'] === true,
    sight: { print: printIn(stored['print']), until: asText(stored['until']) },
  };
}

function readActivities(answer: Answer, slice: Slice, cursor: Cursor | null): PageContent {
  const place = placeOf(slice, cursor);
  if (place.isList) return readFiles(answer, place.named);
  const records = itemsOf(answer, 'activities');
  const token = tokenOf(answer);
  if (slice.params['whole'] !== true) return { records, next: token };
  const incompleteReason = incompleteReasonOf(records.length, token, slice, cursor);
  if (incompleteReason !== null) return { records, next: null, ...incompleteReason };
  const sight = seenOf(answer, records, slice, cursor, place);
  if (token === null && cursor !== null) {
    const end = comparedWithLast(slice, sight, COMPARED);
    if (end.splitInto !== undefined || end.incompleteReason !== undefined) return { records, ...end };
  }
  const hasList = slice.params['files'] === true;
  if (token === null && !hasList) return { records, next: null };
  const files = hasList ? records.flatMap((record) => arrayAt(record, 'attachments')) : [];
  const named = [...new Set([...place.named, ...files.flatMap(fileNames)])];
  return { records, next: JSON.stringify({ token, named, isList: token === null, ...sight }) };
}

const COMPARED = 'the activities of a ticket took several pages, so they are read once more, to compare';

/** Activities that joined since the first page do not count. */
function seenOf(
  answer: Answer,
  records: readonly Json[],
  slice: Slice,
  cursor: Cursor | null,
  place: ActivityPosition,
): Sight {
  const until = comparedUntil(slice) ?? (cursor === null ? clockOf(answer) : place.sight.until);
  let { print } = place.sight;
  for (const record of records) {
    const id = activityId(record);
    const created = readTime(isObject(record) ? (record['createdDateTime'] ?? record['createdOn']) : undefined);
    const isLater = until !== null && created.kind === 'instant' && created.instant > until;
    if (id !== null && !isLater) print = withId(print, id);
  }
  return { print, until };
}

/** What services cut lists at: so many rows may not be all, and neither are those of a page with a token. */
const CAPS = new Set([10, 20, 25, 50, 100, 200, 250, 500]);

/** Asked without a limit, the service answers all activities: what looks like a page is asked for with the largest one. */
function incompleteReasonOf(
  rows: number,
  token: string | null,
  slice: Slice,
  cursor: Cursor | null,
): Pick<PageContent, 'splitInto' | 'incompleteReason'> | null {
  if (slice.params['limit'] === undefined)
    return cursor === null && (token !== null || CAPS.has(rows)) ? { splitInto: [inLargestPage(slice)] } : null;
  return token === null && rows >= LARGEST_PAGE
    ? {
        incompleteReason: `the activities of a ticket end with a full page of ${LARGEST_PAGE}, so they may be incomplete`,
      }
    : null;
}

/** What activities have named says more of its file than the list does. */
function readFiles(answer: Answer, named: readonly string[]): PageContent {
  const known = new Set(named);
  const unnamed = wholeListOf(answer, 'attachments').filter((file) => !fileNames(file).some((name) => known.has(name)));
  return { records: unnamed.map((file) => ({ attachments: [file] })), next: null };
}

function leftOut({ records, cursor }: { records: readonly Json[]; cursor: Cursor | null }): number | null {
  const isList = cursor !== null && placeOf({ params: { whole: true } }, cursor).isList;
  return isList ? records.filter((record) => fileId(fileOf(record) ?? null) !== null).length : null;
}

/** A file of the list; null: the record is an activity, which has members of its own. */
function fileOf(record: Json): Json | null {
  if (!isObject(record) || Object.keys(record).length !== 1) return null;
  return arrayAt(record, 'attachments')[0] ?? null;
}

/** @param limit rows a page; without it the service answers all activities at once */
export function activitySlice(ticketId: string, limit?: number): Slice {
  return { key: ticketId, ticketId, params: limit === undefined ? { ticketId } : { ticketId, limit } };
}

function wholeSlice(ticketId: string, params: JsonObject): Slice {
  return { ...activitySlice(ticketId), params: { ticketId, whole: true, ...params } };
}

function activityId(record: Json): string | null {
  return isObject(record) ? (asText(record['id']) ?? asText(record['activityId'])) : null;
}

function ticketIdOf(slice: Slice): string {
  return slice.ticketId ?? asText(slice.params['ticketId']) ?? '';
}

/** Tokens that go in a circle: one page of the largest size has nearly every thread whole. */
function recoverActivities(problem: VendorError, slice: Slice): Slice[] | undefined {
  if (problem.code !== 'incomplete' || slice.params['limit'] === LARGEST_PAGE) return undefined;
  return [inLargestPage(slice)];
}

function inLargestPage(slice: Slice): Slice {
  const params: JsonObject = { ...slice.params, ticketId: ticketIdOf(slice), limit: LARGEST_PAGE };
  return { ...slice, params, key: `${slice.key}/whole` };
}
