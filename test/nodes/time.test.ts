/** Times that a user gives. */
import { instantGiven } from '../../nodes/shared/time';
import type { OperationRun } from '../../nodes/shared/operation';
import { posing } from './support/authenticated';

const given = (value: unknown, zone = 'UTC') =>
  instantGiven(posing<OperationRun>({ node: { getTimezone: () => zone }, item: 0 }), value, 'Due Date');

it.each([
  ['2026-12-24T17:00:00Z', 'Asia/Tokyo', '2026-12-24T17:00:00.000000Z'],
  ['2026-12-24T17:00:00+05:30', 'Asia/Tokyo', '2026-12-24T11:30:00.000000Z'],
  ['2026-12-24T17:00:00', 'UTC', '2026-12-24T17:00:00.000000Z'],
  ['2026-12-24T17:00:00', 'Asia/Kolkata', '2026-12-24T11:30:00.000000Z'],
  ['2026-12-24 17:00', 'Pacific/Apia', '2026-12-24T04:00:00.000000Z'],
  ['2026-12-24', 'America/New_York', '2026-12-24T05:00:00.000000Z'],
  ['2026-07-01T00:00:00', 'America/New_York', '2026-07-01T04:00:00.000000Z'],
  // The hour that comes twice is the first one; the hour that is skipped is as far behind the change.
  ['2026-10-25T02:30:00', 'Europe/Berlin', '2026-10-25T00:30:00.000000Z'],
  ['2026-03-29T02:30:00', 'Europe/Berlin', '2026-03-29T01:30:00.000000Z'],
  ['2026-03-29T03:30:00', 'Europe/Berlin', '2026-03-29T01:30:00.000000Z'],
  ['2026-10-25T03:00:00', 'Europe/Berlin', '2026-10-25T02:00:00.000000Z'],
])('%s in %s is %s', (value, zone, instant) => {
  expect(given(value, zone)).toBe(instant);
});

it('takes dates of JavaScript and what writes itself as ISO text', () => {
  expect(given(new Date(0))).toBe('1970-01-01T00:00:00.000000Z');
  expect(given({ toJSON: () => '2026-12-24T17:00:00.000+01:00' })).toBe('2026-12-24T16:00:00.000000Z');
});

it.each([undefined, null, '', ' '])('has no time for %j', (value) => {
  expect(given(value)).toBeUndefined();
});

it.each(['soon', '2026-02-30', '17:00'])('refuses %s by the name of the parameter', (value) => {
  expect(() => given(value)).toThrow(`"Due Date" is not a time: ${value}`);
});
