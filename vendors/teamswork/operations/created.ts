/** Which ticket a create made, where the answer does not say: the vendor's page shows no answer. */
import { isVendorError } from '../../errors';
import type { Answer, Call } from '../../http';
import type { JsonObject } from '../../json';
import { asText, isObject } from '../../json';
import { answerOrError } from '../../outcome';
import { fold } from '../../text';
import { instantOfDate } from '../../time';
import { idOf, itemsOf } from '../envelope';
import { dayOf } from '../calendar';
import type { ActingUser } from '../requests';
import { listTickets } from '../requests';
import { createdOf } from '../streams/row-times';
import { samePerson } from './check-write';

/** Rows that are looked at, the newest first. */
const ROWS = 100;
/** A Date header is cut to its second. */
const CUT_MS = 1000;

/**
 * @param answer of the create; its Date header is the service's clock
 * @param elapsedMs how long the create took
 * @param now our clock, for a service that does not say its time
 * @returns the id of the only ticket of this title and requestor created since the request began; null: none, several,
 *   or it cannot be told
 */
export async function idOfCreated(
  call: Call,
  expected: { title: string; requestor: ActingUser },
  answer: Answer,
  elapsedMs: number,
  now: number,
): Promise<string | null> {
  const serverTime = Date.parse(answer.headers['date'] ?? '');
  const began = instantOfDate(new Date((Number.isNaN(serverTime) ? now : serverTime) - elapsedMs - CUT_MS));
  const query = { createdAfter: dayOf(began), orderBy: 'createdDateTime', order: 'DESC', limit: ROWS } as const;
  const list = await answerOrError(call, listTickets(query));
  if (isVendorError(list)) return null;
  const rows = itemsOf(list).filter(isObject);
  const fresh = rows.filter((row) => (createdOf(row) ?? '') >= began);
  // Behind a full page of new tickets there may be another one.
  if (fresh.length >= ROWS) return null;
  const [match, ...others] = fresh.filter((row) => isExpected(row, expected));
  return match === undefined || others.length > 0 ? null : idOf(match);
}

function isExpected(row: JsonObject, { title, requestor }: { title: string; requestor: ActingUser }): boolean {
  return fold(asText(row['title']) ?? '') === fold(title) && samePerson(row['requestor'], requestor);
}
