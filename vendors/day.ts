/** Days: a calendar day has no time of day, so no zone may move it. */
import type { Json } from './json';
import { nearestMidnightDate, readUsableTime } from './time';
import type { IssueCollector, NaiveZone } from './unify';
import { addEarlyNote, parseInstant } from './unify';
import type { UnifyContext } from './vendor';

/** A time of day, or a whole day; one of the two is null. */
export interface DayOrTime {
  /** Canonical instant. */
  at: string | null;
  /** `YYYY-MM-DD`. */
  date: string | null;
}

const MIDNIGHT = /^\S+?[Tt ]0?0:00(?::00(?:[.,]0+)?)?\s*(?:[Zz]|[+-]\d{2}(?::?\d{2})?)?$/;

/**
 * What a member says: a day where no time of day is written, else an instant.
 * @param isCalledDate the service calls the member a date: its midnights, in the offset as written, are days, too
 */
export function dayOrTime(
  value: Json | undefined,
  field: string,
  context: UnifyContext,
  issues: IssueCollector,
  { naive = 'source', isCalledDate = false }: { naive?: NaiveZone; isCalledDate?: boolean } = {},
): DayOrTime {
  const day = dayIn(value, isCalledDate);
  if (day === null) return { at: parseInstant(value, field, context, issues, naive), date: null };
  addEarlyNote(day, field, issues);
  return { at: null, date: day };
}

function dayIn(value: Json | undefined, isCalledDate: boolean): string | null {
  const reading = readUsableTime(value);
  if (reading.kind === 'date') return reading.date;
  if (!isCalledDate || typeof value !== 'string' || !MIDNIGHT.test(value.trim())) return null;
  if (reading.kind === 'wall') return reading.wall.slice(0, 10);
  // The day as it is written: its offset only says whose midnight it is.
  return reading.kind === 'instant' ? dayIn(value.trim().slice(0, 10), false) : null;
}

/** Whether a member's own name calls it a date: `PlannedDate`, `target_date`, `Due date`. */
export function isCalledDate(name: string): boolean {
  return /(?:^|[\s_.-])date$/i.test(name.trim()) || /[a-z]Date$/.test(name.trim());
}

/**
 * The day of a midnight somewhere, whoever's it is: offsets of zones are whole quarters of an hour.
 * @returns null for a time that is no midnight of any zone
 */
export function dayOfSomeMidnight(instant: string): string | null {
  return /T\d{2}:(?:00|15|30|45):00\.000000Z$/.test(instant) ? nearestMidnightDate(instant) : null;
}
