/** Calendar days of date filters and of dates that are written: `YYYY-MM-DD`, in UTC. */
import { VendorError } from '../errors';
import { readTime } from '../time';

const DAY_MS = 86_400_000;

/** The UTC day of a canonical instant, or the day itself. */
export function dayOf(instant: string): string {
  return instant.slice(0, 10);
}

export function shiftDay(day: string, by: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + by * DAY_MS).toISOString().slice(0, 10);
}

/**
 * A day to be written. The service loses a ticket that carries custom fields and an expected date with a time
 * of day: it answers success and creates nothing. The day stays the one that was typed.
 * @throws VendorError bad_input when the text is no date
 */
export function writtenDay(value: string, parameter: string): string {
  const reading = readTime(value);
  if (reading.kind === 'bad' || reading.kind === 'none') throw noDate(value, parameter);
  return /^\d{4}-\d{2}-\d{2}/.exec(value.trim())?.[0] ?? throwNoDate(value, parameter);
}

/**
 * A canonical instant from a filter's text: a day counts as its first moment in UTC.
 * @throws VendorError bad_input when the text is no date
 */
export function filterInstant(value: string, parameter: string): string {
  const reading = readTime(value);
  if (reading.kind === 'instant') return reading.instant;
  if (reading.kind === 'date') return `${reading.date}T00:00:00.000000Z`;
  if (reading.kind === 'wall') return `${reading.wall}Z`;
  throw noDate(value, parameter);
}

function throwNoDate(value: string, parameter: string): never {
  throw noDate(value, parameter);
}

function noDate(value: string, parameter: string): VendorError {
  return new VendorError({
    code: 'bad_input',
    message: `${parameter}: "${value.slice(0, 40)}" is not a date`,
    remedy: 'Write it as YYYY-MM-DD.',
  });
}
