/** The clock begins runs: on time, one at a time, and once for all that was missed. */
import type { RunEnd } from '../../etl/src/serve/runs/record';
import { Runs } from '../../etl/src/serve/runs/runs';
import { Scheduler } from '../../etl/src/serve/runs/scheduler';
import { acquireLock } from '../../etl/src/store/lock';
import { configOf, newLake } from '../support/lake';

const DAILY = { cron: '0 6 * * *', timezone: 'Europe/Paris' };
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };
const at = (instant: string) => Date.parse(instant);

async function bench(options: { lake?: string; isPublished?: boolean; now?: string; schedule?: typeof DAILY } = {}) {
  const { lake = newLake(), isPublished = true, schedule = DAILY } = options;
  let now = at(options.now ?? '2026-03-01T12:00:00Z');
  const begun: string[] = [];
  const ends: Array<(end: RunEnd) => void> = [];
  let looking: Promise<void> = Promise.resolve();
  const runs = await Runs.open({
    config: configOf(lake, []),
    now: () => now,
    log: SILENT,
    onEvent: () => undefined,
    onEnd: (run) => begun.push(run.trigger),
    start: (_config, _options, listener) => {
      listener({ type: 'run_started', run_id: `run-${begun.length}`, sources: [] });
      return {
        ended: new Promise((resolve) => ends.push(resolve)),
        end: () => undefined,
        kill: () => undefined,
      };
    },
  });
  const scheduler = new Scheduler({ schedule, lake, runs, isPublished, now: () => now, log: SILENT });
  return {
    lake,
    scheduler,
    runs,
    /** Triggers of the runs that ended. */
    begun,
    set: (instant: string) => {
      now = at(instant);
    },
    /** How many runs were begun so far. */
    count: () => ends.length,
    end: async (end: Partial<RunEnd> = {}) => {
      ends.at(-1)?.({ outcome: 'complete', exit_code: 0, result: null, error: null, ...end });
      await looking;
    },
    /** Until it has begun a run, or has decided that none is due. */
    tick: async () => {
      const before = ends.length;
      const look = scheduler.tick();
      if (runs.running === null) looking = look;
      let decided = false;
      void look.then(() => (decided = true));
      while (!decided && ends.length === before) await new Promise((resolve) => setTimeout(resolve, 5));
    },
  };
}

it('a run begins at the time of the zone, in winter and in summer', async () => {
  const clock = await bench();
  expect(clock.scheduler.next()).toBe('2026-03-02T05:00:00.000Z');
  await clock.tick();
  expect(clock.count()).toBe(0);
  clock.set('2026-03-02T05:00:00.500Z');
  await clock.tick();
  expect(clock.count()).toBe(1);
  await clock.end();
  expect(clock.begun).toEqual(['schedule']);
  await clock.tick();
  expect(clock.count()).toBe(1);
  clock.set('2026-03-29T12:00:00Z');
  expect(clock.scheduler.next()).toBe('2026-03-30T04:00:00.000Z');
});

it('what was missed, however often, is made up for once', async () => {
  const clock = await bench();
  clock.set('2026-03-09T12:00:00Z');
  await clock.tick();
  await clock.tick();
  expect(clock.count()).toBe(1);
  await clock.end();
  await clock.tick();
  expect([clock.count(), clock.begun]).toEqual([1, ['catch_up']]);
});

it('also when the service was away', async () => {
  const before = await bench();
  before.set('2026-03-02T05:00:00Z');
  await before.tick();
  await before.end();
  const back = await bench({ lake: before.lake, now: '2026-03-02T20:00:00Z' });
  await back.tick();
  expect(back.count()).toBe(0);
  const later = await bench({ lake: before.lake, now: '2026-03-05T20:00:00Z' });
  await later.tick();
  await later.end();
  expect(later.begun).toEqual(['catch_up']);
});

it('runs never overlap: one that takes longer than the pause is followed by one more', async () => {
  const clock = await bench({ schedule: { cron: '*/10 * * * *', timezone: 'UTC' } });
  clock.set('2026-03-01T12:10:00Z');
  await clock.tick();
  for (const time of ['12:20', '12:30', '12:40']) {
    clock.set(`2026-03-01T${time}:00Z`);
    await clock.tick();
  }
  expect(clock.count()).toBe(1);
  clock.set('2026-03-01T12:45:00Z');
  await clock.end();
  await clock.tick();
  expect(clock.count()).toBe(2);
  await clock.end();
  await clock.tick();
  expect([clock.count(), clock.begun]).toEqual([2, ['schedule', 'catch_up']]);
});

it('a lake that somebody else holds is waited for', async () => {
  const clock = await bench();
  const other = acquireLock(clock.lake);
  clock.set('2026-03-02T05:00:00Z');
  await clock.tick();
  expect(clock.count()).toBe(0);
  if (other.ok) other.lock.release();
  clock.set('2026-03-02T05:20:00Z');
  await clock.tick();
  await clock.end();
  expect(clock.begun).toEqual(['catch_up']);
});

it('a run that failed is not begun again before its time', async () => {
  const clock = await bench();
  clock.set('2026-03-02T05:00:00Z');
  await clock.tick();
  await clock.end({ outcome: 'failed', exit_code: 1 });
  clock.set('2026-03-02T06:00:00Z');
  await clock.tick();
  expect(clock.count()).toBe(1);
});

it('a run that the end of the service cut short is made up for when it is back', async () => {
  const clock = await bench();
  clock.set('2026-03-02T05:00:00Z');
  await clock.tick();
  clock.scheduler.close();
  await clock.end({ outcome: 'interrupted', exit_code: 130 });
  const back = await bench({ lake: clock.lake, now: '2026-03-02T05:30:00Z', isPublished: false });
  await back.tick();
  expect(back.count()).toBe(1);
  await back.end();
});

it('a lake that was never published is due at once', async () => {
  const clock = await bench({ isPublished: false });
  await clock.tick();
  await clock.end();
  await clock.tick();
  expect([clock.count(), clock.begun]).toEqual([1, ['catch_up']]);
});
