/** What can be done with tickets. Get Many is `pagesOf(tickets, ticketSlice(filters), …)`. */
import { VendorError } from '../../errors';
import type { Call } from '../../http';
import type { Json, JsonObject } from '../../json';
import type { NewTicket } from '../requests';
import { createTicket, getTicket, patchTicket } from '../requests';
import { createOne, readOne, writeOne } from './result';
import type { TicketChange } from './patch';
import { checkedSteps, customFieldsSet, membersSet } from './patch';

export const ticket = { create, get, update, patch };

/** @param input `summary` is `name` again unless it is given: the documented contract requires both */
async function create(call: Call, input: NewTicket): Promise<JsonObject> {
  if (input.name.trim() === '') {
    throw new VendorError({ code: 'bad_input', message: 'A ticket needs a name', remedy: 'Give the name.' });
  }
  return createOne(call, createTicket({ ...input, summary: input.summary ?? input.name }));
}

async function get(call: Call, id: string): Promise<JsonObject> {
  return readOne(call, getTicket(id));
}

/**
 * Changes what is given and nothing else. A ticket whose custom fields are changed is read first.
 * @param change PagerDuty wants `creator`, an e-mail, beside every change
 */
async function update(call: Call, id: string, change: TicketChange): Promise<JsonObject> {
  const { custom_fields: custom = {}, ...members } = change;
  const steps = membersSet(members);
  if (steps.length === 0 && Object.keys(custom).length === 0) {
    throw new VendorError({ code: 'bad_input', message: 'Nothing to update', remedy: 'Give at least one field.' });
  }
  if (Object.keys(custom).length === 0) return writeOne(call, patchTicket(id, steps));
  const before = await readOne(call, getTicket(id));
  const all = [...steps, ...customFieldsSet(custom, before['custom_fields'])];
  return all.length === 0 ? before : writeOne(call, patchTicket(id, all));
}

/** @param steps a JSON Patch: a list of `{op, path, value?, from?}` */
async function patch(call: Call, id: string, steps: Json): Promise<JsonObject> {
  return writeOne(call, patchTicket(id, checkedSteps(steps)));
}
