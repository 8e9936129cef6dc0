import type { Call } from '../../http';
import type { Json, JsonObject } from '../../json';
import { listIn } from '../pages';
import { listStatuses } from '../requests';
import { updateOne } from './ticket';
import type { Verbs } from './write';

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
