/** Instants of a world, as services write them and as tables show them. */

/** Microseconds since 1970: the years of a world are safe integers. */
export type Micros = number;

export const SECOND = 1_000_000;
export const MINUTE = 60 * SECOND;
export const DAY = 86_400 * SECOND;

export function microsOf(iso: string): Micros {
  return Date.parse(iso) * 1000;
}

/** `2026-03-01T09:12:44` and a fraction of so many digits; the rest is cut. */
export function isoText(at: Micros, digits: 0 | 3 | 6 | 9, offset = 'Z'): string {
  const shift = offset === 'Z' ? 0 : minutesIn(offset) * MINUTE;
  const micros = at + shift;
  const text = new Date(Math.floor(micros / 1000)).toISOString().slice(0, 19);
  const fraction = `${String(((micros % SECOND) + SECOND) % SECOND).padStart(6, '0')}000`.slice(0, digits);
  return `${text}${digits === 0 ? '' : `.${fraction}`}${offset}`;
}

function minutesIn(offset: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(offset) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** As a column of instants shows it, in UTC. */
export function shownInstant(at: Micros | null): string | null {
  return at === null ? null : isoText(at, 6, 'Z').replace('T', ' ').replace('Z', '');
}

export function shownLocal(at: Micros | null, zone: string): string | null {
  return at === null ? null : shownInstant(at + offsetAt(at, zone));
}

export function shownDay(at: Micros | null, zone: string): string | null {
  return shownLocal(at, zone)?.slice(0, 10) ?? null;
}

const FORMATS = new Map<string, Intl.DateTimeFormat>();

function offsetAt(at: Micros, zone: string): Micros {
  let format = FORMATS.get(zone);
  if (format === undefined) {
    const numeric = 'numeric';
    const fields = {
      year: numeric,
      month: numeric,
      day: numeric,
      hour: numeric,
      minute: numeric,
      second: numeric,
    } as const;
    format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', ...fields });
    FORMATS.set(zone, format);
  }
  const second = Math.floor(at / SECOND);
  const parts = format.formatToParts(new Date(second * 1000));
  const part = (type: string): number => Number(parts.find((each) => each.type === type)?.value);
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return (wall / 1000 - second) * SECOND;
}

/** The instant of a wall-clock time: of two the earlier; one that does not occur moves forward by the gap. */
export function instantOfWall(wall: Micros, zone: string): Micros {
  const candidates = [wall - DAY, wall + DAY].map((near) => wall - offsetAt(near, zone));
  const real = candidates.filter((at) => at + offsetAt(at, zone) === wall);
  return real.length > 0 ? Math.min(...real) : Math.max(...candidates);
}

export function wholeMinutes(from: Micros | null, to: Micros | null): string | null {
  return from === null || to === null || to < from ? null : String(Math.floor((to - from) / MINUTE));
}
