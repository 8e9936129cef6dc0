/** Numbers and times as people read them. Pure. */

export interface PageClock {
  /** An instant on the clocks of the reporting zone. */
  inWords(instant: string): string;
  /** Epoch ms. */
  now(): number;
}

export function count(number: number): string {
  return number.toLocaleString('en-US');
}

/** `1 ticket`, `2,000 tickets` */
export function counted(number: number, noun: string): string {
  return `${count(number)} ${noun}${number === 1 ? '' : 's'}`;
}

/** A duration in its own unit: `45 min`, `3.2 h`, `2.4 days`. @param hours null: there is none */
export function hours(hours_: number | null): string {
  if (hours_ === null) return '–';
  if (hours_ < 1) return `${Math.round(hours_ * 60)} min`;
  return hours_ < 48 ? `${short(hours_)} h` : `${short(hours_ / 24)} days`;
}

/** At most one digit after the point. */
export function short(number: number): string {
  return number.toLocaleString('en-US', { maximumFractionDigits: number < 10 ? 1 : 0 });
}

/** `+6 %`, `−3 %`; empty where there was nothing before. */
export function change(now: number, before: number): string {
  if (before === 0) return '';
  const share = Math.round((now / before - 1) * 100);
  return share === 0 ? '±0\u00a0%' : `${share > 0 ? '+' : '−'}${count(Math.abs(share))}\u00a0%`;
}

/** `820 B`, `14 kB`, `3.1 MB` */
export function bytes(size: number): string {
  if (size < 1000) return `${size} B`;
  return size < 1_000_000 ? `${short(size / 1000)} kB` : `${short(size / 1_000_000)} MB`;
}

/** `22 Nov 2026, 15:40` on the clocks of the zone. @param instant ISO text */
export function timeIn(instant: string, zone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }).format(new Date(instant));
}

const DATE = { timeZone: 'UTC', day: 'numeric', month: 'short', year: 'numeric' } as const;

/** `22 Nov 2026` @param day `YYYY-MM-DD` */
export function dateInWords(day: string): string {
  return new Intl.DateTimeFormat('en-GB', DATE).format(new Date(day));
}

/** `Sun, 22 Nov 2026` @param day `YYYY-MM-DD` */
export function dayInWords(day: string): string {
  return new Intl.DateTimeFormat('en-GB', { ...DATE, weekday: 'short' }).format(new Date(day));
}

/** `Europe/Paris (GMT+1)` @param at epoch ms: summer time changes it */
export function zoneInWords(zone: string, at: number): string {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeZoneName: 'shortOffset' });
  const offset = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value;
  return offset === undefined || offset === zone || zone === 'UTC' ? zone : `${zone} (${offset})`;
}

const STEPS = [
  { unit: 'day', ms: 86_400_000 },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'minute', ms: 60_000 },
] as const;

/** `3 hours ago` @param instant ISO text @param now epoch ms */
export function ago(instant: string, now: number): string {
  const passed = now - Date.parse(instant);
  const step = STEPS.find(({ ms }) => passed >= ms);
  if (!step) return 'just now';
  return new Intl.RelativeTimeFormat('en', { numeric: 'always' }).format(-Math.floor(passed / step.ms), step.unit);
}
