import { VendorError } from '../../errors';
import type { Call } from '../../http';
import type { Json, JsonObject } from '../../json';
import { asText, isObject, numberOf } from '../../json';
import { answerOrError } from '../../outcome';
import { fold } from '../../text';
import { listIn } from '../streams/pages';
import { listStatuses } from '../requests';
import { MAIN_STATUSES, groupOfStatus } from '../unify/statuses';
import { titleOf } from '../unify/person';
import { updateOne } from './ticket';
import type { Verbs } from './write';

/** A status or sub-status as it is set. */
export interface KnownStatus {
  /** `resolved`, `pending.5` */
  status: string;
  name: string;
  status_group: string;
}

/**
 * @param status a code, maybe with a sub-status: `pending.5`
 * @param isHold puts the ticket on hold or takes it off; undefined: as it is
 * @returns the ticket after the change, raw
 */
export async function set(
  call: Call,
  ticketId: string,
  status: string,
  isHold?: boolean,
  verbs: Verbs = 'auto',
): Promise<JsonObject> {
  return updateOne(call, ticketId, { status, is_hold: isHold }, verbs);
}

/** All statuses and sub-statuses of the helpdesk, raw: their shape differs by build. */
export async function getMany(call: Call): Promise<Json[]> {
  return listIn(await call(listStatuses()), 'the statuses').records;
}

/** The same, as they are set; of a helpdesk that does not list them the main ones. */
export async function list(call: Call): Promise<KnownStatus[]> {
  const answer = await answerOrError(call, listStatuses());
  if (answer instanceof VendorError && !['not_found', 'forbidden'].includes(answer.code)) throw answer;
  const records: Json[] = answer instanceof VendorError ? [] : listIn(answer, 'the statuses').records;
  const known = records.flatMap((record) => knownStatus(record) ?? []);
  return known.length > 0 ? known : MAIN_STATUSES.map((status) => described(status, null));
}

function knownStatus(record: Json): KnownStatus | null {
  const status = isObject(record) ? codeIn(record) : asText(record);
  return status === null ? null : described(status, isObject(record) ? titleOf(record) : null);
}

/** `value` is the code; builds that lack it have the system's word, or the number of a sub-status under its status. */
function codeIn(record: JsonObject): string | null {
  const code = asText(record.value) ?? asText(record.sys_id);
  const id = asText(record.id);
  if (code !== null || id === null || numberOf(id) === null) return code ?? id;
  const main = asText(record.status_type);
  return main === null ? null : `${main}.${id}`;
}

function described(status: string, title: string | null): KnownStatus {
  const text = status.replaceAll('_', ' ');
  const name = title ?? text.charAt(0).toUpperCase() + text.slice(1);
  return { status, name, status_group: groupOfStatus(status) ?? 'unknown' };
}

/**
 * The code of a status that is named by code or title.
 * @throws VendorError bad_input when the helpdesk has none of that name
 */
export async function codeNamed(call: Call, requested: string): Promise<string> {
  const code = fold(requested).replaceAll(' ', '_');
  if (groupOfStatus(code) !== undefined) return code;
  const known = await list(call);
  const found = known.find(({ status, name }) => [status, name].some((one) => fold(one) === fold(requested)));
  if (found) return found.status;
  throw new VendorError({
    code: 'bad_input',
    message: `Deskpro has no status "${requested}"`,
    remedy: `Choose one of: ${known.map(({ status, name }) => `${name} (${status})`).join(', ')}.`,
  });
}
