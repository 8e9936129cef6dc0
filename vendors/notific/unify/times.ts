/** Notific takes and gives UTC; what it is given must be marked as such. */
import { VendorError } from '../../errors';
import type { Json, JsonObject } from '../../json';
import { readTime, readUsableTime } from '../../time';
import { member } from '../members';
import type { TicketTimes } from './state';

const NAIVE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,7})?)?$/;
const UNSET = '0001-01-01T00:00:00';

/**
 * A time as Notific takes it: `2026-03-01T09:12:44Z`.
 * @param input ISO text; without a zone it counts as UTC
 * @throws VendorError bad_input when it cannot be read
 */
export function utcTime(input: string, name: string): string {
  const reading = readTime(input);
  if (reading.kind === 'instant') return `${reading.instant.slice(0, 19)}Z`;
  if (reading.kind === 'wall') return `${reading.wall.slice(0, 19)}Z`;
  if (reading.kind === 'date') return `${reading.date}T00:00:00Z`;
  throw new VendorError({
    code: 'bad_input',
    message: `${name}: "${input}" is not a time`,
    remedy: 'Write it as 2026-03-01T09:00:00Z.',
  });
}

/** A time that a record says, as a canonical instant; null where it says none. */
export function timeIn(record: Json, name: string): string | null {
  const reading = readUsableTime(setTime(record, name));
  if (reading.kind === 'instant') return reading.instant;
  if (reading.kind === 'wall') return `${reading.wall}Z`;
  return reading.kind === 'date' ? `${reading.date}T00:00:00.000000Z` : null;
}

/** The three times that the state of a ticket follows from. */
export function timesIn(ticket: Json): TicketTimes {
  return {
    start: timeIn(ticket, 'StartTime'),
    closed: timeIn(ticket, 'ClosedTime'),
    reopened: timeIn(ticket, 'ReopenedTime'),
  };
}

/** A time of a record; null where it is .NET's unset one, as Notific writes a time that is not there. */
export function setTime(record: Json, name: string): Json | undefined {
  const value = member(record, name);
  return typeof value === 'string' && value.trim().startsWith(UNSET) ? null : value;
}

/** Times that were read without a zone go back as UTC: a server elsewhere would read them as its own time. */
export function markedAsUtc(record: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, marked(name, value)]));
}

function marked(name: string, value: Json | undefined): Json | undefined {
  const isTime = typeof value === 'string' && /(?:[Tt]ime|[Dd]ate|[Uu]tc|On|At)$/.test(name) && NAIVE.test(value);
  return isTime && !value.startsWith(UNSET) ? `${value}Z` : value;
}
