/** Exports when the clock says so. What is missed is made up for once; runs never overlap. */
import { Cron } from 'croner';
import type { ScheduleConfig } from '../../config/config';
import { lockHolder } from '../../store/lock';
import { messageOf } from '../../base/system-error';
import type { ServiceLog } from '../http/log';
import type { Runs } from './runs';

/** A start that is later than this was missed. */
const PUNCTUAL_MS = 60_000;
const EVERY_MS = 1000;

export interface SchedulerOptions {
  schedule: ScheduleConfig;
  lake: string;
  runs: Runs;
  /** Whether something is published: without it the first run is due at once. */
  isPublished: boolean;
  now(): number;
  log: ServiceLog;
}

export class Scheduler {
  private readonly cron: Cron;
  private timer: NodeJS.Timeout | null = null;
  private isClosed = false;
  private isBusy = false;
  /** Every time up to this one (epoch ms) is dealt with; null: nothing ever was, and something is due. */
  private dealtTo: number | null;

  constructor(private readonly options: SchedulerOptions) {
    const { schedule, runs, isPublished, now } = options;
    this.cron = new Cron(schedule.cron, { paused: true, timezone: schedule.timezone });
    this.dealtTo = runs.scheduledTo ?? (isPublished ? now() : null);
  }

  /** The next time from now on; canonical, or null when none comes. */
  next(): string | null {
    return this.cron.nextRun(new Date(this.options.now()))?.toISOString() ?? null;
  }

  begin(): void {
    this.timer = setInterval(() => void this.tick(), EVERY_MS);
    this.timer.unref();
    void this.tick();
  }

  close(): void {
    this.isClosed = true;
    if (this.timer !== null) clearInterval(this.timer);
  }

  /** Looks at the clock; resolves when the run that it began has ended. */
  async tick(): Promise<void> {
    const now = this.options.now();
    const due = this.due(now);
    if (this.isBusy || this.isClosed || due === null || this.mustWait()) return;
    this.isBusy = true;
    try {
      const trigger = now - due > PUNCTUAL_MS ? 'catch_up' : 'schedule';
      const { ended } = await this.options.runs.start({}, trigger);
      const { outcome } = await ended;
      // A run that the end of the service cut short is made up for when it is back.
      if (this.isClosed && outcome === 'interrupted') return;
      this.dealtTo = now;
      await this.options.runs.rememberSchedule(now);
    } catch (error) {
      this.options.log.warn({ event: 'schedule' }, `the scheduled run has to wait: ${messageOf(error)}`);
    } finally {
      this.isBusy = false;
    }
  }

  /** The first time that is not dealt with, when it is past. */
  private due(now: number): number | null {
    if (this.dealtTo === null) return 0;
    const next = this.cron.nextRun(new Date(this.dealtTo))?.getTime();
    return next !== undefined && next <= now ? next : null;
  }

  private mustWait(): boolean {
    return this.options.runs.running !== null || lockHolder(this.options.lake) !== undefined;
  }
}
