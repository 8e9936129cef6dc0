import { VendorError } from '../../errors';
import type { Call } from '../../http';
import type { Json, JsonObject } from '../../json';
import { asText, isObject } from '../../json';
import { answerOrError } from '../../outcome';
import { listingOf } from '../envelope';
import { search } from '../requests';

/** Answers that say that this helpdesk has no such search, or not for this key. */
const WITHOUT: ReadonlySet<string> = new Set(['not_found', 'method_not_allowed', 'invalid_request', 'forbidden']);

/** Tickets that have these words; null where the helpdesk has no search, which is documented nowhere. */
export async function tickets(call: Call, query: string): Promise<JsonObject[] | null> {
  const answer = await answerOrError(call, search(query, ['ticket']));
  if (!(answer instanceof VendorError)) return listingOf(answer.json)?.records.filter(isTicket) ?? null;
  if (WITHOUT.has(answer.code)) return null;
  throw answer;
}

function isTicket(record: Json): record is JsonObject {
  if (!isObject(record) || asText(record.id) === null) return false;
  const type = asText(record.type) ?? asText(record.object_type);
  return type === null || type === 'ticket';
}
