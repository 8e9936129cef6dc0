/** The main job: reads every selected source side by side, loads what comes, publishes as it grows. */
import { randomInt } from 'node:crypto';
import path from 'node:path';
import type { Redact } from '../../../vendors/redact';
import { redactor } from '../../../vendors/redact';
import { instantOfDate } from '../../../vendors/time';
import type { Config, SourceConfig } from '../config/config';
import { recurringErasure } from '../privacy/recurring';
import { Journal } from '../raw/journal';
import { leftoverPages } from '../raw/unloaded-pages';
import { PageSink } from './page-sink';
import type { Quota } from '../http/quota';
import { createQuota } from '../http/quota';
import type { CountingCall } from '../http/retry';
import { createCall } from '../http/retry';
import { pruneRaw } from '../raw/retention';
import { SourceRun } from './source-run';
import { SpoolWriter } from '../raw/spool';
import type { Transport } from '../http/transport';
import { createSend } from '../http/transport';
import type { Sleep } from '../base/async';
import { sleep } from '../base/async';
import { createLoader } from '../load/loader';
import { plainText } from '../../../markup/plain-text';
import { zoneRule } from '../mapping/zone-rule';
import { publish } from '../publish/publish';
import { Publisher } from '../publish/publisher';
import { compact } from '../store/compact';
import type { Working } from '../store/database';
import { openWorking } from '../store/database';
import { diskTrouble } from '../base/disk-trouble';
import { hasManyFreeBlocks } from '../store/free-blocks';
import { LakeError } from '../base/errors';
import { latestStamp } from '../store/latest-stamp';
import { acquireLock } from '../store/lock';
import { closeKilledRuns, saveRunRows } from '../store/runs';
import { spentStore } from '../checkpoints/quota-usage';
import { messageOf } from '../base/system-error';
import { createTicketQueue } from '../checkpoints/ticket-queue';
import { createWorkList } from '../checkpoints/work-list';
import type { Listener } from '../base/events';
import { failpoint } from '../base/failpoint';
import { LakeClock } from '../base/clock';
import type { ExportOptions, ExportResult, SourceResult } from '../base/run-result';
import { EXIT_CODES, overall } from '../base/run-result';
import { newRunId } from '../base/run-id';

/** What a run takes from the world; tests hand in their own. */
export interface Surroundings {
  /** Epoch ms. */
  now(): number;
  sleep: Sleep;
  /** 0 to 1. */
  random(): number;
}

const REAL: Surroundings = {
  now: () => Date.now(),
  sleep,
  random: () => randomInt(1_000_000) / 1_000_000,
};

/**
 * Exports the selected sources into the lake of `config`.
 * @returns what became of every source and stream; a service's fault is in there, not thrown
 * @throws LakeError when the lake cannot be used (another run holds it, a newer version wrote it, the disk is full)
 */
export async function runExport(
  config: Config,
  options: ExportOptions,
  world: Surroundings = REAL,
): Promise<ExportResult> {
  try {
    return await exportAlone(config, options, world);
  } catch (error) {
    throw diskTrouble(error, config.lake) ?? error;
  }
}

async function exportAlone(config: Config, options: ExportOptions, world: Surroundings): Promise<ExportResult> {
  const locking = acquireLock(config.lake, world.now);
  if (!locking.ok) throw new LakeError('locked', locking.message, locking.remedy);
  try {
    const working = await openWorking(config.lake);
    let isLoose = false;
    try {
      const clock = new LakeClock(world.now);
      clock.isAfter(await latestStamp(working));
      await closeKilledRuns(working);
      const result = await new ExportRun(config, options, world, working, clock).run();
      isLoose = await hasManyFreeBlocks(working);
      return result;
    } finally {
      await working.close();
      if (isLoose) await compactAfterwards(working.places.working, options.listener);
    }
  } finally {
    locking.lock.release();
  }
}

/** What was exported is published: a disk that has no room for a second copy is no failure of the run. */
async function compactAfterwards(file: string, tell: Listener): Promise<void> {
  const [tried] = await Promise.allSettled([compact(file)]);
  if (tried.status === 'fulfilled') return;
  const message = `${file} keeps free space that it does not need, as it could not be written anew: ${messageOf(tried.reason)}`;
  tell({ type: 'note', source: null, stream: null, level: 'warning', message });
}

class ExportRun {
  private readonly runId: string;
  private readonly begun: number;
  private readonly tell: Listener;
  private readonly publisher: Publisher;
  private readonly raw: string;
  private readonly redact: Redact;
  private readonly running = new Set<SourceRun>();

  constructor(
    private readonly config: Config,
    private readonly options: ExportOptions,
    private readonly world: Surroundings,
    private readonly working: Working,
    private readonly clock: LakeClock,
  ) {
    this.begun = world.now();
    this.runId = newRunId(clock.now());
    this.raw = path.join(config.lake, 'raw');
    this.redact = redactor(config.sources.map(({ key }) => key));
    this.tell = (event) => {
      options.listener('message' in event ? { ...event, message: this.redact(event.message) } : event);
    };
    this.publisher = new Publisher(() => this.publishOnce(), world.now);
  }

  async run(): Promise<ExportResult> {
    const sources = this.selected();
    this.tell({ type: 'run_started', run_id: this.runId, sources: sources.map(({ name }) => name) });
    const settled = await Promise.allSettled(sources.map((source) => this.runSource(source)));
    const publication = await Promise.allSettled([this.publisher.publish()]);
    for (const ended of [...settled, ...publication]) if (ended.status === 'rejected') throw ended.reason;
    await this.prune(sources);
    return this.result(settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])));
  }

  private selected(): SourceConfig[] {
    const names = this.options.sources;
    return this.config.sources.filter(({ name }) => names === undefined || names.length === 0 || names.includes(name));
  }

  private async runSource(source: SourceConfig): Promise<SourceResult> {
    const { world, options, config, working, runId, clock, redact } = this;
    const work = createWorkList(working, source.name);
    const erase = (await recurringErasure(config.lake))(source.name);
    const { transport, quota, calls } = this.connected(source);
    const loader = createLoader(working, { source, runId, zoneRule, plainText });
    const spool = new SpoolWriter(this.raw, source.name, runId);
    const sink = new PageSink({
      source: source.name,
      spool,
      redact: (text) => erase(redact(text)),
      secretMembers: source.vendor.secretMembers,
      since: options.since ?? source.since,
      stamp: () => clock.stamp(),
      batch: () => loader.batch(),
      loaded: (counts) => {
        run.loaded(counts);
      },
    });
    const raw = this.raw;
    const run: SourceRun = new SourceRun({
      runId,
      config,
      source,
      options,
      clock,
      machineNow: world.now,
      call: calls.call,
      counts: calls.counters,
      serverNow: () => {
        const server = calls.serverNow();
        return server === null ? null : instantOfDate(new Date(server));
      },
      work,
      queue: createTicketQueue(working, source.name),
      sink,
      journal: new Journal(spool, source.name),
      redact,
      leftovers: async function* (context) {
        yield* leftoverPages(raw, source, await work.loadedTo(), context);
      },
      saveRows: async (rows) => {
        await saveRunRows(working, rows);
        failpoint('run.row_saved');
      },
      publicationIsDue: () => this.publisher.isDue(),
      publish: () => this.publishEarly(),
      tell: this.tell,
    });
    this.running.add(run);
    try {
      return await run.run();
    } finally {
      this.running.delete(run);
      await spool.close();
      await quota.close();
      await transport.close();
    }
  }

  /** The way to a service: connections, quota, retries. */
  private connected(source: SourceConfig): { transport: Transport; quota: Quota; calls: CountingCall } {
    const { world, options, working } = this;
    const { vendor, url, timeoutMs } = source;
    const concurrency = options.concurrency ?? source.concurrency;
    const transport = createSend({ url, secrets: vendor.secrets({ key: source.key }), timeoutMs, concurrency });
    const shared = {
      source: source.name,
      listener: this.tell,
      clock: world.now,
      sleep: world.sleep,
      signal: options.signal,
    };
    const { requestsPerMinute, requestsPerHour, requestsPerDay } = source;
    const budgets = { requestsPerMinute, requestsPerHour, requestsPerDay };
    const store = spentStore(working, source.name);
    const quota = createQuota({ ...shared, ...budgets, quota: vendor.quota, store });
    const calls = createCall({ ...shared, send: transport.send, vendor, quota, random: () => world.random() });
    return { transport, quota, calls };
  }

  /** What cannot be published now is published at the end: the reading goes on. */
  private async publishEarly(): Promise<void> {
    const [tried] = await Promise.allSettled([this.publisher.publishIfDue()]);
    if (tried.status === 'fulfilled') return;
    const message = `publishing has to wait: ${messageOf(tried.reason)}`;
    this.tell({ type: 'note', source: null, stream: null, level: 'warning', message });
  }

  private async publishOnce(): Promise<void> {
    const begun = this.world.now();
    for (const run of this.running) await run.saveUnfinished();
    const now = this.clock.stamp();
    const tables = await publish(this.working, { config: this.config, runId: this.runId, now });
    this.tell({ type: 'published', run_id: this.runId, tables, ms: this.world.now() - begun });
  }

  /** Raw pages older than the retention are removed once they are loaded. */
  private async prune(sources: readonly SourceConfig[]): Promise<void> {
    for (const { name } of sources) {
      const loadedTo = await createWorkList(this.working, name).loadedTo();
      await pruneRaw(this.raw, name, this.config.rawRetentionMs, this.world.now(), loadedTo);
    }
  }

  private result(sources: SourceResult[]): ExportResult {
    const outcome = overall(sources.map((source) => source.outcome));
    const result: ExportResult = { run_id: this.runId, outcome, exit_code: EXIT_CODES[outcome], sources };
    this.tell({
      type: 'run_finished',
      run_id: this.runId,
      outcome,
      exit_code: result.exit_code,
      ms: this.world.now() - this.begun,
    });
    return result;
  }
}
