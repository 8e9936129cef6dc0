/** Times for people: the wall clock of the reporting zone, which is named. */
import { Temporal } from 'temporal-polyfill';

/** @returns as `2026-11-30 07:00 (Europe/Paris)` */
export function zonedMinute(instant: string, zone: string): string {
  const local = Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDateTime();
  return `${local.toString({ smallestUnit: 'minute' }).replace('T', ' ')} (${zone})`;
}
