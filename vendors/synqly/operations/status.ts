/** Statuses are the provider's own words: its workflow decides which may follow which. */
import type { Call } from '../../http';
import type { JsonObject } from '../../json';
import { patchTicket } from '../requests';
import type { FieldValueChoice } from './choice';
import { choicesOf } from './choice';
import { membersSet } from './patch';
import { writeOne } from './result';
import type { Sample } from './sample';

export const status = { set, getAll };

/** @param creator e-mail; PagerDuty wants it in the same patch */
async function set(call: Call, ticketId: string, name: string, creator?: string): Promise<JsonObject> {
  return writeOne(call, patchTicket(ticketId, membersSet({ status: name, creator })));
}

/** @throws VendorError of the call */
function getAll(call: Call, sample: Sample = {}): Promise<FieldValueChoice[]> {
  return choicesOf(call, { member: 'status', fields: ['status'] }, sample);
}
