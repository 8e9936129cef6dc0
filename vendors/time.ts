/**
 * Text to instant. Every form that the five services use is read here and nowhere else; the machine's own
 * zone is never asked. Wall-clock times need a zone: turning them into instants is handed in as `ZoneRule`,
 * since zone arithmetic has one home (the exporter's temporal-polyfill; UTC in n8n).
 */

/** A wall-clock time: `YYYY-MM-DDTHH:MM:SS.ffffff`, no zone. */
export type WallTime = string;

export interface Placed {
  /** `YYYY-MM-DDTHH:MM:SS.ffffffZ` */
  instant: string;
  note: 'ambiguous_time' | 'nonexistent_time' | null;
}

/** Places a wall-clock time of an IANA zone on the time line. */
export type ZoneRule = (wall: WallTime, zone: string) => Placed;

export type TimeReading =
  | { kind: 'instant'; instant: string }
  | { kind: 'wall'; wall: WallTime }
  | { kind: 'date'; date: string }
  | { kind: 'none' }
  | { kind: 'bad'; reason: 'impossible_date' | 'unreadable_time' };

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([Zz]|[+-]\d{2}(?::?\d{2})?)?)?$/;
const ORACLE = /^(\d{1,2})-([A-Za-z]{3})-(\d{2}|\d{4})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?$/;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DATE_MS = /^\/Date\((-?\d{1,15})(?:[+-]\d{4})?\)\/$/;
const MICROS_PER_MINUTE = 60_000_000n;

/**
 * Reads a time as a service writes it: ISO with Z, `+00:00`, `+0000` or no zone and 0 to 9 fraction digits (cut
 * to microseconds), `05-SEP-22 16:25`, `/Date(ms)/`, a plain date, Unix seconds as a number.
 * .NET's unset `0001-01-01T00:00:00` and blank text are `none`. Impossible dates are never rolled over.
 */
export function readTime(value: unknown): TimeReading {
  if (value === null || value === undefined) return { kind: 'none' };
  if (typeof value === 'number') return fromUnixSeconds(value);
  if (typeof value !== 'string') return { kind: 'bad', reason: 'unreadable_time' };
  const usual = usualInstant(value);
  if (usual !== null) return { kind: 'instant', instant: usual };
  const text = value.trim();
  if (text === '' || text.startsWith('0001-01-01T00:00:00')) return { kind: 'none' };
  if (!BEGINS_LIKE_TIME.test(text)) return UNREADABLE;
  const iso = ISO.exec(text);
  if (iso) return fromIso(iso);
  const oracle = ORACLE.exec(text);
  if (oracle) return fromOracle(oracle);
  const dotNet = DATE_MS.exec(text);
  if (dotNet?.[1] !== undefined) return fromMicros(BigInt(dotNet[1]) * 1000n);
  return BEYOND.test(text) ? IMPOSSIBLE : UNREADABLE;
}

/** Most texts are no times, and show it by their first sign. */
const BEGINS_LIKE_TIME = /^[\d+/-]/;
const UNREADABLE: TimeReading = { kind: 'bad', reason: 'unreadable_time' };

/** What stands in an instant as most services write it: `2026-11-02T09:00:00Z`, or with milliseconds. */
const SHAPE = '0000-00-00T00:00:00.000Z';
const SECONDS = 'YYYY-MM-DDTHH:MM:SS'.length;

/** The canonical text of such an instant, read sign by sign: it is most of all times, and an expression takes thrice as long. */
function usualInstant(text: string): string | null {
  const hasMillis = text.length === SHAPE.length;
  if ((!hasMillis && text.length !== SECONDS + 1) || text.charCodeAt(text.length - 1) !== 90) return null;
  for (let at = 0; at < text.length - 1; at += 1) {
    const sign = text.charCodeAt(at);
    const expected = SHAPE.charCodeAt(at);
    if (expected === 48 ? sign < 48 || sign > 57 : sign !== expected) return null;
  }
  const year = numberAt(text, 0) * 100 + numberAt(text, 2);
  // The year 1 stands for "unset".
  if (year < 2 || !isPossible(year, numberAt(text, 5), numberAt(text, 8))) return null;
  if (numberAt(text, 11) > 23 || numberAt(text, 14) > 59 || numberAt(text, 17) > 59) return null;
  return `${text.slice(0, SECONDS)}.${hasMillis ? text.slice(SECONDS + 1, -1) : '000'}000Z`;
}

/** Of two digits. */
function numberAt(text: string, at: number): number {
  return (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48;
}

const BEYOND = /^(?:-\d+|\+?\d{5,})-\d{2}-\d{2}(?:[Tt ]|$)/;

/**
 * Reads a time that a column is to hold. The years 1 and 9999 stand for "unset" and "never", and leave the calendar in
 * some zone; so do years before and after them: all are impossible dates.
 */
export function readUsableTime(value: unknown): TimeReading {
  const reading = readTime(value);
  if (reading.kind === 'bad') return reading;
  if (reading.kind === 'none') return typeof value === 'string' && value.trim() !== '' ? IMPOSSIBLE : reading;
  const text = reading.kind === 'instant' ? reading.instant : reading.kind === 'wall' ? reading.wall : reading.date;
  return text < '0002' || text >= '9999' ? IMPOSSIBLE : reading;
}

const IMPOSSIBLE: TimeReading = { kind: 'bad', reason: 'impossible_date' };

/** Seconds of the years 1 to 9999, with room: beyond them no date exists. */
const MOST_SECONDS = 300_000_000_000;

function fromUnixSeconds(seconds: number): TimeReading {
  return Math.abs(seconds) < MOST_SECONDS
    ? fromMicros(BigInt(Math.round(seconds * 1_000_000)))
    : { kind: 'bad', reason: 'impossible_date' };
}

function fromIso(parts: RegExpExecArray): TimeReading {
  const [, year = '', month = '', day = '', hour, minute = '', second = '00', fraction = '', offset] = parts;
  if (!isPossible(Number(year), Number(month), Number(day))) return { kind: 'bad', reason: 'impossible_date' };
  const date = `${year}-${month}-${day}`;
  if (hour === undefined) return { kind: 'date', date };
  // 24:00 and leap seconds are legal ISO that no service here was seen to write; both are refused, not guessed.
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59)
    return { kind: 'bad', reason: 'impossible_date' };
  const wall = `${date}T${hour}:${minute}:${second}.${fraction.slice(0, 6).padEnd(6, '0')}`;
  if (offset === undefined) return { kind: 'wall', wall };
  return atOffset(wall, offset);
}

function atOffset(wall: WallTime, offset: string): TimeReading {
  if (offset === 'Z' || offset === 'z') return { kind: 'instant', instant: `${wall}Z` };
  const digits = offset.slice(1).replace(':', '').padEnd(4, '0');
  const hours = Number(digits.slice(0, 2));
  const minutes = Number(digits.slice(2));
  if (hours > 18 || minutes > 59) return { kind: 'bad', reason: 'unreadable_time' };
  if (hours === 0 && minutes === 0) return { kind: 'instant', instant: `${wall}Z` };
  const east = BigInt(hours * 60 + minutes) * (offset.startsWith('-') ? -1n : 1n);
  return fromMicros(microsOf(`${wall}Z`) - east * MICROS_PER_MINUTE);
}

function fromOracle(parts: RegExpExecArray): TimeReading {
  const [, day = '', monthName = '', yearText = '', hour, minute = '00', second = '00'] = parts;
  const month = MONTHS.indexOf(monthName.toLowerCase()) + 1;
  if (month === 0) return { kind: 'bad', reason: 'unreadable_time' };
  // Oracle's RR rule as the design cuts it: 00 to 69 are 20xx.
  const year = yearText.length === 4 ? Number(yearText) : Number(yearText) + (Number(yearText) <= 69 ? 2000 : 1900);
  if (!isPossible(year, month, Number(day))) return { kind: 'bad', reason: 'impossible_date' };
  const date = `${String(year).padStart(4, '0')}-${pad(month)}-${pad(Number(day))}`;
  if (hour === undefined) return { kind: 'date', date };
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59)
    return { kind: 'bad', reason: 'impossible_date' };
  return { kind: 'wall', wall: `${date}T${pad(Number(hour))}:${minute}:${second}.000000` };
}

function fromMicros(micros: bigint): TimeReading {
  const instant = instantOf(micros);
  return instant === null ? { kind: 'bad', reason: 'impossible_date' } : { kind: 'instant', instant };
}

/** Microseconds since 1970 of a canonical instant. */
export function microsOf(instant: string): bigint {
  const millis = Date.parse(`${instant.slice(0, 23)}Z`);
  return BigInt(millis) * 1000n + BigInt(instant.slice(23, 26));
}

/** The canonical text of microseconds since 1970; null outside the years 1 to 9999. */
export function instantOf(micros: bigint): string | null {
  const millis = micros / 1000n - (micros % 1000n < 0n ? 1n : 0n);
  const rest = micros - millis * 1000n;
  const date = new Date(Number(millis));
  const year = date.getUTCFullYear();
  if (Number.isNaN(year) || year < 1 || year > 9999) return null;
  return `${date.toISOString().slice(0, 23)}${String(rest).padStart(3, '0')}Z`;
}

/** Canonical text of a JavaScript date. */
export function instantOfDate(date: Date): string {
  return `${date.toISOString().slice(0, 23)}000Z`;
}

/** The service's clock as an answer says it; null: not said. */
export function clockOf({ headers }: { headers: Readonly<Record<string, string>> }): string | null {
  const date = Date.parse(headers['date'] ?? '');
  return Number.isNaN(date) ? null : instantOfDate(new Date(date));
}

/** In n8n, where no zone data is at hand, wall-clock times are read as UTC. */
export const UTC_ZONE_RULE: ZoneRule = (wall) => ({ instant: `${wall}Z`, note: null });

/**
 * Minutes of an interval `D HH:MM` as SympoQ writes it, a day counted as 24 hours (assumed: the vendor's page
 * does not say whether a day is a working day). null when unreadable.
 */
export function intervalMinutes(text: string): number | null {
  const parts = /^(\d{1,5}) (\d{1,2}):(\d{2})$/.exec(text.trim());
  if (!parts) return null;
  return Number(parts[1]) * 1440 + Number(parts[2]) * 60 + Number(parts[3]);
}

/** The calendar day of the midnight nearest to a canonical instant, in UTC. */
export function nearestMidnightDate(instant: string): string {
  const halfDay = 43_200_000_000n;
  return (instantOf(microsOf(instant) + halfDay) ?? instant).slice(0, 10);
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isPossible(year: number, month: number, day: number): boolean {
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= (month === 2 && isLeap ? 29 : (DAYS[month - 1] ?? 0));
}

function pad(number: number): string {
  return String(number).padStart(2, '0');
}
