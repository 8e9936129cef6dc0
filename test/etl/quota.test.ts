/** One quota a source: never more than the budget in any window, waits that are seen, pauses for everyone. */
import fc from 'fast-check';
import { createQuota } from '../../etl/src/http/quota';
import type { QuotaGate, QuotaOptions } from '../../etl/src/http/quota';
import type { MinuteUsage } from '../../etl/src/http/sliding-window';
import { throwIfEnded } from '../../etl/src/base/async';
import type { RunEvent } from '../../etl/src/base/events';

const START = Date.UTC(2026, 10, 2, 9, 0, 30);

/** A clock that moves only when somebody sleeps. */
class FakeTime {
  now = START;
  readonly clock = (): number => this.now;
  readonly sleep = (ms: number, signal: AbortSignal): Promise<void> => {
    this.now += Math.ceil(ms);
    return Promise.resolve().then(() => throwIfEnded(signal));
  };
}

interface Made {
  quota: QuotaGate;
  time: FakeTime;
  events: RunEvent[];
  saved: MinuteUsage[][];
  ending: AbortController;
}

function make(options: Partial<QuotaOptions> = {}, spent: readonly MinuteUsage[] = [], time = new FakeTime()): Made {
  const events: RunEvent[] = [];
  const saved: MinuteUsage[][] = [];
  const ending = new AbortController();
  const quota = createQuota({
    source: 'acme',
    quota: { requests: 90, windowMs: 60_000, source: 'test' },
    requestsPerMinute: null,
    requestsPerHour: null,
    requestsPerDay: null,
    store: {
      load: () => Promise.resolve(spent),
      save: (rows) => {
        saved.push(rows.map((row) => ({ ...row })));
        return Promise.resolve();
      },
    },
    listener: (event) => events.push(event),
    clock: time.clock,
    sleep: time.sleep,
    signal: ending.signal,
    ...options,
  });
  return { quota, time, events, saved, ending };
}

async function takeAll({ quota, time }: Made, requests: number, stepMs = 0): Promise<number[]> {
  const times: number[] = [];
  for (let at = 0; at < requests; at += 1) {
    await quota.take();
    times.push(time.now);
    time.now += stepMs;
  }
  return times;
}

function mostInAnyWindow(times: readonly number[], windowMs: number): number {
  return Math.max(...times.map((from) => times.filter((time) => time >= from && time < from + windowMs).length));
}

test('a budget, not an even pace: all of it may go at once, then the window is waited for', async () => {
  const made = make();
  const times = await takeAll(made, 200);
  expect(times.slice(0, 90).every((time) => time === START)).toBe(true);
  expect(times[90]).toBe(START + 60_000);
  expect(times[180]).toBe(START + 120_000);
  expect(made.quota.secondsWaited()).toBe(120);
});

test('never more than the budget in any window, whatever the pace', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 10, max: 5000 }),
      fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 1, maxLength: 60 }),
      async (budget, windowMs, gaps) => {
        const made = make({ quota: { requests: budget, windowMs, source: 'test' } });
        const times: number[] = [];
        for (const gap of gaps) {
          made.time.now += gap;
          await made.quota.take();
          times.push(made.time.now);
        }
        expect(mostInAnyWindow(times, windowMs)).toBeLessThanOrEqual(budget);
        // And no later than needed: a request waits only if the window before it is full.
        times.forEach((time, at) => {
          const asked = (times[at - 1] ?? START) + (gaps[at] ?? 0);
          if (time > asked)
            expect(times.filter((t) => t > time - 1 - windowMs && t < time).length).toBeGreaterThanOrEqual(budget);
        });
      },
    ),
    { numRuns: 200 },
  );
});

test('nor as the service counts, however long requests are under way', async () => {
  const ways = fc.array(fc.record({ there: fc.nat(2000), back: fc.nat(2000) }), { minLength: 5, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 8 }), ways, async (budget, requests) => {
      const made = make({ quota: { requests: budget, windowMs: 5000, source: 'test' } });
      const arrived: number[] = [];
      for (const { there, back } of requests) {
        const sentAt = await made.quota.take();
        made.time.now += there;
        arrived.push(made.time.now);
        made.time.now += back;
        made.quota.answered(sentAt);
      }
      expect(mostInAnyWindow(arrived, 5000)).toBeLessThanOrEqual(budget);
    }),
    { numRuns: 200 },
  );
});

test('requests that ask together are served in their order and share the budget', async () => {
  const made = make({ requestsPerMinute: 3 });
  const order: Array<readonly [number, number]> = [];
  await Promise.all(
    [0, 1, 2, 3, 4, 5, 6].map((at) => made.quota.take().then(() => order.push([at, made.time.now - START]))),
  );
  expect(order).toEqual([
    [0, 0],
    [1, 0],
    [2, 0],
    [3, 60_000],
    [4, 60_000],
    [5, 60_000],
    [6, 120_000],
  ]);
});

test('a wait worth showing says until when and why; a short one is not shown', async () => {
  const made = make({ requestsPerMinute: 1 });
  await takeAll(made, 2);
  expect(made.events).toEqual([
    {
      type: 'waiting',
      source: 'acme',
      until: START + 60_000,
      reason: 'quota',
      message: 'the budget of 1 requests in 60 s is used up',
    },
  ]);
  const quick = make({ quota: { requests: 1, windowMs: 900, source: 'test' } });
  await takeAll(quick, 3);
  expect(quick.events).toEqual([]);
});

test('a pause holds everyone, and is told once with its reason', async () => {
  const made = make();
  await made.quota.take();
  made.quota.pause(30_000, 'rate_limited', 'acme is receiving too many requests');
  made.quota.pause(5_000, 'retry', 'shorter: does not shorten it');
  const times = await Promise.all([1, 2, 3].map(() => made.quota.take().then(() => made.time.now - START)));
  expect(times).toEqual([30_000, 30_000, 30_000]);
  expect(made.events).toMatchObject([
    { reason: 'rate_limited', until: START + 30_000, message: 'acme is receiving too many requests' },
  ]);
});

test('a clock that is set back makes no wait longer than the window or the pause', async () => {
  const made = make({ requestsPerMinute: 1 });
  await made.quota.take();
  made.quota.pause(30_000, 'rate_limited', 'x');
  made.time.now -= 3_600_000;
  await made.quota.take();
  expect(made.time.now).toBe(START - 3_600_000 + 60_000);
});

describe('where the service names no number', () => {
  const unnamed = { quota: { requests: null, windowMs: 1000, source: 'none' } };

  test('a refusal halves what was sent, and quiet windows let it grow again', async () => {
    const made = make(unnamed);
    await takeAll(made, 400);
    expect(made.time.now).toBe(START);
    made.quota.refused(START);
    const times = await takeAll(made, 700);
    // 400 in the window were too many: half of them, and a twentieth more after each window without a refusal.
    const perWindow = [1, 2, 3].map((window) => times.filter((time) => time === START + window * 1000).length);
    expect(perWindow).toEqual([220, 240, 240]);
  });

  test('requests that were under way together are refused together: that counts once', async () => {
    const made = make(unnamed);
    await takeAll(made, 400);
    for (let at = 0; at < 4; at += 1) {
      made.time.now += 1;
      made.quota.refused(START);
    }
    const times = await takeAll(made, 201);
    expect(times.filter((time) => time <= START + 1000).length).toBe(200);
  });

  test('a refusal of the first request of all does not slow a run to a crawl', async () => {
    const made = make({ quota: { requests: null, windowMs: 60_000, source: 'none' } });
    await made.quota.take();
    made.quota.refused(START);
    const times = await takeAll(made, 29);
    expect(times.at(-1)).toBe(START);
  });
});

describe('budgets an hour and a day', () => {
  const minute = Math.floor(START / 60_000);

  test('count what earlier runs spent', async () => {
    const made = make({ requestsPerHour: 10, quota: { requests: null, windowMs: 60_000, source: '' } }, [
      { minute: minute - 50, requests: 4 },
      { minute: minute - 10, requests: 5 },
      { minute: minute - 70, requests: 100 },
    ]);
    const times = await takeAll(made, 2);
    expect(times[0]).toBe(START);
    // The four of 50 minutes ago have left the hour when their minute has.
    expect(times[1]).toBe((minute - 50 + 1) * 60_000 + 3_600_000);
    expect(made.events).toMatchObject([{ reason: 'quota', message: 'the budget of 10 requests an hour is used up' }]);
  });

  test('a day that is used up ends with a clear error instead of a wait of hours', async () => {
    const made = make({ requestsPerDay: 5 }, [{ minute: minute - 60, requests: 5 }]);
    await expect(made.quota.take()).rejects.toMatchObject({
      code: 'rate_limited',
      retryable: false,
      message: 'the budget of 5 requests a day is used up, and the next request is free at 2026-11-03 08:01 UTC',
      remedy: 'Run again after that to resume where it ended. Or raise requests_per_hour or requests_per_day.',
    });
  });

  test('a killed run is never counted too low, a closed one exactly', async () => {
    const made = make({ requestsPerDay: 1000 });
    const known = (): number => (made.saved.at(-1) ?? []).reduce((sum, { requests }) => sum + requests, 0);
    for (let sent = 1; sent <= 50; sent += 1) {
      await made.quota.take();
      expect(known()).toBeGreaterThanOrEqual(sent);
    }
    expect(made.saved.length).toBeLessThan(5);
    await made.quota.close();
    expect(known()).toBe(50);
  });

  test('no run ever exceeds them, however the day is cut into runs', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 30 }),
        fc.array(fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 1_800_000 })), { maxLength: 8 }),
        async (perHour, runs) => {
          const time = new FakeTime();
          const times: number[] = [];
          let spent: MinuteUsage[] = [];
          for (const [requests, gap] of runs) {
            const made = make(
              { requestsPerHour: perHour, quota: { requests: null, windowMs: 1, source: '' } },
              spent,
              time,
            );
            times.push(...(await takeAll(made, requests, 100)));
            await made.quota.close();
            spent = made.saved.at(-1) ?? spent;
            time.now += gap;
          }
          expect(times.length === 0 ? 0 : mostInAnyWindow(times, 3_600_000)).toBeLessThanOrEqual(perHour);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('nothing is stored where no such budget is set', async () => {
    const made = make();
    await takeAll(made, 5);
    await made.quota.close();
    expect(made.saved).toEqual([]);
  });
});

test('the end of the run ends every wait', async () => {
  const made = make({ requestsPerMinute: 1 });
  await made.quota.take();
  made.ending.abort();
  const outcomes = await Promise.allSettled([made.quota.take(), made.quota.take()]);
  expect(outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason.code)).toEqual([
    'aborted',
    'aborted',
  ]);
});
