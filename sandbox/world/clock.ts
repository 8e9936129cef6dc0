/** The sandbox's clock: one for all services, can be set, moved and stopped. Epoch milliseconds. */

/** A Monday morning, for those who want a world that is the same today and in a year. */
export const FIXED_NOW = Date.UTC(2026, 10, 2, 9, 0, 0);

export interface ClockSetting {
  now?: number;
  advanceMs?: number;
  frozen?: boolean;
}

export interface SandboxClock {
  now(): number;
  isFrozen(): boolean;
  /** now first, then advanceMs, then frozen. */
  set(setting: ClockSetting): void;
}

/**
 * A clock that is to stand still stands at `start` to the millisecond: stopped later, it would have gone on meanwhile.
 * @param start epoch milliseconds
 * @param elapsed counts real milliseconds from any origin and never goes back
 */
export function createClock(
  start: number,
  isFrozen = false,
  elapsed: () => number = () => performance.now(),
): SandboxClock {
  let base = start;
  let since = elapsed();
  let frozen = isFrozen;
  const now = (): number => (frozen ? base : Math.floor(base + elapsed() - since));
  return {
    now,
    isFrozen: () => frozen,
    set: (setting) => {
      base = (setting.now ?? now()) + (setting.advanceMs ?? 0);
      since = elapsed();
      frozen = setting.frozen ?? frozen;
    },
  };
}
