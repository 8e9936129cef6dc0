/** Times that a user gives. */
import { dayIn, instantIn } from '../../nodes/shared/time';

const given = (value: unknown, zone = 'UTC') => instantIn(value, 'Due Date', zone);

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

it.each([
  ['2026-12-24', '2026-12-24'],
  [' 2026-12-24T00:00:00 ', '2026-12-24'],
  ['2026-12-24T23:30:00-11:00', '2026-12-24'],
  ['2026-12-24T00:30:00.000+14:00', '2026-12-24'],
  [{ toJSON: () => '2026-12-24T00:00:00.000+01:00' }, '2026-12-24'],
  ['', undefined],
  [null, undefined],
])('the day of %j is the one that was written', (value, day) => {
  expect(dayIn(value, 'Expected Date')).toBe(day);
});

it.each(['soon', '2026-02-30', '24.12.2026', '20261224'])(
  'refuses the day %s by the name of the parameter',
  (value) => {
    expect(() => dayIn(value, 'Expected Date')).toThrow(`"Expected Date" is not a day: ${value}`);
  },
);
