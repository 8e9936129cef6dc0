/** Business time as the oracle reckons it: the offices of all worlds open on weekdays from nine to five. */
import type { Micros } from './time';
import { DAY, MINUTE, instantOfWall, microsOf, shownDay } from './time';

export const OPEN = { from: 9 * 60, to: 17 * 60 };
export const CLOSED_DAY = '2026-05-01';

/** Whole open minutes between two instants, as text; null where there are none around the clock. */
export function businessMinutes(from: Micros | null, to: Micros | null, zone: string): string | null {
  if (from === null || to === null || to < from) return null;
  let open = 0;
  const last = shownDay(to, zone) ?? '';
  for (let day = shownDay(from, zone) ?? last; day <= last; day = dayAfter(day)) {
    const midnight = microsOf(`${day}T00:00:00Z`);
    const weekday = new Date(midnight / 1000).getUTCDay();
    if (weekday === 0 || weekday === 6 || day === CLOSED_DAY) continue;
    const opens = instantOfWall(midnight + OPEN.from * MINUTE, zone);
    const closes = instantOfWall(midnight + OPEN.to * MINUTE, zone);
    open += Math.max(0, Math.min(to, closes) - Math.max(from, opens));
  }
  return String(Math.floor(open / MINUTE));
}

function dayAfter(day: string): string {
  return new Date((microsOf(`${day}T00:00:00Z`) + DAY) / 1000).toISOString().slice(0, 10);
}
