/** The charts of the status page without a browser: their axes, and what they say. */
import fc from 'fast-check';
import { COUNT_STEPS, HOUR_STEPS, dayLabels, dayTicks, hourLabels } from '../../etl/src/serve/page/axis';
import { sentence } from '../../etl/src/serve/page/chart';
import { isUnfinished } from '../../etl/src/serve/page/figures';

const DAY_S = 86_400;
/** Room above the days, in pixels, and what uPlot asks for between two lines. */
const HEIGHT = 170;
const LEAST_SPACE = 30;

describe('the axis of values', () => {
  it.each([
    ['counts', COUNT_STEPS],
    ['hours', HOUR_STEPS],
  ])('steps of %s ascend: uPlot searches them by halves', (_name, steps) => {
    expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
  });

  it('has a scale whatever the highest value is', () => {
    const lines = (steps: readonly number[], top: number): number =>
      Math.floor(top / (steps.find((step) => (HEIGHT * step) / top >= LEAST_SPACE) ?? Infinity));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000_000 }), (tickets) => {
        expect(lines(COUNT_STEPS, tickets * 1.08)).toBeGreaterThanOrEqual(tickets < 3 ? 1 : 2);
      }),
    );
    fc.assert(
      fc.property(fc.double({ min: 1 / 60, max: 50_000, noNaN: true }), (hours) => {
        expect(lines(HOUR_STEPS, hours * 1.08)).toBeGreaterThanOrEqual(1);
      }),
    );
  });

  it('counts hours in one unit', () => {
    expect(hourLabels([0, 12, 24, 36, 48, 60])).toEqual(['0', '0.5 days', '1 day', '1.5 days', '2 days', '2.5 days']);
    expect(hourLabels([0, 0.5, 1, 1.5])).toEqual(['0', '0.5 h', '1 h', '1.5 h']);
    expect(hourLabels([0, 0.25, 0.5, 0.75, 1, 1.25])).toEqual(['0', '15 min', '30 min', '45 min', '60 min', '75 min']);
    expect(hourLabels([])).toEqual([]);
  });
});

describe('the axis of days', () => {
  const labels = (from: string, to: string, most: number): string[] =>
    dayLabels(dayTicks(Date.parse(from) / 1000, Date.parse(to) / 1000, most));

  it('names the same place once, on a phone too', () => {
    // 28 days after 2 November is still in November.
    expect(labels('2026-09-07', '2026-11-30', 4)).toEqual(['7 Sept', '5 Oct', '2 Nov', '30 Nov']);
    expect(labels('2025-12-01', '2026-11-30', 4)).toEqual(['Jan 2026', 'Apr 2026', 'Jul 2026', 'Oct 2026']);
    expect(labels('2017-01-02', '2026-11-30', 4)).toEqual(['2020', '2024']);
    expect(labels('2026-11-30', '2026-11-30', 4)).toEqual(['30 Nov']);
  });

  it('keeps to the room and the days that are shown', () => {
    const day = fc.integer({ min: 10_000, max: 30_000 });
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 4000 }), fc.integer({ min: 1, max: 20 }), (first, span, most) => {
        const [from, to] = [first * DAY_S, (first + span) * DAY_S];
        const ticks = dayTicks(from, to, most);
        expect(ticks.length).toBeGreaterThanOrEqual(most >= 3 && span >= 2 ? 2 : 1);
        expect(ticks.length).toBeLessThanOrEqual(most);
        expect(ticks).toEqual([...new Set(ticks)].sort((a, b) => a - b));
        expect(ticks.every((tick) => tick >= from && tick <= to && tick % DAY_S === 0)).toBe(true);
        expect(new Set(dayLabels(ticks)).size).toBe(ticks.length);
      }),
    );
  });
});

it('the last day is not over, nor is its week', () => {
  const sunday = { last: '2026-11-29' };
  expect(isUnfinished('2026-11-29', 'day', sunday)).toBe(true);
  expect(isUnfinished('2026-11-28', 'day', sunday)).toBe(false);
  expect(isUnfinished('2026-11-23', 'week', sunday)).toBe(true);
  expect(isUnfinished('2026-11-16', 'week', sunday)).toBe(false);
  expect(isUnfinished('2026-11-23', 'week', { last: '2026-11-30' })).toBe(false);
});

describe('a chart is told as a sentence', () => {
  const days = ['2026-03-02', '2026-03-03', '2026-03-04'];
  const say = (value: number | null): string => String(value);
  const lines = [
    { name: 'Open', place: 'first', values: [3, 9, 4] },
    { name: 'Rest', place: 'second', values: [null, null, null] },
  ] as const;
  const drawing = { days, dayPrefix: '', lines, say, isCount: true, isLastUnfinished: false, empty: '' };

  it('with its first, last and highest value', () => {
    expect(sentence(drawing)).toBe('Mon, 2 Mar 2026 to Wed, 4 Mar 2026. Open: first 3, last 4, highest 9. Rest: none.');
  });

  it('and the day that is not over apart: it is no fall', () => {
    expect(sentence({ ...drawing, isLastUnfinished: true })).toBe(
      'Mon, 2 Mar 2026 to Tue, 3 Mar 2026. Open: first 3, last 9, highest 9. Rest: none. Wed, 4 Mar 2026, not over yet: Open 4.',
    );
    const alone = lines.map((line) => ({ ...line, values: line.values.slice(2) }));
    expect(sentence({ ...drawing, days: ['2026-03-04'], lines: alone, isLastUnfinished: true })).toBe(
      'Wed, 4 Mar 2026, not over yet: Open 4.',
    );
  });
});
