/** The envelopes of TeamsWork's answers: `items`, `item`, tokens. */
import { VendorError } from '../errors';
import type { Answer } from '../http';
import type { Json, JsonObject } from '../json';
import { asText, isObject } from '../json';
import { requiredList } from '../required-list';

/**
 * Rows of a list; some versions answer the bare list.
 * @throws VendorError `incomplete` when the answer has no list
 */
export function itemsOf({ json }: Answer, what = 'tickets'): Json[] {
  return requiredList('TeamsWork', what, isObject(json) ? json['items'] : json);
}

/**
 * Rows of a list that has no pages.
 * @throws VendorError `incomplete` when the answer has no list, or says that an empty list goes on
 */
export function wholeListOf(answer: Answer, what: string): Json[] {
  const items = itemsOf(answer, what);
  if (items.length > 0 || tokenOf(answer) === null) return items;
  throw new VendorError({
    code: 'incomplete',
    message: `TeamsWork answered an empty list of ${what}, and says that it goes on`,
    remedy: 'Run again. If the problem remains, run it when fewer people work in the service.',
    status: answer.status,
  });
}

/** The one record of an answer, null when the service said success and gave none. */
export function itemOf(answer: Answer): JsonObject | null {
  const item = isObject(answer.json) ? answer.json['item'] : undefined;
  return isObject(item) && Object.keys(item).length > 0 ? item : null;
}

/**
 * Where the list goes on: in the body as documented, else in the header of the same name. A token that could
 * not be sent back in a header counts as none.
 */
export function tokenOf(answer: Answer): string | null {
  const inBody = isObject(answer.json) ? asText(answer.json['continuationToken']) : null;
  const token = (inBody ?? answer.headers['continuationtoken'] ?? '').trim();
  return /^[\x20-\x7e]+$/.test(token) ? token : null;
}

/** A record's id as text, blanks around it included: they make another record. */
export function idOf(record: Json): string | null {
  return isObject(record) ? asText(record['id']) : null;
}
