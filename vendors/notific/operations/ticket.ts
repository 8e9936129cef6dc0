/** What can be done with a Notific ticket. Every change sends e-mails unless told otherwise. */
import { VendorError, isVendorError } from '../../errors';
import type { Call } from '../../http';
import type { JsonObject } from '../../json';
import { without } from '../members';
import { isClosed } from '../unify/state';
import { timesIn, utcTime } from '../unify/times';
import { changed, changeOne, createOne, readAll, readOne, removeOne } from './record';

/** Times are ISO text, in UTC where they carry no zone; null empties one. */
export interface TicketInput {
  description?: string;
  startTime?: string | null;
  endTime?: string | null;
  expectedResolutionTime?: string | null;
  nextUpdateTime?: string | null;
  /** When made: the id of the service; Notific does not let it be changed. */
  serviceId?: number | string;
  /** Members that this list does not know, by Notific's names. */
  more?: JsonObject;
}

export interface Mail {
  /** Default true, as the service does. */
  sendEmails?: boolean;
}

export async function get(call: Call, input: { id: string }): Promise<JsonObject> {
  return readOne(call, 'ticket', input.id);
}

/** All tickets; `ticketFilter` keeps those that fit. */
export async function getAll(call: Call): Promise<JsonObject[]> {
  return readAll(call, 'ticket');
}

export async function create(call: Call, input: TicketInput & { description: string } & Mail): Promise<JsonObject> {
  return createOne(call, 'ticket', { ...membersOf(input), ...mail(input) });
}

/** The times that close and reopen: sent again, each may act again and send its e-mails. */
const ACTING = ['ClosedTime', 'ReopenedTime'] as const;

/**
 * Notific changes the description and the four times only; it passes over everything else without a word. The times
 * of closing and reopening are left out. Where Notific erases them for that, the old time is put back.
 * @throws VendorError refused_by_service when the update moved the ticket to another state
 */
export async function update(
  call: Call,
  input: { id: string; changes: TicketInput; expected?: JsonObject } & Mail,
): Promise<JsonObject> {
  const { more, ...known } = input.changes;
  const changes = { ...membersOf(known), ...without(more ?? {}, ACTING), ...mail(input) };
  const { before, after } = await changed(call, 'ticket', input.id, {
    changes,
    drop: ACTING,
    expected: input.expected,
  });
  const erased = erasedTime(before, after);
  if (erased === undefined) return after;
  throw await putBack(call, input.id, erased, before);
}

type ActingTime = (typeof ACTING)[number];

/** The time whose loss moved the ticket. A time that is another one now was set by somebody else, and stays. */
function erasedTime(before: JsonObject, after: JsonObject): ActingTime | undefined {
  const [was, is] = [timesIn(before), timesIn(after)];
  if (isClosed(was) === isClosed(is)) return undefined;
  if (isClosed(was)) return is.closed === null ? 'ClosedTime' : undefined;
  return was.reopened !== null && is.reopened === null && is.closed === was.closed ? 'ReopenedTime' : undefined;
}

/** Sets the erased time again, without e-mails. @returns the error that says what happened */
async function putBack(call: Call, id: string, name: ActingTime, before: JsonObject): Promise<VendorError> {
  const time = `${(name === 'ClosedTime' ? timesIn(before).closed : timesIn(before).reopened)?.slice(0, 19)}Z`;
  const drop = ACTING.filter((other) => other !== name);
  const outcome = await changeOne(call, 'ticket', id, { changes: { [name]: time, DoNotSendEmail: true }, drop }).catch(
    (error: unknown) => ({ error }),
  );
  if ('error' in outcome && !isVendorError(outcome.error)) throw outcome.error;
  const isBack = !('error' in outcome) && isClosed(timesIn(outcome)) === isClosed(timesIn(before));
  const state = name === 'ClosedTime' ? 'closed' : 'open';
  return new VendorError({
    code: 'refused_by_service',
    message: `Notific made the change, but also erased ${name} of ticket ${id}, so that it was no longer ${state}; ${
      isBack ? `the old time was put back, and it is ${state} again` : 'the old time could not be put back'
    }`,
    remedy: isBack
      ? 'Do not repeat it. This installation erases what an update leaves out. Change such tickets in Notific itself.'
      : `Do not repeat it. Look at the ticket in Notific and set ${name} to ${time}.`,
  });
}

/**
 * @param input at: ISO text; an old ReopenedTime is left out, since it could reopen the ticket again
 * @throws VendorError refused_by_service when the ticket is not closed afterwards
 */
export async function close(
  call: Call,
  input: { id: string; at: string; expected?: JsonObject } & Mail,
): Promise<JsonObject> {
  const changes = { ClosedTime: utcTime(input.at, 'ClosedTime'), ...mail(input) };
  const ticket = await changeOne(call, 'ticket', input.id, { changes, drop: ACTING, expected: input.expected });
  return isClosed(timesIn(ticket)) ? ticket : refuseState(ticket, 'closed');
}

/**
 * @param input at: ISO text; an old ClosedTime is left out, since it could close the ticket again
 * @throws VendorError refused_by_service when the ticket is closed afterwards
 */
export async function reopen(
  call: Call,
  input: { id: string; at: string; expected?: JsonObject } & Mail,
): Promise<JsonObject> {
  const changes = { ReopenedTime: utcTime(input.at, 'ReopenedTime'), ...mail(input) };
  const ticket = await changeOne(call, 'ticket', input.id, { changes, drop: ACTING, expected: input.expected });
  return isClosed(timesIn(ticket)) ? refuseState(ticket, 'open') : ticket;
}

function refuseState(ticket: JsonObject, requestedState: 'closed' | 'open'): never {
  const { closed, reopened } = timesIn(ticket);
  throw new VendorError({
    code: 'refused_by_service',
    message: `Notific accepted the request, but the ticket is not ${requestedState}: its ClosedTime is ${closed ?? 'not set'}, its ReopenedTime ${reopened ?? 'not set'}`,
    remedy:
      closed !== null && reopened !== null
        ? 'The later of the two times counts. Give a later time.'
        : 'Look at the ticket in Notific before you try again. The e-mails may have gone out.',
  });
}

/** `delete` is a reserved word. */
export async function remove(call: Call, input: { id: string }): Promise<void> {
  await removeOne(call, 'ticket', input.id);
}

function membersOf(input: TicketInput): JsonObject {
  const times = {
    StartTime: input.startTime,
    EndTime: input.endTime,
    ExpectedResolutionTime: input.expectedResolutionTime,
    NextUpdateTime: input.nextUpdateTime,
  };
  const members: JsonObject = {};
  if (input.description !== undefined) members['Description'] = input.description;
  if (input.serviceId !== undefined) members['ServiceId'] = input.serviceId;
  for (const [name, time] of Object.entries(times))
    if (time !== undefined) members[name] = time === null ? null : utcTime(time, name);
  return { ...members, ...input.more };
}

function mail({ sendEmails }: Mail): JsonObject {
  return sendEmails === false ? { DoNotSendEmail: true } : {};
}
