/**
 * Wall-clock time of a named zone → instant. The one home of this direction of zone arithmetic; the other way,
 * instant → wall clock, is DuckDB's ICU when tables are built.
 */
import { Temporal } from 'temporal-polyfill';
import type { Placed, WallTime, ZoneRule } from '../../../vendors/time';
import { instantOf, microsOf } from '../../../vendors/time';

/** Microseconds that a zone is ahead of UTC over a whole day; null where the day has or touches a transition. */
type DayOffset = bigint | null;

/** Placing a time costs 80 µs, and a million tickets have millions of times on a few thousand days. */
const days = new Map<string, DayOffset>();
const REMEMBERED_DAYS = 100_000;

/**
 * A time that occurs twice is the earlier instant; one that does not occur moves forward by the gap (Temporal's
 * `compatible`). Both are noted.
 * @throws RangeError for a zone that is no IANA zone: the configuration has refused it before
 */
export const zoneRule: ZoneRule = (wall: WallTime, zone: string): Placed => {
  const offset = offsetOfDay(wall.slice(0, 10), zone);
  const instant = offset === null ? null : instantOf(microsOf(`${wall}Z`) - offset);
  return instant === null ? placed(Temporal.PlainDateTime.from(wall), zone) : { instant, note: null };
};

function offsetOfDay(date: string, zone: string): DayOffset {
  const key = `${zone} ${date}`;
  const known = days.get(key);
  if (known !== undefined) return known;
  if (days.size >= REMEMBERED_DAYS) days.clear();
  const offset = steadyOffset(Temporal.PlainDate.from(date), zone);
  days.set(key, offset);
  return offset;
}

/** The offset, when it is the same from the day before to the day after. */
function steadyOffset(date: Temporal.PlainDate, zone: string): DayOffset {
  const from = date.subtract({ days: 1 }).toZonedDateTime(zone);
  const to = date.add({ days: 2 }).toZonedDateTime(zone);
  const next = from.getTimeZoneTransition('next');
  const isSteady = next === null || next.epochNanoseconds > to.epochNanoseconds;
  return isSteady ? BigInt(Math.round(from.offsetNanoseconds / 1000)) : null;
}

function placed(time: Temporal.PlainDateTime, zone: string): Placed {
  const earlier = time.toZonedDateTime(zone, { disambiguation: 'earlier' });
  const later = time.toZonedDateTime(zone, { disambiguation: 'later' });
  if (earlier.epochNanoseconds === later.epochNanoseconds) return { instant: canonical(earlier), note: null };
  const isOverlap = earlier.toPlainDateTime().equals(time);
  return isOverlap
    ? { instant: canonical(earlier), note: 'ambiguous_time' }
    : { instant: canonical(later), note: 'nonexistent_time' };
}

function canonical(time: Temporal.ZonedDateTime): string {
  return time.toInstant().toString({ fractionalSecondDigits: 6 });
}
