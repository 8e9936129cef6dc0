/**
 * When tickets arrive: the n-th of N stands where the summed expected rate reaches (n + jitter) / N, so that creation
 * ascends with the index, and a date is found by binary search. The rate follows the local hour and weekday of several
 * zones, a season, growth, restless days and outages.
 */
import { chance, position } from '../world/random';
import { offsetsOf, ZONES } from './zones';

export interface Arrivals {
  /** Epoch milliseconds, whole seconds, ascending, before the end. */
  createdAt(index: number): number;
  /** The zone (position in ZONES) of a ticket that arrived then; `share` in [0, 1). */
  zoneAt(instant: number, share: number): number;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const WORLD_DAYS = 1096;
/** 1 January 1970, as WEEKLY counts. */
const THURSDAY = 4;

/** By local hour from midnight. */
const HOURLY = [2, 1, 1, 1, 1, 2, 6, 18, 52, 88, 100, 92, 60, 66, 90, 86, 74, 52, 26, 14, 10, 8, 5, 3];
/** From Sunday. */
const WEEKLY = [0.16, 1.25, 1.14, 1.05, 1, 0.86, 0.22];
/** From January: quiet in August and at the end of the year. */
const SEASONAL = [1.08, 1.04, 1.02, 1, 0.97, 1, 0.88, 0.72, 1.1, 1.08, 1.02, 0.78];

const PURPOSE = { restless: 1, outage: 2, outageHour: 3, jitter: 4 };

export function createArrivals(seed: number, tickets: number, end: number): Arrivals {
  const start = Math.floor(end / DAY) * DAY - (WORLD_DAYS - 1) * DAY;
  const hours = Math.max(1, Math.ceil((end - start) / HOUR));
  const { localRate, expected } = usualRates(start, hours);

  /** Restlessness of a day, and the hour around which an outage is; NaN without one. */
  const dayOf = (day: number): { restless: number; outageAt: number; season: number } => ({
    restless: 0.75 + 0.5 * chance(seed, day, PURPOSE.restless),
    outageAt:
      chance(seed, day, PURPOSE.outage) < 1 / 60 ? 7 + Math.floor(10 * chance(seed, day, PURPOSE.outageHour)) : NaN,
    season: SEASONAL[new Date(start + day * DAY).getUTCMonth()] ?? 1,
  });

  const reached = new Float64Array(hours + 1);
  let today = dayOf(0);
  for (let hour = 0; hour < hours; hour++) {
    if (hour % 24 === 0) today = dayOf(hour / 24);
    const isOutage = Math.abs((hour % 24) - today.outageAt) <= 1;
    const rate = (expected[hour] ?? 0) * today.restless * today.season * (isOutage ? 6 : 1);
    reached[hour + 1] = (reached[hour] ?? 0) + rate;
  }
  const total = reached[hours] ?? 1;

  return {
    createdAt: (index) => {
      const target = ((index + chance(seed, index, PURPOSE.jitter)) / tickets) * total;
      let low = 0;
      let high = hours - 1;
      while (low < high) {
        const middle = (low + high + 1) >>> 1;
        if ((reached[middle] ?? 0) <= target) low = middle;
        else high = middle - 1;
      }
      const from = reached[low] ?? 0;
      const within = (target - from) / ((reached[low + 1] ?? total) - from);
      const instant = start + (low + within) * HOUR;
      return Math.min(Math.floor(instant / 1000), Math.floor((end - 1) / 1000)) * 1000;
    },
    zoneAt: (instant, share) => {
      const cumulative: number[] = [];
      let sum = 0;
      for (let zone = 0; zone < ZONES.length; zone++) cumulative.push((sum += localRate(zone, instant)));
      return position(cumulative, share * sum);
    },
  };
}

interface UsualRates {
  localRate(zone: number, instant: number): number;
  /** Of all zones, growth included, by hour from the start. */
  expected: Float64Array;
}

/** Asking the zones and summing is the slow part, and all worlds of a sandbox end at the same time: it is kept. */
let known: { start: number; hours: number; rates: UsualRates } | undefined;

function usualRates(start: number, hours: number): UsualRates {
  if (known?.start !== start || known.hours !== hours) known = { start, hours, rates: ratesFrom(start, hours) };
  return known.rates;
}

function ratesFrom(start: number, hours: number): UsualRates {
  const offsets = ZONES.map(({ name }) => offsetsOf(name, start, WORLD_DAYS));
  const localRate = (zone: number, instant: number): number => {
    const day = Math.floor((instant - start) / DAY);
    const local = instant + (offsets[zone]?.[day] ?? 0) * HOUR;
    const localDay = Math.floor(local / DAY);
    const weekday = (((THURSDAY + localDay) % 7) + 7) % 7;
    const hour = Math.floor((local - localDay * DAY) / HOUR);
    return (ZONES[zone]?.share ?? 0) * (WEEKLY[weekday] ?? 1) * (HOURLY[hour] ?? 1);
  };
  const expected = new Float64Array(hours);
  for (let hour = 0; hour < hours; hour++) {
    let sum = 0;
    for (let zone = 0; zone < ZONES.length; zone++) sum += localRate(zone, start + hour * HOUR);
    expected[hour] = sum * (0.75 + (0.5 * hour) / hours);
  }
  return { localRate, expected };
}
