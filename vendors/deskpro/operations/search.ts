import { VendorError } from '../../errors';
import type { Call } from '../../http';
import type { Json, JsonObject } from '../../json';
import { isObject, textOf } from '../../json';
import { settle } from '../../outcome';
import { listingOf } from '../envelope';
import { search } from '../requests';

/** Answers that say that this helpdesk has no such search, or not for this key. */
const WITHOUT: ReadonlySet<string> = new Set(['not_found', 'method_not_allowed', 'invalid_request', 'forbidden']);

/** Tickets that have these words; null where the helpdesk has no search, which is documented nowhere. */
export async function tickets(call: Call, words: string): Promise<JsonObject[] | null> {
  const answer = await settle(call, search(words, ['ticket']));
  if (!(answer instanceof VendorError)) return listingOf(answer.json)?.records.filter(isTicket) ?? null;
  if (WITHOUT.has(answer.code)) return null;
  throw answer;
}

function isTicket(record: Json): record is JsonObject {
  if (!isObject(record) || textOf(record.id) === null) return false;
  const type = textOf(record.type) ?? textOf(record.object_type);
  return type === null || type === 'ticket';
}
