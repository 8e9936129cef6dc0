import { fromZonedTime } from 'date-fns-tz';
import fc from 'fast-check';
import { byCodePoint, foldedTags } from '../../etl/src/load/tags';
import { zoneRule } from '../../etl/src/mapping/zone-rule';

describe('wall-clock time of a zone', () => {
  test.each([
    // An ordinary time; before and after a change of the clock; zones of odd offsets.
    ['2026-03-01T10:00:00.123456', 'Europe/Berlin', '2026-03-01T09:00:00.123456Z', null],
    ['2026-03-29T01:59:59.999999', 'Europe/Berlin', '2026-03-29T00:59:59.999999Z', null],
    ['2026-03-29T03:00:00.000000', 'Europe/Berlin', '2026-03-29T01:00:00.000000Z', null],
    ['2026-07-01T00:00:00.000000', 'Asia/Kathmandu', '2026-06-30T18:15:00.000000Z', null],
    ['1900-01-01T00:00:00.000000', 'UTC', '1900-01-01T00:00:00.000000Z', null],
    // Twice: the earlier instant.
    ['2026-10-25T02:30:00.000000', 'Europe/Berlin', '2026-10-25T00:30:00.000000Z', 'ambiguous_time'],
    ['2026-11-01T01:30:00.000000', 'America/New_York', '2026-11-01T05:30:00.000000Z', 'ambiguous_time'],
    ['2026-04-05T01:45:00.000000', 'Australia/Lord_Howe', '2026-04-04T14:45:00.000000Z', 'ambiguous_time'],
    // Never: forward by the gap, an hour, half an hour, a whole day.
    ['2026-03-29T02:30:00.000001', 'Europe/Berlin', '2026-03-29T01:30:00.000001Z', 'nonexistent_time'],
    ['2026-10-04T02:15:00.000000', 'Australia/Lord_Howe', '2026-10-03T15:45:00.000000Z', 'nonexistent_time'],
    ['2011-12-30T12:00:00.000000', 'Pacific/Apia', '2011-12-30T22:00:00.000000Z', 'nonexistent_time'],
  ])('%s in %s is %s (%s)', (wall, zone, instant, note) => {
    expect(zoneRule(wall, zone)).toEqual({ instant, note });
  });

  // The second library leans on the machine's own zone: it is right where that is UTC.
  const inUtc = Intl.DateTimeFormat().resolvedOptions().timeZone.endsWith('UTC');
  (inUtc ? test : test.skip)('agrees with a second library on times that are neither doubled nor missing', () => {
    const zones = ['Europe/London', 'America/New_York', 'America/Sao_Paulo', 'Asia/Tokyo', 'Africa/Cairo'];
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1995-01-01T00:00:00Z'), max: new Date('2025-12-31T00:00:00Z'), noInvalidDate: true }),
        fc.constantFrom(...zones),
        (date, zone) => {
          const wall = date.toISOString().slice(0, 23);
          const placed = zoneRule(`${wall}000`, zone);
          fc.pre(placed.note === null);
          expect(placed.instant).toBe(`${fromZonedTime(wall, zone).toISOString().slice(0, 23)}000Z`);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('is placed fast enough for millions', () => {
    const begun = performance.now();
    for (let index = 0; index < 50_000; index += 1) {
      zoneRule(`2026-0${1 + (index % 9)}-1${index % 10}T1${index % 10}:30:00.000000`, 'Europe/Paris');
    }
    expect(performance.now() - begun).toBeLessThan(5000);
  });
});

describe('tags', () => {
  test('are folded, deduplicated and sorted by code point', () => {
    expect(foldedTags([' b', 'B', 'a ', '', '  ', '\uFF5A', '😀', 'É', 'e\u0301'])).toEqual([
      { tag: 'a', label: 'a' },
      { tag: 'b', label: 'B' },
      { tag: 'é', label: 'e\u0301' },
      { tag: '\uFF5A', label: '\uFF5A' },
      { tag: '😀', label: '😀' },
    ]);
  });

  test('sort as code points do', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        expect(Math.sign(byCodePoint(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
      }),
    );
  });
});
