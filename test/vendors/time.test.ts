import { instantOf, intervalMinutes, microsOf, nearestMidnightDate, readTime } from '../../vendors/time';

const instant = (text: string) => ({ kind: 'instant', instant: text });

describe('reading a time', () => {
  it.each([
    ['2026-03-01T09:12:44Z', '2026-03-01T09:12:44.000000Z'],
    ['2026-03-01T09:12:44.120Z', '2026-03-01T09:12:44.120000Z'],
    ['2026-03-01T09:12:44.1234567Z', '2026-03-01T09:12:44.123456Z'],
    ['2026-03-01T09:12:44.123456789+01:00', '2026-03-01T08:12:44.123456Z'],
    ['2025-03-01T09:00:00+0000', '2025-03-01T09:00:00.000000Z'],
    ['2025-03-01T00:30:00+05:45', '2025-02-28T18:45:00.000000Z'],
    ['2025-12-31T23:30:00-01:00', '2026-01-01T00:30:00.000000Z'],
    ['2025-03-01 09:00z', '2025-03-01T09:00:00.000000Z'],
    ['/Date(1740819600123)/', '2025-03-01T09:00:00.123000Z'],
    ['1969-12-31T23:59:59.999999Z', '1969-12-31T23:59:59.999999Z'],
  ])('%s is the instant %s', (text, expected) => {
    expect(readTime(text)).toEqual(instant(expected));
  });

  it('reads Unix seconds', () => {
    expect(readTime(1740819600)).toEqual(instant('2025-03-01T09:00:00.000000Z'));
    expect(readTime(-1)).toEqual(instant('1969-12-31T23:59:59.000000Z'));
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 1e308, -1e15])('%p seconds are no date', (seconds) => {
    expect(readTime(seconds)).toEqual({ kind: 'bad', reason: 'impossible_date' });
  });

  it.each([
    ['2001-01-01T12:00:00', '2001-01-01T12:00:00.000000'],
    ['2025-03-01T10:00:00.25', '2025-03-01T10:00:00.250000'],
    ['05-SEP-22 16:25', '2022-09-05T16:25:00.000000'],
    ['15-Sep-22 17:49', '2022-09-15T17:49:00.000000'],
    ['1-Jan-70 00:00', '1970-01-01T00:00:00.000000'],
    ['1-Jan-69 00:00', '2069-01-01T00:00:00.000000'],
  ])('%s is the wall-clock time %s', (text, expected) => {
    expect(readTime(text)).toEqual({ kind: 'wall', wall: expected });
  });

  it('reads plain dates', () => {
    expect(readTime('2024-02-29')).toEqual({ kind: 'date', date: '2024-02-29' });
    expect(readTime('29-FEB-24')).toEqual({ kind: 'date', date: '2024-02-29' });
  });

  it.each([null, undefined, '', '  ', '0001-01-01T00:00:00', '0001-01-01T00:00:00Z'])('%p is no time', (value) => {
    expect(readTime(value)).toEqual({ kind: 'none' });
  });

  it.each([
    '2026-02-30',
    '2026-02-30T00:00:00Z',
    '2023-02-29T01:00:00',
    '30-FEB-22 10:00',
    '2026-13-01',
    '2026-01-01T25:00:00Z',
  ])('%s is never rolled over', (text) => {
    expect(readTime(text)).toEqual({ kind: 'bad', reason: 'impossible_date' });
  });

  it.each(['yesterday', '03/04/2025', '2026-01', {}, [], true])('%p is not guessed', (value) => {
    expect(readTime(value)).toEqual({ kind: 'bad', reason: 'unreadable_time' });
  });
});

it('turns microseconds to text and back, before and after 1970', () => {
  for (const text of [
    '1969-12-31T23:59:59.999999Z',
    '0001-01-01T00:00:00.000000Z',
    '9999-12-31T23:59:59.999999Z',
    '2026-11-22T10:31:00.000001Z',
  ]) {
    expect(instantOf(microsOf(text))).toBe(text);
  }
  expect(instantOf(microsOf('9999-12-31T23:59:59.999999Z') + 1n)).toBeNull();
});

it('reads intervals of days, hours and minutes', () => {
  expect(intervalMinutes('2 00:24')).toBe(2904);
  expect(intervalMinutes('7 01:26')).toBe(10166);
  expect(intervalMinutes('soon')).toBeNull();
});

it('keeps a calendar day that was stored as midnight somewhere', () => {
  expect(nearestMidnightDate('2026-03-04T00:00:00.000000Z')).toBe('2026-03-04');
  expect(nearestMidnightDate('2026-03-04T05:00:00.000000Z')).toBe('2026-03-04');
  expect(nearestMidnightDate('2026-03-03T22:00:00.000000Z')).toBe('2026-03-04');
});
