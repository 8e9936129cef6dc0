/** When each ticket was last updated, looked up once: a filter by it must not compute a million tickets every time. */
import type { World } from '../world/world';

/** @returns epoch milliseconds by ticket index; -Infinity for a ticket that is gone */
export function updateTimes(world: World): (index: number) => number {
  let times = new Float64Array(0);
  let read = 0;
  return (index) => {
    if (times.length < world.size) {
      const longer = new Float64Array(world.size).fill(Number.NaN);
      longer.set(times);
      times = longer;
    }
    for (; read < world.touched.length; read += 1) times[world.touched[read] ?? 0] = Number.NaN;
    const known = times[index] ?? Number.NaN;
    if (!Number.isNaN(known)) return known;
    return (times[index] = world.ticket(index)?.updatedAt ?? -Infinity);
  };
}
