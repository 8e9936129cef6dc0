/** Comments: activities with a text. */
import { VendorError, isVendorError } from '../../errors';
import type { Call } from '../../http';
import type { Json, JsonObject } from '../../json';
import { asText, isObject } from '../../json';
import { answerOrError, valueOrError, write } from '../../outcome';
import { isKeptInternal } from '../../private-flag';
import { itemOf } from '../envelope';
import type { ActingUser, CommentBody } from '../requests';
import * as requests from '../requests';
import type { PagingContext } from '../../vendor';
import * as activity from './activity';
import { idFrom } from './ticket';

export interface NewComment {
  /** Plain text; either this or `html`. */
  text?: string;
  html?: string;
  /** An internal note. */
  isPrivate?: boolean;
}

/**
 * @param visibility only these; null: both
 * @param limit stop after so many
 * @returns raw activities that hold a comment, newest first
 */
export async function list(
  call: Call,
  idOrNumber: string,
  visibility: 'public' | 'internal' | null,
  limit: number,
  context: PagingContext,
): Promise<Json[]> {
  const activities = await activity.list(call, idOrNumber, null, context);
  return activities.filter((record) => isComment(record, visibility)).slice(0, limit);
}

function isComment(record: Json, visibility: 'public' | 'internal' | null): boolean {
  if (!isObject(record)) return false;
  const isPrivate = isKeptInternal(record['isPrivate']);
  if (visibility !== null && isPrivate !== (visibility === 'internal')) return false;
  return asText(record['comment']) !== null || asText(record['comment_HTML']) !== null;
}

/**
 * Adds a comment. Plain public ones go as the vendor's page says (`/comments`), on 404 in the newer form
 * (`/activities`). Internal notes and HTML exist in the newer form only: the older one would publish a note.
 */
export async function add(call: Call, idOrNumber: string, input: NewComment, user: ActingUser): Promise<JsonObject> {
  const body = bodyOf(input);
  const id = await idFrom(call, idOrNumber);
  if (body.isPrivate === true || body.comment_HTML !== undefined) return addNewer(call, id, body, user);
  const documented = await valueOrError(write(call, requests.addComment(id, body.comment ?? '', user)));
  if (!isVendorError(documented)) return itemOf(documented) ?? {};
  if (documented.code !== 'not_found') throw documented;
  const newer = await valueOrError(write(call, requests.addActivity(id, body, user)));
  if (!isVendorError(newer)) return itemOf(newer) ?? {};
  throw newer.code === 'not_found' ? documented : newer;
}

async function addNewer(call: Call, id: string, body: CommentBody, user: ActingUser): Promise<JsonObject> {
  const answer = await valueOrError(write(call, requests.addActivity(id, body, user)));
  if (!isVendorError(answer)) return itemOf(answer) ?? {};
  if (answer.code !== 'not_found') throw answer;
  const ticket = await answerOrError(call, requests.getTicket(id));
  throw isVendorError(ticket) ? answer : noNewerForm(answer, body);
}

function noNewerForm(answer: VendorError, body: CommentBody): VendorError {
  const what = body.isPrivate === true ? 'internal notes' : 'HTML comments';
  return new VendorError({
    code: 'unsupported',
    message: `This TeamsWork has no ${what}, because it does not know POST /activities. Nothing was added`,
    remedy: 'Add a public plain comment instead.',
    status: answer.status,
    request: answer.request,
  });
}

export function bodyOf(input: NewComment): CommentBody {
  const text = input.text?.trim() ? input.text : undefined;
  const html = input.html?.trim() ? input.html : undefined;
  if (text === undefined && html === undefined) {
    throw new VendorError({ code: 'bad_input', message: 'The comment is empty', remedy: 'Give a text.' });
  }
  // Plain wins where both are sent.
  const body: CommentBody = html === undefined ? { comment: text } : { comment_HTML: html };
  return { ...body, isPrivate: input.isPrivate ?? false };
}
