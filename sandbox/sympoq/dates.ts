/** The forms in which SympoQ writes times. */

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const formats = new Map<string, Intl.DateTimeFormat>();

/** `2024-09-05T14:20:54Z`; null stays null. */
export function utcSeconds(at: number | null): string | null {
  return at === null ? null : `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** `2024-09-13T13:50:47.518036000+02:00`: nine digits and the zone's offset. */
export function withNanoseconds(at: number, timeZone: string): string {
  const wall = wallClock(at, timeZone);
  const minutes = Math.round((wall - Math.floor(at / 1000) * 1000) / 60_000);
  const sign = minutes < 0 ? '-' : '+';
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  const fraction = String(((at % 1000) + 1000) % 1000).padStart(3, '0');
  return `${new Date(wall).toISOString().slice(0, 19)}.${fraction}036000${sign}${pad(hours)}:${pad(rest)}`;
}

/** `05-SEP-22 16:25`, a wall-clock time of the account. `date` is `YYYY-MM-DD`. */
export function oracleDate(date: string, time = '00:00'): string {
  const [year = '', month = '', day = ''] = date.split('-');
  return `${day}-${MONTHS[Number(month) - 1] ?? ''}-${year.slice(2)} ${time}`;
}

/** `15-Sep-22 17:49`: the account's own format in the event log. */
export function logDate(at: number, timeZone: string): string {
  const wall = new Date(wallClock(at, timeZone)).toISOString();
  const [day, month, year] = oracleDate(wall.slice(0, 10)).slice(0, 9).split('-');
  const name = month === undefined ? '' : month.charAt(0) + month.slice(1).toLowerCase();
  return `${day}-${name}-${year} ${wall.slice(11, 16)}`;
}

/** `YYYY-MM-DD` of a date in Oracle's or ISO form; null for anything else. */
export function dateOf(text: string): string | null {
  if (/^\d{4}-\d{2}-\d{2}/.test(text)) return text.slice(0, 10);
  const parts = /^(\d{2})-([A-Z]{3})-(\d{2})\b/i.exec(text);
  const month = MONTHS.indexOf((parts?.[2] ?? '').toUpperCase()) + 1;
  return parts && month > 0 ? `20${parts[3]}-${pad(month)}-${parts[1]}` : null;
}

/** `2 00:24`: days, hours, minutes. */
export function interval(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  return `${Math.floor(minutes / 1440)} ${pad(Math.floor((minutes % 1440) / 60))}:${pad(minutes % 60)}`;
}

/** The wall clock of a zone, as if it were UTC; whole seconds, epoch ms. */
function wallClock(at: number, timeZone: string): number {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(timeZone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function pad(number: number): string {
  return String(number).padStart(2, '0');
}
