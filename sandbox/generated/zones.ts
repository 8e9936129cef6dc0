/** Where people sit and when they write. Zones whose rules are old and stable, so that all machines agree on them. */

export interface Zone {
  name: string;
  /** Share of all tickets and people. */
  share: number;
  languages: readonly string[];
}

export const ZONES: readonly Zone[] = [
  { name: 'Europe/Paris', share: 0.38, languages: ['fr', 'de', 'es', 'pl'] },
  { name: 'America/New_York', share: 0.3, languages: ['en', 'en', 'es'] },
  { name: 'Asia/Kolkata', share: 0.14, languages: ['en', 'hi'] },
  { name: 'Asia/Tokyo', share: 0.1, languages: ['ja', 'ja', 'en'] },
  { name: 'Asia/Riyadh', share: 0.08, languages: ['ar', 'en'] },
];

export const ZONE_SHARES: readonly number[] = ZONES.map((_zone, at) =>
  ZONES.slice(0, at + 1).reduce((sum, { share }) => sum + share, 0),
);

const DAY = 86_400_000;

/** Hours that local time is ahead of UTC at noon UTC of each day from `start` (a UTC midnight). */
export function offsetsOf(zone: string, start: number, days: number): Float64Array {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  const offsetOn = (day: number): number => {
    const noon = start + day * DAY + DAY / 2;
    const parts = new Map(format.formatToParts(noon).map(({ type, value }) => [type, Number(value)]));
    const isSameDay = parts.get('day') === new Date(noon).getUTCDate();
    return (parts.get('hour') ?? 0) + (parts.get('minute') ?? 0) / 60 - 12 + (isSameDay ? 0 : 24);
  };
  const offsets = new Float64Array(days);
  // Asking is slow, and no clock is changed twice within a week.
  for (let from = 0, before = offsetOn(0); from < days; from += 7) {
    const until = Math.min(from + 7, days);
    const after = offsetOn(until);
    for (let day = from; day < until; day++) offsets[day] = before === after ? before : offsetOn(day);
    before = after;
  }
  return offsets;
}
