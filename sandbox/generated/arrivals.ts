/**
 * When tickets arrive: the n-th of N stands where the summed expected rate reaches (n + jitter) / N, so that creation
 * ascends with the index, and a date is found by binary search. The rate follows the local hour and weekday of several
 * zones, a season, growth, restless days and outages.
 */
import { chance, position } from '../random';
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
  const offsets = offsetsNear(start);

  const localRate = (zone: number, instant: number): number => {
    const day = Math.floor((instant - start) / DAY);
    const local = new Date(instant + (offsets[zone]?.[day] ?? 0) * HOUR);
    return (ZONES[zone]?.share ?? 0) * (WEEKLY[local.getUTCDay()] ?? 1) * (HOURLY[local.getUTCHours()] ?? 1);
  };

  const rate = (hour: number): number => {
    const instant = start + hour * HOUR;
    const day = Math.floor(hour / 24);
    let sum = 0;
    for (let zone = 0; zone < ZONES.length; zone++) sum += localRate(zone, instant);
    const growth = 0.75 + (0.5 * hour) / hours;
    const restless = 0.75 + 0.5 * chance(seed, day, PURPOSE.restless);
    const outageAt = 7 + Math.floor(10 * chance(seed, day, PURPOSE.outageHour));
    const isOutage = chance(seed, day, PURPOSE.outage) < 1 / 60 && Math.abs((hour % 24) - outageAt) <= 1;
    return sum * growth * restless * (SEASONAL[new Date(instant).getUTCMonth()] ?? 1) * (isOutage ? 6 : 1);
  };

  const reached = new Float64Array(hours + 1);
  for (let hour = 0; hour < hours; hour++) reached[hour + 1] = (reached[hour] ?? 0) + rate(hour);
  const total = reached[hours] ?? 1;

  return {
    createdAt: (index) => {
      const wanted = ((index + chance(seed, index, PURPOSE.jitter)) / tickets) * total;
      let low = 0;
      let high = hours - 1;
      while (low < high) {
        const middle = (low + high + 1) >>> 1;
        if ((reached[middle] ?? 0) <= wanted) low = middle;
        else high = middle - 1;
      }
      const from = reached[low] ?? 0;
      const within = (wanted - from) / ((reached[low + 1] ?? total) - from);
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

/** Asking the zones is the slow part, and all worlds of a sandbox end at the same time: the last answer is kept. */
let known: { start: number; offsets: Float64Array[] } | undefined;

function offsetsNear(start: number): Float64Array[] {
  if (known?.start !== start) known = { start, offsets: ZONES.map(({ name }) => offsetsOf(name, start, WORLD_DAYS)) };
  return known.offsets;
}
