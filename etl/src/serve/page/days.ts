/** Days as `YYYY-MM-DD`: the dates of the lake are days of the reporting zone already. Pure. */
const DAY_MS = 86_400_000;

/**
 * The day of an instant on the clocks of a zone.
 * @param instant ISO text
 * @param zone IANA name
 */
export function dayIn(instant: string, zone: string): string {
  return partsIn(instant, zone, ['year', 'month', 'day']).join('-');
}

/** The time of day there, `16:05:00`. */
export function timeOfDayIn(instant: string, zone: string): string {
  return partsIn(instant, zone, ['hour', 'minute', 'second']).join(':');
}

function partsIn(instant: string, zone: string, names: readonly Intl.DateTimeFormatPartTypes[]): string[] {
  const format = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  const parts = new Map(format.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]));
  return names.map((name) => parts.get(name) ?? '');
}

export function plusDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The Monday of its week (ISO 8601). */
export function mondayOf(day: string): string {
  return plusDays(day, -((new Date(day).getUTCDay() + 6) % 7));
}

/** Epoch seconds of its midnight, UTC. */
export function secondsOf(day: string): number {
  return Date.parse(day) / 1000;
}
