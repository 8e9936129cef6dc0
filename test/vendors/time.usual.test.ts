/** Instants as most services write them, and whatever comes close: against the calendar of JavaScript. */
import fc from 'fast-check';
import type { TimeReading } from '../../vendors/time';
import { readTime } from '../../vendors/time';
import { tries } from '../support/test-profile';

const two = (most: number) => fc.nat({ max: most }).map((number) => String(number).padStart(2, '0'));
const year = fc.oneof(
  fc.constantFrom('0000', '0001', '0002', '1900', '2000', '2023', '2024', '2100', '9999'),
  fc.integer({ min: 0, max: 9999 }).map((number) => String(number).padStart(4, '0')),
);
const written = fc.tuple(
  year,
  two(13),
  two(32),
  two(25),
  two(61),
  two(61),
  fc.constantFrom('', '.000', '.120', '.999'),
);
const usual = written.map(([y, mo, d, h, mi, s, fraction]) => `${y}-${mo}-${d}T${h}:${mi}:${s}${fraction}Z`);

/** A time that the calendar has is written back as it was read. */
function expected(text: string): TimeReading {
  if (text.startsWith('0001-01-01T00:00:00')) return { kind: 'none' };
  const seconds = text.slice(0, 19);
  const date = new Date(`${seconds}Z`);
  const isReal = !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 19) === seconds;
  if (!isReal || text.startsWith('0000')) return { kind: 'bad', reason: 'impossible_date' };
  const millis = text.length === 24 ? text.slice(20, 23) : '000';
  return { kind: 'instant', instant: `${seconds}.${millis}000Z` };
}

test('an instant of the calendar is read, any other date is impossible', () => {
  fc.assert(
    fc.property(usual, (text) => {
      expect(readTime(text)).toEqual(expected(text));
      // Blanks around it change nothing, and lead another way.
      expect(readTime(` ${text}\n`)).toEqual(expected(text));
    }),
    { numRuns: tries(3000, 100_000) },
  );
});

test('with any one sign of it changed it means what it means with blanks around', () => {
  const sign = fc.constantFrom('a', '/', ':', ';', '٣', '９', 'z', '+', '-', ' ', ',', '5', 'T', 't', '\u0000');
  fc.assert(
    fc.property(usual, fc.nat(), sign, (text, place, other) => {
      const at = place % text.length;
      const changed = `${text.slice(0, at)}${other}${text.slice(at + 1)}`;
      if (changed.trim() === changed) expect(readTime(changed)).toEqual(readTime(` ${changed}`));
    }),
    { numRuns: tries(3000, 100_000) },
  );
});
