/** A sliding window: at most so many requests in any stretch of its length. */

export interface RequestWindow {
  /** 0 when the request may pass (and is counted), else the milliseconds until one may. */
  take(): number;
}

/** `now` in milliseconds of any clock that does not go back. */
export function createSlidingWindow(requests: number, windowMs: number, now: () => number): RequestWindow {
  /** A ring of the last `requests` instants, the oldest at `next`. */
  const taken: number[] = [];
  let next = 0;
  return {
    take: () => {
      const at = now();
      const oldest = taken[next];
      if (oldest !== undefined && taken.length === requests && at - oldest < windowMs) return windowMs - (at - oldest);
      taken[next] = at;
      next = (next + 1) % requests;
      return 0;
    },
  };
}
