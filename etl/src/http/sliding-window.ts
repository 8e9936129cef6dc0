/** Budgets of requests in a sliding window of time. Pure: the clock is handed in with every question. */

/** At most `requests` in any `windowMs`; a burst up to the budget is allowed, no even pace is forced. */
export class SlidingWindow {
  /** Times of the requests in the window, oldest first. */
  private sent: number[] = [];

  constructor(private readonly windowMs: number) {}

  /** How long until one more fits into a budget of `requests`; 0 = now. */
  waitMs(now: number, requests: number): number {
    this.forget(now);
    if (this.sent.length < requests) return 0;
    const oldestThatBlocks = this.sent[this.sent.length - requests] ?? now;
    return oldestThatBlocks + this.windowMs - now;
  }

  add(now: number): void {
    this.forget(now);
    this.sent.push(now);
  }

  /** What was added at `from` counts from now on. */
  onClockChange(from: number, now: number): void {
    const at = this.sent.indexOf(from);
    if (at !== -1) this.sent.splice(at, 1);
    this.add(now);
  }

  count(now: number): number {
    this.forget(now);
    return this.sent.length;
  }

  private forget(now: number): void {
    // A clock that was set back: what lies ahead of it was sent at the latest now.
    if ((this.sent.at(-1) ?? now) > now) this.sent = this.sent.map((time) => Math.min(time, now));
    const first = this.sent.findIndex((time) => time > now - this.windowMs);
    this.sent = first === -1 ? [] : first === 0 ? this.sent : this.sent.slice(first);
  }
}

/** Requests of one minute, as they are remembered from run to run. */
export interface MinuteUsage {
  /** Epoch minutes. */
  minute: number;
  requests: number;
}

const MINUTE_MS = 60_000;

/** The same over hours and days, counted by the minute: never more than the budget, at most a minute too careful. */
export class LongWindow {
  constructor(
    readonly windowMs: number,
    readonly requests: number,
  ) {}

  /** How long until one more fits; 0 = now. */
  waitMs(now: number, spent: readonly MinuteUsage[]): number {
    const inside = spent.filter(({ minute }) => leavesAt(minute, this.windowMs) > now);
    let left = inside.reduce((sum, { requests }) => sum + requests, 0);
    if (left < this.requests) return 0;
    for (const { minute, requests } of [...inside].sort((a, b) => a.minute - b.minute)) {
      left -= requests;
      if (left < this.requests) return leavesAt(minute, this.windowMs) - now;
    }
    return this.windowMs;
  }
}

/** The last request of the minute may have been sent in its last instant. */
function leavesAt(minute: number, windowMs: number): number {
  return (minute + 1) * MINUTE_MS + windowMs;
}

export function minuteOf(now: number): number {
  return Math.floor(now / MINUTE_MS);
}
