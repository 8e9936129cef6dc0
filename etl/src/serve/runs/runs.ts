/** The runs of this service: one at a time, remembered when it is started again. */
import { createHash, randomBytes } from 'node:crypto';
import type { Config } from '../../config/config';
import type { RunEvent } from '../../base/events';
import { describeHolder, lockHolder } from '../../store/lock';
import { messageOf } from '../../base/system-error';
import type { RunAnswer, RunRequest, RunTrigger } from '../answers';
import { HttpError } from '../http/http-error';
import type { ServiceLog } from '../http/log';
import { readRunHistory, writeRunHistory } from './run-history';
import type { RunHistory } from './run-history';
import { ended, newRecord, withEvent } from './record';
import { optionsOf } from './request';
import type { RunningExport, StartExport } from './start';

const MOST_RUNS = 100;
const KEY_LIFE_MS = 24 * 3_600_000;
/** How long a start waits for the word that the run holds the lake; later, it is told as begun all the same. */
const BEGIN_MS = 15_000;

export interface RunsOptions {
  config: Config;
  start: StartExport;
  /** Epoch ms. */
  now(): number;
  log: ServiceLog;
  onEvent(event: RunEvent): void;
  onEnd(run: RunAnswer): void;
}

export interface Started {
  run: RunAnswer;
  /** The same idempotency key began it earlier. */
  isRepeat: boolean;
  /** The run with its end. */
  ended: Promise<RunAnswer>;
}

interface Current {
  id: string;
  exporting: RunningExport;
  ended: Promise<RunAnswer>;
}

export class Runs {
  private current: Current | null = null;
  private last: Promise<unknown> = Promise.resolve();
  private saved: Promise<void> = Promise.resolve();
  private isClosing = false;

  private constructor(
    private readonly options: RunsOptions,
    private journal: RunHistory,
  ) {}

  /** Runs that an earlier service left under way were ended with it. */
  static async open(options: RunsOptions): Promise<Runs> {
    const journal = await readRunHistory(options.config.lake);
    const error = { message: 'the service was ended while it ran', remedy: 'The next run goes on from there.' };
    const at = new Date(options.now()).toISOString();
    const lost = { outcome: 'crashed', exit_code: null, result: null, error } as const;
    const runs = journal.runs.map((run) => (run.state === 'running' ? ended(run, lost, at) : run));
    return new Runs(options, { ...journal, runs });
  }

  get running(): string | null {
    return this.current?.id ?? null;
  }

  get scheduledTo(): number | null {
    return this.journal.scheduled_to === null ? null : Date.parse(this.journal.scheduled_to);
  }

  /** Newest first. */
  all(): RunAnswer[] {
    return this.journal.runs;
  }

  /** By the service's id or by the run_id of the tables. @throws Refusal 404 */
  named(id: string): RunAnswer {
    const found = this.journal.runs.find((run) => run.id === id || run.run_id === id);
    if (found) return found;
    throw new HttpError(
      404,
      'not_found',
      `there is no run ${id.slice(0, 100)}`,
      'GET /api/runs lists those of this service.',
    );
  }

  /**
   * @param key the same key within a day gives the run that it began
   * @throws Refusal 400, 409 while the lake is locked by another run, 422 for a key that began something else
   */
  start(request: RunRequest, trigger: RunTrigger, key: string | null = null): Promise<Started> {
    const mine = this.last.then(() => this.startNext(request, trigger, key));
    this.last = mine.catch(() => undefined);
    return mine;
  }

  /** It ends after the page in hand. @throws Refusal 404 */
  cancel(id: string): RunAnswer {
    const run = this.named(id);
    if (run.state === 'finished') return run;
    this.change(run.id, (now) => ({ ...now, is_ending: true }));
    this.current?.exporting.end();
    return this.named(run.id);
  }

  async rememberSchedule(to: number): Promise<void> {
    this.journal = { ...this.journal, scheduled_to: new Date(to).toISOString() };
    await this.save();
  }

  /** Ends the run that is under way, after the page in hand, and begins no other. */
  async close(): Promise<void> {
    this.isClosing = true;
    await this.last;
    this.current?.exporting.end();
    await this.current?.ended;
    await this.saved;
  }

  /** Ends it at once. */
  kill(): void {
    this.current?.exporting.kill();
  }

  private async startNext(request: RunRequest, trigger: RunTrigger, key: string | null): Promise<Started> {
    const options = optionsOf(request, this.options.config);
    const hashes = { key: key === null ? null : hashOf(key), body: hashOf(JSON.stringify(request)) };
    const earlier = hashes.key === null ? undefined : this.begunWith(hashes.key, hashes.body);
    if (earlier) return { run: earlier, isRepeat: true, ended: this.current?.ended ?? Promise.resolve(earlier) };
    this.refuseSecond();
    const id = this.newId();
    const run = newRecord({ id, trigger, request, at: this.stamp() });
    const keys = this.keysWith(hashes.key, { id, body: hashes.body, at: run.started_at });
    this.journal = { ...this.journal, keys, runs: [run, ...this.journal.runs].slice(0, MOST_RUNS) };
    await this.save();
    const current = this.begin(id, options);
    await current.begun;
    const now = this.named(id);
    if (now.outcome === 'locked') {
      this.forget(id);
      await this.save();
      throw held(now.error?.message ?? 'the lake is locked by another run');
    }
    return { run: now, isRepeat: false, ended: current.ended };
  }

  private begin(id: string, options: Parameters<StartExport>[1]): { begun: Promise<void>; ended: Promise<RunAnswer> } {
    let begin: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
      setTimeout(resolve, BEGIN_MS).unref();
    });
    const exporting = this.options.start(this.options.config, options, (event) => {
      this.change(id, (run) => withEvent(run, event, this.stamp()));
      this.options.onEvent(event);
      if (event.type === 'run_started') begin();
    });
    const end = exporting.ended.then(async (outcome) => {
      this.change(id, (run) => ended(run, outcome, this.stamp()));
      this.current = null;
      const run = this.named(id);
      await this.save();
      if (run.outcome !== 'locked') this.options.onEnd(run);
      begin();
      return run;
    });
    this.current = { id, exporting, ended: end };
    return { begun, ended: end };
  }

  private refuseSecond(): void {
    if (this.isClosing) throw new HttpError(503, 'closing', 'the service is being ended', 'Ask again when it is back.');
    if (this.current) throw held(`run ${this.current.id} is under way`);
    const holder = lockHolder(this.options.config.lake);
    if (holder !== undefined) throw held(`the lake is locked by another run: ${describeHolder(holder)}`);
  }

  private begunWith(key: string, body: string): RunAnswer | undefined {
    const known = this.journal.keys[key];
    if (known === undefined || this.isOld(known.at)) return undefined;
    if (known.body === body) return this.journal.runs.find(({ id }) => id === known.id);
    throw new HttpError(
      422,
      'key_used',
      'this Idempotency-Key began a run with another body',
      'Use a new key for every new run.',
    );
  }

  private keysWith(key: string | null, begun: RunHistory['keys'][string]): RunHistory['keys'] {
    const kept = Object.entries(this.journal.keys).filter(([, { at }]) => !this.isOld(at));
    return Object.fromEntries(key === null ? kept : [...kept, [key, begun]]);
  }

  private isOld(at: string): boolean {
    return this.options.now() - Date.parse(at) > KEY_LIFE_MS;
  }

  private forget(id: string): void {
    const keys = Object.fromEntries(Object.entries(this.journal.keys).filter(([, begun]) => begun.id !== id));
    this.journal = { ...this.journal, keys, runs: this.journal.runs.filter((run) => run.id !== id) };
  }

  private change(id: string, change: (run: RunAnswer) => RunAnswer): void {
    this.journal = { ...this.journal, runs: this.journal.runs.map((run) => (run.id === id ? change(run) : run)) };
  }

  /** One after the other. A service that cannot write its journal still exports. */
  private save(): Promise<void> {
    this.saved = this.saved.then(() =>
      writeRunHistory(this.options.config.lake, this.journal).catch((error: unknown) => {
        this.options.log.error({ event: 'journal' }, `state/service.json cannot be written: ${messageOf(error)}`);
      }),
    );
    return this.saved;
  }

  /** Sorts by time. */
  private newId(): string {
    return `${this.stamp().replace(/[-:.]/g, '')}-${randomBytes(4).toString('hex')}`;
  }

  private stamp(): string {
    return new Date(this.options.now()).toISOString();
  }
}

function held(message: string): HttpError {
  return new HttpError(409, 'locked', message, 'Wait until it ends, or end it with DELETE /api/runs/{id}.', {
    'retry-after': '30',
  });
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
