/** Calendar days that were stored as somebody's midnight. */
import type { Json } from '../../json';
import type { TimeReading } from '../../time';
import { microsOf, nearestMidnightDate, readUsableTime } from '../../time';
import type { IssueCollector } from '../../unify';
import { addEarlyNote } from '../../unify';
import type { UnifyContext } from '../../vendor';
import { dayOf, shiftDay } from '../calendar';

/**
 * The day of `expectedDate`: the service keeps midnight at the offset of whoever set it, so the day is that of
 * the nearest midnight in UTC, or in the source's zone when it is given.
 * @returns `YYYY-MM-DD`
 */
export function calendarDay(
  value: Json | undefined,
  field: string,
  context: UnifyContext,
  issues: IssueCollector,
): string | null {
  const reading = readUsableTime(value);
  if (reading.kind === 'none') return null;
  if (reading.kind === 'bad') {
    issues.add('field', field, reading.reason, value);
    return null;
  }
  const day = dayIn(reading, context);
  addEarlyNote(day, field, issues);
  return day;
}

function dayIn(reading: Exclude<TimeReading, { kind: 'none' | 'bad' }>, context: UnifyContext): string {
  switch (reading.kind) {
    case 'date':
      return reading.date;
    case 'wall':
      return nearestMidnightDate(`${reading.wall}Z`);
    case 'instant':
      return nearestDay(reading.instant, context);
  }
}

function nearestDay(instant: string, context: UnifyContext): string {
  const { timezone } = context.settings;
  if (timezone === null) return nearestMidnightDate(instant);
  const at = microsOf(instant);
  const distance = (day: string): bigint => {
    const away = microsOf(context.zoneRule(`${day}T00:00:00.000000`, timezone).instant) - at;
    return away < 0n ? -away : away;
  };
  const [first, ...others] = [0, -1, 1].map((by) => shiftDay(dayOf(instant), by));
  return others.reduce((best, day) => (distance(day) < distance(best) ? day : best), first ?? dayOf(instant));
}
