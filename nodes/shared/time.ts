/** Times that a user gave: picked in the editor without a zone, or from an expression with one. */
import { readTime } from '../../vendors/time';
import { parseText, refuse } from './parameters';

const DAY_MS = 86_400_000;

/**
 * @param value what n8n hands over; without an offset it is a time of the zone, a day is its midnight
 * @param zone of the workflow
 * @returns a canonical instant; undefined when blank
 * @throws VendorError naming the parameter when it cannot be read
 */
export function instantIn(value: unknown, label: string, zone: string): string | undefined {
  const text = parseText(value, label);
  const reading = readTime(text);
  if (reading.kind === 'none') return undefined;
  if (reading.kind === 'instant') return reading.instant;
  if (reading.kind === 'wall') return placed(reading.wall.slice(0, 19), zone);
  if (reading.kind === 'date') return placed(`${reading.date}T00:00:00`, zone);
  return refuse(`"${label}" is not a time: ${text}`, 'Write it as 2026-12-24T17:00:00Z.');
}

/**
 * A day of the calendar has no zone: it is the one that was written, whatever time and offset stand behind it.
 * @returns `YYYY-MM-DD`; undefined when blank
 * @throws VendorError naming the parameter when it cannot be read
 */
export function dayIn(value: unknown, label: string): string | undefined {
  const text = parseText(value, label);
  const { kind } = readTime(text);
  if (text === undefined || kind === 'none') return undefined;
  const day = kind === 'bad' ? undefined : /^\d{4}-\d{2}-\d{2}(?=$|[T ])/.exec(text)?.[0];
  return day ?? refuse(`"${label}" is not a day: ${text}`, 'Write it as 2026-12-24.');
}

/**
 * A wall-clock time on the time line, as Temporal's rule `compatible` does it: of two the earlier one, and one that
 * a change of the clock skips as far behind it as it was meant to be.
 * @param wall `YYYY-MM-DDTHH:MM:SS`
 */
function placed(wall: string, zone: string): string {
  const asUtc = Date.parse(`${wall}Z`);
  const before = asUtc - offsetAt(asUtc - DAY_MS, zone);
  const after = asUtc - offsetAt(asUtc + DAY_MS, zone);
  const fits = (at: number): boolean => at + offsetAt(at, zone) === asUtc;
  const at = !fits(before) && fits(after) ? after : before;
  return new Date(at).toISOString().replace('.000Z', '.000000Z');
}

/** Milliseconds by which the zone is ahead of UTC at an instant. */
function offsetAt(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(at);
  const part = (type: string): number => Number(parts.find((each) => each.type === type)?.value);
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return wall - Math.floor(at / 1000) * 1000;
}
