/** The status of a ticket, which SympoQ itself changes with the last action. */
import { VendorError } from '../../errors';
import type { Call } from '../../http';
import type { JsonObject } from '../../json';
import { asText } from '../../json';
import { fold } from '../../text';
import type { Paths } from '../paths';
import { idByName, listOf } from './lists';
import { get, update } from './ticket';

/** @returns what `statuses` answers, or the built-in four where the list does not exist */
export async function getAll(call: Call, paths: Paths): Promise<JsonObject[]> {
  return listOf(call, 'status', paths);
}

/**
 * @param input status: its number or its name
 * @returns the ticket, read again
 * @throws VendorError refused_by_service when SympoQ accepted the request but left the status as it was
 */
export async function set(call: Call, input: { ticketId: string; status: string }, paths: Paths): Promise<JsonObject> {
  const target = await idByName(call, 'status', input.status, paths);
  await update(call, { id: input.ticketId, changes: { status: Number(target) } }, paths);
  const ticket = await get(call, { id: input.ticketId }, paths);
  const now = asText(ticket['status']) ?? '';
  if (now === target || fold(now) === fold(input.status)) return ticket;
  throw new VendorError({
    code: 'refused_by_service',
    message: `SympoQ accepted the request but the ticket's status is still ${now}, not ${target}`,
    remedy:
      'An Administrator can allow it: "Manually change ticket status" in the settings. The last action may also have changed it again.',
  });
}
