/** Clock, sleep and random as they are handed in; a wait that ends when the run is asked to end. */
import { setTimeout as timer } from 'node:timers/promises';
import { VendorError } from '../../../vendors/errors';

/** Epoch milliseconds. */
export type Clock = () => number;
/** Rejects with a VendorError `aborted` when the signal fires. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

/** What a run takes from the world; tests hand in their own. */
export interface RuntimeEnv {
  /** Epoch ms. */
  now(): number;
  sleep: Sleep;
  /** 0 to 1. */
  random(): number;
}

export const sleep: Sleep = async (ms, signal) => {
  await timer(ms, undefined, { signal }).catch(() => undefined);
  throwIfEnded(signal);
};

/** @throws VendorError `aborted` */
export function throwIfEnded(signal: AbortSignal): void {
  if (signal.aborted) {
    throw new VendorError({
      code: 'aborted',
      message: 'the run was asked to end',
      remedy: 'Run again to resume where it ended.',
    });
  }
}

/** Counts the time in which at least one waits: ten that wait for the same second waited one second. */
export class WaitMeter {
  private waiters = 0;
  private since = 0;
  private totalMs = 0;

  constructor(private readonly clock: Clock) {}

  async during<T>(wait: () => Promise<T>): Promise<T> {
    if (this.waiters === 0) this.since = this.clock();
    this.waiters += 1;
    try {
      return await wait();
    } finally {
      this.waiters -= 1;
      if (this.waiters === 0) this.totalMs += this.clock() - this.since;
    }
  }

  /** Seconds so far, a wait that is under way included. */
  get seconds(): number {
    const underWay = this.waiters > 0 ? this.clock() - this.since : 0;
    return Math.max(0, this.totalMs + underWay) / 1000;
  }
}
