/** Times for people: the wall clock of the reporting zone, which is named. */
import { Temporal } from 'temporal-polyfill';

/** @returns as `2026-11-30 07:00 (Europe/Paris)` */
export function zonedMinute(instant: string, zone: string): string {
  return `${localMinute(instant, zone)} (${zone})`;
}

/** @returns as `2026-11-30 07:00`, where the zone is named beside it */
export function localMinute(instant: string, zone: string): string {
  const local = Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDateTime();
  return local.toString({ smallestUnit: 'minute' }).replace('T', ' ');
}

/** @param instant epoch ms @returns as `14:05:30 (Europe/Paris)` */
export function zonedClock(instant: number, zone: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(Math.floor(instant)).toZonedDateTimeISO(zone).toPlainTime();
  return `${local.toString({ smallestUnit: 'second' })} (${zone})`;
}
