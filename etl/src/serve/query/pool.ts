/**
 * Queries of users run in processes of their own: DuckDB folds constants while it prepares a statement and cannot be
 * interrupted there (`length(repeat('x', 2000000000))` took 14 s and 4 GB), so that only killing a process is a limit.
 */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ticketsAwaited } from '../../base/tickets-awaited';
import { HttpError } from '../http/http-error';
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

interface QueryWorker {
  child: ChildProcess;
  isBusy: boolean;
  idle: NodeJS.Timeout | null;
}

export class QueryPool {
  private readonly options: Required<PoolOptions>;
  private workers: QueryWorker[] = [];
  private waiting: Array<(worker: QueryWorker | null) => void> = [];
  private isClosed = false;

  constructor(options: PoolOptions = {}) {
    this.options = { ...DEFAULTS, ...options };
  }

  /**
   * @param signal ends the query, as when its reader is gone
   * @throws Refusal for SQL that is wrong or takes too long or too much, and when too many wait
   */
  async run(job: QueryJob, signal: AbortSignal): Promise<{ rows: number; isTruncated: boolean }> {
    const worker = await this.acquire(signal);
    const { timeoutMs } = this.options;
    const outcome = await this.runOn(worker, job, signal);
    if (outcome.ok) return outcome;
    throw outcome.reason === 'no_tickets' ? ticketsAwaited() : refusalOf(outcome, timeoutMs);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    for (const next of this.waiting.splice(0)) next(null);
    await Promise.all(this.workers.map((worker) => this.terminate(worker)));
  }

  private async acquire(signal: AbortSignal): Promise<QueryWorker> {
    const free = this.workers.find(({ isBusy }) => !isBusy);
    if (free) return this.take(free);
    if (this.workers.length < this.options.processes && !this.isClosed) return this.take(this.open());
    if (this.waiting.length >= this.options.queue || this.isClosed) throw busy();
    const worker = await new Promise<QueryWorker | null>((resolve) => {
      this.waiting.push(resolve);
      signal.addEventListener('abort', () => {
        const at = this.waiting.indexOf(resolve);
        if (at === -1) return;
        this.waiting.splice(at, 1);
        resolve(null);
      });
    });
    if (worker === null) throw busy();
    return worker;
  }

  private take(worker: QueryWorker): QueryWorker {
    if (worker.idle !== null) clearTimeout(worker.idle);
    worker.idle = null;
    worker.isBusy = true;
    return worker;
  }

  private open(): QueryWorker {
    const env = Object.fromEntries(ENVIRONMENT.map((name) => [name, process.env[name]]));
    const child = fork(this.options.script, { execArgv: [], env, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    const worker: QueryWorker = { child, isBusy: false, idle: null };
    this.workers.push(worker);
    child.once('exit', () => {
      this.workers = this.workers.filter((other) => other !== worker);
    });
    child.on('error', () => undefined);
    return worker;
  }

  private async runOn(worker: QueryWorker, job: QueryJob, signal: AbortSignal): Promise<QueryEnd> {
    const { child } = worker;
    let killedFor: 'interrupted' | 'memory' | null = null;
    const kill = (reason: 'interrupted' | 'memory'): void => {
      killedFor = reason;
      child.kill('SIGKILL');
    };
    const timers: NodeJS.Timeout[] = [];
    const end = (): void => {
      send(child, { type: 'interrupt' });
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
      this.release(worker);
    }
  }

  private release(worker: QueryWorker): void {
    worker.isBusy = false;
    const next = this.waiting.shift();
    if (next) next(this.take(isAlive(worker) ? worker : this.open()));
    else if (isAlive(worker)) worker.idle = setTimeout(() => void this.terminate(worker), IDLE_MS).unref();
  }

  private async terminate({ child, idle }: QueryWorker): Promise<void> {
    if (idle !== null) clearTimeout(idle);
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }
}

function isAlive({ child }: QueryWorker): boolean {
  return child.connected && child.exitCode === null && child.signalCode === null && !child.killed;
}

function send(child: ChildProcess, message: ToProcess): void {
  if (child.connected) child.send(message, () => undefined);
}

/** null when the process ended before it answered. */
function answered(child: ChildProcess, job: QueryJob): Promise<QueryEnd | null> {
  return new Promise((resolve) => {
    const finish = (outcome: QueryEnd | null): void => {
      child.off('message', onMessage);
      child.off('exit', onExit);
      child.off('error', onExit);
      resolve(outcome);
    };
    const onMessage = (message: QueryEnd): void => {
      finish(message);
    };
    const onExit = (): void => {
      finish(null);
    };
    child.on('message', onMessage);
    child.once('exit', onExit);
    child.once('error', onExit);
    if (child.connected) send(child, { type: 'run', job });
    else finish(null);
  });
}

/** proc(5), statm: the second number is resident pages; 0 where there is no such file. */
async function residentBytes(pid: number | undefined): Promise<number> {
  const text = await readFile(`/proc/${pid ?? 0}/statm`, 'utf8').catch(() => '');
  return Number(text.split(' ')[1] ?? 0) * 4096;
}

function busy(): HttpError {
  return new HttpError(503, 'busy', 'too many queries run or wait', 'Try again in a moment.', { 'retry-after': '5' });
}

function refusalOf(end: Extract<QueryEnd, { ok: false }>, timeoutMs: number): HttpError {
  if (end.reason === 'sql')
    return new HttpError(400, 'bad_query', end.message, 'See GET /api/tables for tables and columns.');
  if (end.reason === 'interrupted') {
    const seconds = Math.round(timeoutMs / 100) / 10;
    return new HttpError(
      504,
      'timeout',
      `the query was ended after ${seconds} s`,
      'Select fewer rows, or join fewer rows.',
    );
  }
  if (end.reason === 'memory')
    return new HttpError(
      413,
      'too_much',
      'the query needs more memory than it may have',
      'Select fewer columns, rows or groups.',
    );
  return new HttpError(500, 'query_failed', `the query could not be run: ${end.message}`, 'Try again.');
}
