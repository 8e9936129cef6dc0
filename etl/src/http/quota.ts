/**
 * One quota a source, shared by all its streams: a budget in a sliding window (the service's own, or one found by
 * its refusals), budgets an hour and a day that are counted across runs, and pauses that the service asks for.
 */
import { VendorError } from '../../../vendors/errors';
import type { Quota as VendorQuota } from '../../../vendors/vendor';
import type { Listener, WaitReason } from '../base/events';
import type { Clock, Sleep } from '../base/async';
import { WaitMeter, throwIfEnded } from '../base/async';
import type { MinuteUsage } from './sliding-window';
import { LongWindow, SlidingWindow, minuteOf } from './sliding-window';

/** Where the requests of the last day are remembered. */
export interface SpentStore {
  load(): Promise<readonly MinuteUsage[]>;
  save(spent: readonly MinuteUsage[]): Promise<void>;
}

export interface QuotaOptions {
  source: string;
  /** The service's documented quota. */
  quota: VendorQuota;
  /** The user's own budgets. */
  requestsPerMinute: number | null;
  requestsPerHour: number | null;
  requestsPerDay: number | null;
  store: SpentStore;
  listener: Listener;
  clock: Clock;
  sleep: Sleep;
  signal: AbortSignal;
}

export interface QuotaGate {
  /**
   * Resolves when one more request may be sent, in the order of asking.
   * @returns when it counts as sent, for `answered` and `refused`
   * @throws VendorError `aborted`, or `rate_limited` when an hour's or day's budget means waiting too long
   */
  take(): Promise<number>;
  /**
   * The request that was sent at `sentAt` came back, or failed: the service may have counted it as late as now. Its
   * window begins here, so that the way to the service never puts one too many into a window of its own.
   */
  answered(sentAt: number): void;
  /** Nobody sends for so long: the service asked for it. */
  pause(ms: number, reason: WaitReason, message: string): void;
  /** The service refused a request that was sent at `sentAt` for being one too many. */
  refused(sentAt: number): void;
  secondsWaited(): number;
  /** Writes down what was spent. */
  close(): Promise<void>;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A run may wait for the next hour's budget, not for the next day's. */
const LONGEST_WAIT_MS = HOUR_MS + 120_000;
/** Waits that are not worth a line. */
const SHORT_MS = 1000;
/** So many requests are written down ahead, so that a kill never leaves the store knowing fewer than were sent. */
const AHEAD = 20;

interface Wait {
  ms: number;
  reason: WaitReason;
  message: string;
}

export function createQuota(options: QuotaOptions): QuotaGate {
  const { clock, sleep, signal, listener } = options;
  const meter = new WaitMeter(clock);
  const budget = new WindowBudget(options);
  const longTerm = new LongTermBudget(options);
  let pause = { from: 0, ms: 0, reason: 'rate_limited' as WaitReason, message: '' };
  let tail: Promise<unknown> = Promise.resolve();
  let announcedUntil = 0;

  const longestWait = async (now: number): Promise<Wait> => {
    // A clock that was set back must not make a pause longer than it was asked for.
    if (pause.from > now) pause = { ...pause, from: now };
    const waits: Wait[] = [{ ...pause, ms: pause.from + pause.ms - now }, budget.wait(now), await longTerm.wait(now)];
    return waits.reduce((longest, wait) => (wait.ms > longest.ms ? wait : longest));
  };

  const announceWait = (wait: Wait, until: number): void => {
    if (wait.ms <= SHORT_MS || Math.abs(until - announcedUntil) < SHORT_MS) return;
    announcedUntil = until;
    listener({ type: 'waiting', source: options.source, until, reason: wait.reason, message: wait.message });
  };

  const myTurn = async (): Promise<number> => {
    for (;;) {
      throwIfEnded(signal);
      const now = clock();
      const wait = await longestWait(now);
      if (wait.ms <= 0) break;
      if (wait.ms > LONGEST_WAIT_MS) throw usedUp(wait, now + wait.ms);
      announceWait(wait, now + wait.ms);
      await meter.during(() => sleep(wait.ms, signal));
    }
    const sentAt = clock();
    budget.spend(sentAt);
    await longTerm.spend(sentAt);
    return sentAt;
  };

  return {
    take: () => {
      const mine = tail.then(myTurn);
      tail = mine.catch(() => undefined);
      return mine;
    },
    pause: (ms, reason, message) => {
      const now = clock();
      if (now + ms > pause.from + pause.ms) pause = { from: now, ms, reason, message };
    },
    answered: (sentAt) => {
      budget.answered(sentAt, clock());
    },
    refused: (sentAt) => {
      budget.refused(sentAt, clock());
    },
    secondsWaited: () => meter.seconds,
    close: () => longTerm.close(),
  };
}

/** A refusal tells nothing about a budget below this: the service had another reason, or someone else's requests. */
const LEAST_FOUND = 30;
const LEAST_GROWTH = 10;

/**
 * The window's budget. Where the service names no number, it is found: half of what was refused, growing by a
 * twentieth of that with every quiet window.
 */
class WindowBudget {
  private readonly window: SlidingWindow;
  private readonly windowMs: number;
  private readonly named: number | null;
  private found: number | null = null;
  private growth = LEAST_GROWTH;
  private changedAt = 0;

  constructor(options: QuotaOptions) {
    const { requestsPerMinute, quota } = options;
    this.windowMs = requestsPerMinute === null ? quota.windowMs : 60_000;
    this.named = requestsPerMinute ?? quota.requests;
    this.window = new SlidingWindow(this.windowMs);
  }

  wait(now: number): Wait {
    this.grow(now);
    const requests = this.named ?? this.found;
    const ms = requests === null ? 0 : this.window.waitMs(now, requests);
    return {
      ms,
      reason: 'quota',
      message: `the budget of ${requests ?? 0} requests in ${this.windowMs / 1000} s is used up`,
    };
  }

  spend(now: number): void {
    this.window.add(now);
  }

  answered(sentAt: number, now: number): void {
    this.window.onClockChange(sentAt, now);
  }

  refused(sentAt: number, now: number): void {
    // Requests that were under way together are refused together: that is one refusal.
    if (this.named !== null || sentAt < this.changedAt) return;
    const sent = this.window.count(now);
    this.found = Math.max(LEAST_FOUND, Math.floor(sent / 2));
    this.growth = Math.max(LEAST_GROWTH, Math.ceil(sent / 20));
    this.changedAt = now;
  }

  private grow(now: number): void {
    if (this.found === null) return;
    const windows = Math.floor((now - this.changedAt) / this.windowMs);
    if (windows < 1) return;
    this.found += windows * this.growth;
    this.changedAt += windows * this.windowMs;
  }
}

/** What was spent in the last day, when a budget needs to know. */
class LongTermBudget {
  private readonly windows: Array<{ window: LongWindow; name: string }> = [];
  private spent: Promise<Map<number, number>> | undefined;
  private ahead = 0;

  constructor(private readonly options: QuotaOptions) {
    const { requestsPerHour, requestsPerDay } = options;
    if (requestsPerHour !== null)
      this.windows.push({ window: new LongWindow(HOUR_MS, requestsPerHour), name: 'an hour' });
    if (requestsPerDay !== null) this.windows.push({ window: new LongWindow(DAY_MS, requestsPerDay), name: 'a day' });
  }

  async wait(now: number): Promise<Wait> {
    const spent = this.windows.length === 0 ? [] : minutes(await this.load());
    const waits = this.windows.map(({ window, name }) => ({
      ms: window.waitMs(now, spent),
      reason: 'quota' as const,
      message: `the budget of ${window.requests} requests ${name} is used up`,
    }));
    return waits.reduce((longest, wait) => (wait.ms > longest.ms ? wait : longest), {
      ms: 0,
      reason: 'quota',
      message: '',
    });
  }

  async spend(now: number): Promise<void> {
    if (this.windows.length === 0) return;
    const spent = await this.load();
    for (const minute of spent.keys()) if (minute < minuteOf(now - DAY_MS) - 1) spent.delete(minute);
    spent.set(minuteOf(now), (spent.get(minuteOf(now)) ?? 0) + 1);
    if (this.ahead > 0) {
      this.ahead -= 1;
      return;
    }
    this.ahead = AHEAD - 1;
    const withAhead = new Map(spent).set(minuteOf(now), (spent.get(minuteOf(now)) ?? 0) + this.ahead);
    await this.options.store.save(minutes(withAhead));
  }

  async close(): Promise<void> {
    if (this.spent !== undefined) await this.options.store.save(minutes(await this.spent));
  }

  private load(): Promise<Map<number, number>> {
    this.spent ??= this.options.store
      .load()
      .then((rows) => new Map(rows.map(({ minute, requests }) => [minute, requests])));
    return this.spent;
  }
}

function minutes(spent: ReadonlyMap<number, number>): MinuteUsage[] {
  return [...spent].map(([minute, requests]) => ({ minute, requests }));
}

function usedUp(wait: Wait, until: number): VendorError {
  return new VendorError({
    code: 'rate_limited',
    message: `${wait.message}, and the next request is free at ${clockText(until)}`,
    remedy: 'Run again after that to resume where it ended. Or raise requests_per_hour or requests_per_day.',
  });
}

/** `2026-11-22 14:05 UTC` */
export function clockText(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
