/** What can be done with tickets. Get Many is `pagesOf(tickets, ticketSlice(filters), …)`. */
import { VendorError } from '../../errors';
import type { Call } from '../../http';
import type { Json, JsonObject } from '../../json';
import type { NewTicket } from '../requests';
import { createTicket, getTicket, patchTicket } from '../requests';
import { readOne, writeOne } from './result';
import type { TicketChange } from './patch';
import { checkedSteps, stepsFor } from './patch';

export const ticket = { create, get, update, patch };

/** @param input `summary` is `name` again unless it is given: the documented contract requires both */
async function create(call: Call, input: NewTicket): Promise<JsonObject> {
  if (input.name.trim() === '') {
    throw new VendorError({ code: 'bad_input', message: 'A ticket needs a name', remedy: 'Give the name.' });
  }
  return writeOne(call, createTicket({ ...input, summary: input.summary ?? input.name }));
}

async function get(call: Call, id: string): Promise<JsonObject> {
  return readOne(call, getTicket(id));
}

/**
 * Changes what is given and nothing else.
 * @param change PagerDuty wants `creator`, an e-mail, beside every change
 */
async function update(call: Call, id: string, change: TicketChange): Promise<JsonObject> {
  const steps = stepsFor(change);
  if (steps.length === 0) {
    throw new VendorError({ code: 'bad_input', message: 'Nothing to update', remedy: 'Give at least one field.' });
  }
  return writeOne(call, patchTicket(id, steps));
}

/** @param typed a JSON Patch: a list of `{op, path, value?, from?}` */
async function patch(call: Call, id: string, typed: Json): Promise<JsonObject> {
  return writeOne(call, patchTicket(id, checkedSteps(typed)));
}
