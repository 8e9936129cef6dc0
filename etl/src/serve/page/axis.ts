/** Where the axes of a chart have lines, and what stands there. Pure. */
import { short } from './format';

const DAY_S = 86_400;
/** From the first day on, for less than a year: `7 Sept` stands on an axis once. */
const DAY_STEPS = [1, 2, 4, 7, 14, 28];
/** Beyond, ticks stand on the first days of months. */
const MONTH_STEPS = [1, 2, 3, 6, 12, 24, 48, 96, 192];

/** Ascending: the chart library searches them by halves. */
export const COUNT_STEPS = Array.from({ length: 9 }, (_, tens) => [1, 2, 5].map((first) => first * 10 ** tens)).flat();

/** In hours, ascending. */
export const HOUR_STEPS = [
  1 / 60,
  1 / 12,
  0.25,
  0.5,
  1,
  2,
  4,
  6,
  12,
  24,
  48,
  120,
  240,
  480,
  1200,
  2400,
  4800,
  12_000,
  24_000,
];

/**
 * @param from epoch seconds of a day's midnight
 * @param most ticks that have room
 * @returns epoch seconds, within the two
 */
export function dayTicks(from: number, to: number, most: number): number[] {
  const days = (to - from) / DAY_S;
  const step = DAY_STEPS.find((one) => days < 365 && Math.floor(days / one) < most);
  if (step !== undefined)
    return Array.from({ length: Math.floor(days / step) + 1 }, (_, at) => from + at * step * DAY_S);
  const months = MONTH_STEPS.map((one) => firstsOfMonths(from, to, one));
  return months.find(({ length }) => length > 0 && length <= most) ?? [from];
}

/** First days of every so many months, counted from January. */
function firstsOfMonths(from: number, to: number, step: number): number[] {
  const begin = new Date(from * 1000);
  const first = Math.ceil((begin.getUTCFullYear() * 12 + begin.getUTCMonth()) / step) * step;
  const ticks: number[] = [];
  for (let month = first; ; month += step) {
    const tick = Date.UTC(Math.floor(month / 12), month % 12) / 1000;
    if (tick > to) return ticks;
    if (tick >= from) ticks.push(tick);
  }
}

/** `7 Sept`; `Oct 2026` where all are first days of months, and `2026` of years. @param ticks of dayTicks */
export function dayLabels(ticks: readonly number[]): string[] {
  const dates = ticks.map((seconds) => new Date(seconds * 1000));
  const areMonths = dates.length > 1 && dates.every((date) => date.getUTCDate() === 1);
  const areYears = areMonths && dates.every((date) => date.getUTCMonth() === 0);
  const looks: Intl.DateTimeFormatOptions = areYears
    ? { year: 'numeric' }
    : areMonths
      ? { month: 'short', year: 'numeric' }
      : { day: 'numeric', month: 'short' };
  const format = new Intl.DateTimeFormat('en-GB', { ...looks, timeZone: 'UTC' });
  return dates.map((date) => format.format(date));
}

/** One unit for the whole axis: `0.5 days`, `1 day`, `1.5 days`. @param ticks hours, from 0 on */
export function hourLabels(ticks: readonly number[]): string[] {
  const top = ticks.at(-1) ?? 0;
  const step = (ticks[1] ?? 0) - (ticks[0] ?? 0);
  return ticks.map((value) => {
    if (value === 0) return '0';
    if (top >= 48) return value === 24 ? '1 day' : `${short(value / 24)} days`;
    return step >= 0.5 ? `${short(value)} h` : `${Math.round(value * 60)} min`;
  });
}
