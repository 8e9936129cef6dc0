/** What can be done with a Notific ticket. Every change sends e-mails unless told otherwise. */
import type { Call } from '../../http';
import type { JsonObject } from '../../json';
import { utcTime } from '../times';
import { changeOne, createOne, readAll, readOne, removeOne } from './record';

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

/** Notific changes the description and the four times only; it passes over everything else without a word. */
export async function update(
  call: Call,
  input: { id: string; changes: TicketInput; expected?: JsonObject } & Mail,
): Promise<JsonObject> {
  const changes = { ...membersOf(input.changes), ...mail(input) };
  return changeOne(call, 'ticket', input.id, { changes, expected: input.expected });
}

/** @param input at: ISO text; an old ReopenedTime is left out, since it could reopen the ticket again */
export async function close(
  call: Call,
  input: { id: string; at: string; expected?: JsonObject } & Mail,
): Promise<JsonObject> {
  const changes = { ClosedTime: utcTime(input.at, 'ClosedTime'), ...mail(input) };
  return changeOne(call, 'ticket', input.id, { changes, drop: ['ReopenedTime'], expected: input.expected });
}

/** @param input at: ISO text; an old ClosedTime is left out, since it could close the ticket again */
export async function reopen(
  call: Call,
  input: { id: string; at: string; expected?: JsonObject } & Mail,
): Promise<JsonObject> {
  const changes = { ReopenedTime: utcTime(input.at, 'ReopenedTime'), ...mail(input) };
  return changeOne(call, 'ticket', input.id, { changes, drop: ['ClosedTime'], expected: input.expected });
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
