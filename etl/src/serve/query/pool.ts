/**
 * Queries of users run in processes of their own: DuckDB folds constants while it prepares a statement and cannot be
 * interrupted there (`length(repeat('x', 2000000000))` took 14 s and 4 GB), so that only killing a process is a limit.
 */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Refusal } from '../http/refusal';
import type { QueryEnd, QueryJob, ToProcess } from './job';

export interface PoolOptions {
  /** The compiled process.ts. */
  script?: string;
  /** Queries at once; more wait. */
  processes?: number;
  /** Queries that may wait. */
  queue?: number;
  /** From when it begins to run. */
  timeoutMs?: number;
  /** Resident memory of a process, where the system tells it. */
  memoryBytes?: number;
}

const DEFAULTS: Required<PoolOptions> = {
  script: path.join(__dirname, 'process.js'),
  processes: 2,
  queue: 32,
  timeoutMs: 30_000,
  memoryBytes: 1_200_000_000,
};
/** An interrupted query ends within this, or with its process. */
const GRACE_MS = 2000;
const IDLE_MS = 60_000;
const MEMORY_EVERY_MS = 100;
/** Nothing of the service's environment, as keys of services, is of use to a query. */
const ENVIRONMENT = ['PATH', 'SystemRoot', 'TEMP', 'TMPDIR', 'LD_LIBRARY_PATH'];

interface Desk {
  child: ChildProcess;
  isBusy: boolean;
  idle: NodeJS.Timeout | null;
}

export class QueryPool {
  private readonly options: Required<PoolOptions>;
  private desks: Desk[] = [];
  private waiting: Array<(desk: Desk | null) => void> = [];
  private isClosed = false;

  constructor(options: PoolOptions = {}) {
    this.options = { ...DEFAULTS, ...options };
  }

  /**
   * @param signal ends the query, as when its reader is gone
   * @throws Refusal for SQL that is wrong or takes too long or too much, and when too many wait
   */
  async run(job: QueryJob, signal: AbortSignal): Promise<{ rows: number; isTruncated: boolean }> {
    const desk = await this.freeDesk(signal);
    const { timeoutMs } = this.options;
    const outcome = await this.runAt(desk, job, signal);
    if (outcome.ok) return outcome;
    throw refusalOf(outcome, timeoutMs);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    for (const next of this.waiting.splice(0)) next(null);
    await Promise.all(this.desks.map((desk) => this.dismiss(desk)));
  }

  private async freeDesk(signal: AbortSignal): Promise<Desk> {
    const free = this.desks.find(({ isBusy }) => !isBusy);
    if (free) return this.take(free);
    if (this.desks.length < this.options.processes && !this.isClosed) return this.take(this.open());
    if (this.waiting.length >= this.options.queue || this.isClosed) throw busy();
    const desk = await new Promise<Desk | null>((resolve) => {
      this.waiting.push(resolve);
      signal.addEventListener('abort', () => {
        const at = this.waiting.indexOf(resolve);
        if (at === -1) return;
        this.waiting.splice(at, 1);
        resolve(null);
      });
    });
    if (desk === null) throw busy();
    return desk;
  }

  private take(desk: Desk): Desk {
    if (desk.idle !== null) clearTimeout(desk.idle);
    desk.idle = null;
    desk.isBusy = true;
    return desk;
  }

  private open(): Desk {
    const env = Object.fromEntries(ENVIRONMENT.map((name) => [name, process.env[name]]));
    const child = fork(this.options.script, { execArgv: [], env, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    const desk: Desk = { child, isBusy: false, idle: null };
    this.desks.push(desk);
    child.once('exit', () => {
      this.desks = this.desks.filter((other) => other !== desk);
    });
    child.on('error', () => undefined);
    return desk;
  }

  private async runAt(desk: Desk, job: QueryJob, signal: AbortSignal): Promise<QueryEnd> {
    const { child } = desk;
    let killedFor: 'interrupted' | 'memory' | null = null;
    const kill = (reason: 'interrupted' | 'memory'): void => {
      killedFor = reason;
      child.kill('SIGKILL');
    };
    const timers: NodeJS.Timeout[] = [];
    const end = (): void => {
      tell(child, { type: 'interrupt' });
      timers.push(
        setTimeout(() => {
          kill('interrupted');
        }, GRACE_MS),
      );
    };
    timers.push(setTimeout(end, this.options.timeoutMs));
    signal.addEventListener('abort', end);
    const watch = setInterval(() => {
      void residentBytes(child.pid).then((bytes) => {
        if (bytes > this.options.memoryBytes) kill('memory');
      });
    }, MEMORY_EVERY_MS);
    try {
      if (signal.aborted) end();
      const outcome = await answered(child, job);
      return outcome ?? { ok: false, reason: killedFor ?? 'unexpected', message: 'its process ended' };
    } finally {
      clearInterval(watch);
      for (const timer of timers) clearTimeout(timer);
      signal.removeEventListener('abort', end);
      this.leave(desk);
    }
  }

  private leave(desk: Desk): void {
    desk.isBusy = false;
    const next = this.waiting.shift();
    if (next) next(this.take(isAlive(desk) ? desk : this.open()));
    else if (isAlive(desk)) desk.idle = setTimeout(() => void this.dismiss(desk), IDLE_MS).unref();
  }

  private async dismiss({ child, idle }: Desk): Promise<void> {
    if (idle !== null) clearTimeout(idle);
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }
}

function isAlive({ child }: Desk): boolean {
  return child.connected && child.exitCode === null && child.signalCode === null && !child.killed;
}

function tell(child: ChildProcess, message: ToProcess): void {
  if (child.connected) child.send(message, () => undefined);
}

/** null when the process ended before it answered. */
function answered(child: ChildProcess, job: QueryJob): Promise<QueryEnd | null> {
  return new Promise((resolve) => {
    const settle = (outcome: QueryEnd | null): void => {
      child.off('message', onMessage);
      child.off('exit', onExit);
      child.off('error', onExit);
      resolve(outcome);
    };
    const onMessage = (message: QueryEnd): void => {
      settle(message);
    };
    const onExit = (): void => {
      settle(null);
    };
    child.on('message', onMessage);
    child.once('exit', onExit);
    child.once('error', onExit);
    if (child.connected) tell(child, { type: 'run', job });
    else settle(null);
  });
}

/** proc(5), statm: the second number is resident pages; 0 where there is no such file. */
async function residentBytes(pid: number | undefined): Promise<number> {
  const text = await readFile(`/proc/${pid ?? 0}/statm`, 'utf8').catch(() => '');
  return Number(text.split(' ')[1] ?? 0) * 4096;
}

function busy(): Refusal {
  return new Refusal(503, 'busy', 'too many queries run or wait', 'Try again in a moment.', { 'retry-after': '5' });
}

function refusalOf(end: Extract<QueryEnd, { ok: false }>, timeoutMs: number): Refusal {
  if (end.reason === 'sql')
    return new Refusal(400, 'bad_query', end.message, 'See GET /api/tables for tables and columns.');
  if (end.reason === 'interrupted') {
    const seconds = Math.round(timeoutMs / 100) / 10;
    return new Refusal(
      504,
      'timeout',
      `the query was ended after ${seconds} s`,
      'Ask for less: fewer rows, narrower joins.',
    );
  }
  if (end.reason === 'memory')
    return new Refusal(
      413,
      'too_much',
      'the query needs more memory than it may have',
      'Ask for less: fewer columns, rows or groups.',
    );
  return new Refusal(500, 'query_failed', `the query could not be run: ${end.message}`, 'Try again.');
}
