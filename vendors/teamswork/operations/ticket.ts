/** Tickets: create, get, update. */
import { VendorError, isVendorError } from '../../errors';
import type { Answer, Call } from '../../http';
import type { JsonObject } from '../../json';
import { answerOrError, isReceipt, readCreated, receipt, valueOrError, write } from '../../outcome';
import { itemOf } from '../envelope';
import { isUuid } from '../instance';
import type { ActingUser } from '../requests';
import * as requests from '../requests';
import { idOfCreated } from './created';
import { idOfNumber } from './number';
import type { TicketChanges } from './ticket-changes';
import { readyToWrite } from './ticket-changes';
import { checkWrite, notApplied } from './check-write';

export { isTicketOrder, ticketSlice, TICKET_ORDERS } from '../streams/tickets';
export type { TicketFilters } from '../streams/tickets';
export type { TicketChanges } from './ticket-changes';

export type NewTicket = TicketChanges & { title: string; requestor: ActingUser };

/**
 * Creates a ticket. The service ignores the priority of a new ticket, so a differing one is set by an update. An
 * answer without the ticket, as the vendor's page shows it, makes it looked for among the newest ones.
 * @param clock epoch milliseconds
 * @returns the ticket; a receipt where it is not known which one it is, or where it has not all that was asked
 */
export async function create(
  call: Call,
  input: NewTicket,
  user: ActingUser,
  clock: () => number = Date.now,
): Promise<JsonObject> {
  const ticket = await readyToWrite(call, input);
  const began = clock();
  const answer = await write(call, requests.createTicket(ticket, user, input.description_HTML !== undefined));
  const ended = clock();
  const created = itemOf(answer) ?? (await lookedFor(call, input, answer, ended - began, ended));
  if (isReceipt(created) || input.priority === undefined || created['priority'] === input.priority) return created;
  return withPriority(call, created, input.priority, user);
}

async function lookedFor(
  call: Call,
  input: NewTicket,
  answer: Answer,
  elapsedMs: number,
  now: number,
): Promise<JsonObject> {
  const id = await idOfCreated(call, input, answer, elapsedMs, now);
  if (id !== null)
    return readCreated('TeamsWork', id, (found) => get(call, found, input.description_HTML !== undefined));
  return receipt(
    null,
    `TeamsWork answered success but no ticket, and it is not clear which of its tickets is "${input.title}". Look there before you create it again.`,
  );
}

/** A failure here must not read as if there were no ticket: a second create would double it. */
async function withPriority(call: Call, created: JsonObject, priority: string, user: ActingUser): Promise<JsonObject> {
  const id = String(created['id']);
  const outcome = await valueOrError(update(call, id, { priority }, user));
  if (!isVendorError(outcome)) return outcome;
  if (outcome.code === 'aborted') throw outcome;
  return receipt(
    id,
    `The ticket was created, but its priority could not be set to ${priority}: ${outcome.message}. Do not create it again. Update its priority.`,
  );
}

/**
 * One whole ticket, with its workflow.
 * @param idOrNumber the UUID, or the number that people quote
 */
export async function get(call: Call, idOrNumber: string, html = false): Promise<JsonObject> {
  const id = await idFrom(call, idOrNumber);
  const item = itemOf(await call(requests.getTicket(id, html)));
  if (item === null) throw noTicket(`ID ${id}`);
  return item;
}

/** The UUID of a ticket that is named by UUID, or by number: no filter knows the number, so it is looked for. */
export async function idFrom(call: Call, idOrNumber: string): Promise<string> {
  const text = idOrNumber.trim().replace(/^#/, '');
  if (isUuid(text) || !/^\d{1,15}$/.test(text)) return text;
  const id = await idOfNumber(call, Number(text));
  if (id === null) throw noTicket(`number ${text}`);
  return id;
}

/**
 * Changes some fields. As the vendor's page says (`updates`); where that is refused or changes nothing, as API
 * 1.1 says (`ticket`).
 * @returns the ticket as it is afterwards
 */
export async function update(
  call: Call,
  idOrNumber: string,
  input: TicketChanges,
  user: ActingUser,
): Promise<JsonObject> {
  const id = await idFrom(call, idOrNumber);
  const changes = await readyToWrite(call, input);
  if (Object.keys(changes).length === 0) {
    throw new VendorError({
      code: 'bad_input',
      message: 'Nothing was given to change',
      remedy: 'Give at least one field.',
    });
  }
  const documented = await put(call, id, changes, user, 'updates');
  if (!isVendorError(documented) && checkWrite(documented, changes) === 'yes') return documented;
  if (isVendorError(documented) && documented.code !== 'not_found' && documented.code !== 'invalid_request')
    throw documented;
  const newer = await put(call, id, changes, user, 'ticket');
  if (isVendorError(newer)) throw isVendorError(documented) ? documented : newer;
  if (checkWrite(newer, changes) === 'no') throw notApplied(newer, changes);
  return newer;
}

/** The ticket after a write, read again when the answer does not hold it. */
async function put(
  call: Call,
  id: string,
  changes: JsonObject,
  user: ActingUser,
  member: 'updates' | 'ticket',
): Promise<JsonObject | VendorError> {
  const html = 'description_HTML' in changes;
  const answer = await valueOrError(write(call, requests.updateTicket(id, changes, user, member, html)));
  if (isVendorError(answer)) return answer;
  const item = itemOf(answer);
  if (item !== null && checkWrite(item, changes) === 'yes') return item;
  const read = await answerOrError(call, requests.getTicket(id, html));
  if (isVendorError(read)) return read;
  return itemOf(read) ?? noTicket(`ID ${id}`);
}

function noTicket(what: string): VendorError {
  return new VendorError({
    code: 'not_found',
    message: `TeamsWork has no ticket with the ${what}`,
    remedy: 'Check the number or ID, and that the key belongs to the instance of this ticket.',
  });
}
