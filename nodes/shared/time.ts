/** Times that a user gave: picked in the editor without a zone, or from an expression with one. */
import { VendorError } from '../../vendors/errors';
import { readTime } from '../../vendors/time';
import type { OperationRun } from './operation';
import { textIn } from './parameters';

const DAY_MS = 86_400_000;

/**
 * @param value what n8n hands over; without an offset it is a time of the workflow's zone, a day is its midnight
 * @returns a canonical instant; undefined when blank
 * @throws VendorError naming the parameter when it cannot be read
 */
export function instantGiven(run: OperationRun, value: unknown, displayName: string): string | undefined {
  const text = value instanceof Date ? value.toISOString() : textIn(isoOf(value));
  const reading = readTime(text);
  if (reading.kind === 'none') return undefined;
  if (reading.kind === 'instant') return reading.instant;
  if (reading.kind === 'wall') return placed(reading.wall.slice(0, 19), run.node.getTimezone());
  if (reading.kind === 'date') return placed(`${reading.date}T00:00:00`, run.node.getTimezone());
  throw new VendorError({
    code: 'bad_input',
    message: `"${displayName}" is not a time: ${text}`,
    remedy: 'Write it as 2026-12-24T17:00:00Z.',
  });
}

/** Expressions may give Luxon's objects, which become ISO text as JSON does it. */
function isoOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? JSON.parse(JSON.stringify(value)) : value;
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
