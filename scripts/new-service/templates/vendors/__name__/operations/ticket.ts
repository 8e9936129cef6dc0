/** What can be done with a ticket of __title__. */
import { VendorError } from '../../errors';
import type { Call } from '../../http';
import type { JsonObject } from '../../json';
import { isObject } from '../../json';
import { madeUnseen, write } from '../../outcome';
import type { TicketFields } from '../requests';
import { createTicket, getTicket } from '../requests';
import { idOf, ticketIn } from '../streams';

export async function get(call: Call, { id }: { id: string }): Promise<JsonObject> {
  const record = ticketIn((await call(getTicket(id))).json);
  if (isObject(record)) return record;
  throw new VendorError({ code: 'empty_answer', message: `__title__ answered without ticket ${id}` });
}

/** @returns the ticket as it was made; a receipt where the answer does not hold it */
export async function create(call: Call, fields: TicketFields): Promise<JsonObject> {
  const record = ticketIn((await write(call, createTicket(fields))).json);
  return isObject(record) && idOf(record) !== null ? record : madeUnseen('__title__');
}

/** What an update leaves out must stay: the service's page says whether it does. */
export async function update(_call: Call, _input: { id: string; changes: TicketFields }): Promise<JsonObject> {
  throw new Error('vendors/__name__/operations/ticket.ts: update is not written yet');
}
