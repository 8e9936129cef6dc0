/** The main job: reads every selected source side by side, loads what comes, publishes as it grows. */
import { randomInt } from 'node:crypto';
import path from 'node:path';
import { setTimeout as timer } from 'node:timers/promises';
import { redactor } from '../../../vendors/redact';
import { instantOfDate } from '../../../vendors/time';
import type { Config, SourceConfig } from '../config/config';
import { leftoverPages } from '../extract/leftovers';
import { PageSink } from '../extract/page-sink';
import { createQuota } from '../extract/quota';
import { createCall } from '../extract/retrying';
import { SourceRun } from '../extract/source-run';
import { SpoolWriter, pruneRaw, spoolFiles } from '../extract/spool';
import { createSend } from '../extract/transport';
import type { Sleep } from '../extract/waiting';
import { createLoader } from '../load/loader';
import { plainText } from '../load/plain-text';
import { zoneRule } from '../load/zone-rule';
import { publish } from '../publish/publish';
import { Publisher } from '../publish/publisher';
import type { Working } from '../state/database';
import { openWorking } from '../state/database';
import { LakeError } from '../state/lake-error';
import { acquireLock } from '../state/lock';
import { saveRunRow } from '../state/runs';
import { spentStore } from '../state/spent';
import { createWorkList } from '../state/work';
import type { Listener } from './events';
import type { ExportOptions, ExportResult, Outcome, SourceResult } from './result';
import { newRunId } from './run-id';

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
  sleep: async (ms, signal) => {
    await timer(ms, undefined, { signal }).catch(() => undefined);
  },
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
  const locking = acquireLock(config.lake, world.now);
  if (!locking.ok) throw new LakeError('locked', locking.message, locking.remedy);
  try {
    const working = await openWorking(config.lake);
    try {
      return await new ExportRun(config, options, world, working).run();
    } finally {
      await working.close();
    }
  } finally {
    locking.lock.release();
  }
}

class ExportRun {
  private readonly runId: string;
  private readonly begun: number;
  private readonly tell: Listener;
  private readonly publisher: Publisher;
  private readonly raw: string;

  constructor(
    private readonly config: Config,
    private readonly options: ExportOptions,
    private readonly world: Surroundings,
    private readonly working: Working,
  ) {
    this.begun = world.now();
    this.runId = newRunId(this.begun);
    this.tell = options.listener;
    this.raw = path.join(config.lake, 'raw');
    this.publisher = new Publisher(() => this.publishOnce(), world.now);
  }

  async run(): Promise<ExportResult> {
    const sources = this.selected();
    this.tell({ type: 'run_started', run_id: this.runId, sources: sources.map(({ name }) => name) });
    const settled = await Promise.allSettled(sources.map((source) => this.runSource(source)));
    await this.publisher.always();
    const defect = settled.find((result) => result.status === 'rejected');
    if (defect) throw defect.reason;
    await this.prune(sources);
    return this.result(settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])));
  }

  private selected(): SourceConfig[] {
    const names = this.options.sources;
    return this.config.sources.filter(({ name }) => names === undefined || names.length === 0 || names.includes(name));
  }

  private async runSource(source: SourceConfig): Promise<SourceResult> {
    const { world, options, config, working, runId } = this;
    const work = createWorkList(working, source.name);
    const secrets = source.vendor.secrets({ key: source.key });
    const concurrency = options.concurrency ?? source.concurrency;
    const transport = createSend({ url: source.url, secrets, timeoutMs: source.timeoutMs, concurrency });
    const quota = createQuota({
      source: source.name,
      quota: source.vendor.quota,
      requestsPerMinute: source.requestsPerMinute,
      requestsPerHour: source.requestsPerHour,
      requestsPerDay: source.requestsPerDay,
      store: spentStore(working, source.name),
      listener: this.tell,
      clock: world.now,
      sleep: world.sleep,
      signal: options.signal,
    });
    const counting = createCall({
      source: source.name,
      send: transport.send,
      vendor: source.vendor,
      quota,
      listener: this.tell,
      clock: world.now,
      sleep: world.sleep,
      random: () => world.random(),
      signal: options.signal,
    });
    const loader = createLoader(working, {
      source,
      runId,
      zoneRule,
      plainText,
      selected: options.streams ?? source.streams,
    });
    const spool = new SpoolWriter(this.raw, source.name, runId);
    const now = () => instantOfDate(new Date(world.now()));
    const sink = new PageSink({
      source: source.name,
      spool,
      redact: redactor([source.key]),
      now,
      load: (pages) => loader.load(pages),
      loaded: (counts) => {
        run.loaded(counts);
      },
    });
    const run: SourceRun = new SourceRun({
      runId,
      config,
      source,
      options,
      clock: world,
      call: counting.call,
      counts: counting.counters,
      serverNow: () => {
        const server = counting.serverNow();
        return server === null ? null : instantOfDate(new Date(server));
      },
      work,
      sink,
      leftovers: async function* (this: void) {
        const context = await run.pagingContext();
        yield* leftoverPages(path.join(config.lake, 'raw'), source, await work.loadedTo(), context);
      },
      saveRow: (row) => saveRunRow(working, row),
      publishSoon: () => this.publisher.soon(),
      tell: this.tell,
    });
    try {
      return await run.run();
    } finally {
      await spool.close();
      await quota.close();
      await transport.close();
    }
  }

  private async publishOnce(): Promise<void> {
    const begun = this.world.now();
    const now = instantOfDate(new Date(begun));
    const tables = await publish(this.working, { config: this.config, runId: this.runId, now });
    this.tell({ type: 'published', run_id: this.runId, tables, ms: this.world.now() - begun });
  }

  /** Raw pages older than the retention are removed once they are loaded. */
  private async prune(sources: readonly SourceConfig[]): Promise<void> {
    for (const { name } of sources) {
      const loadedTo = await createWorkList(this.working, name).loadedTo();
      const files = new Set((await spoolFiles(this.raw, name)).filter((file) => loadedTo.has(file)));
      await pruneRaw(this.raw, name, this.config.rawRetentionMs, this.world.now(), files);
    }
  }

  private result(sources: SourceResult[]): ExportResult {
    const outcome = overall(sources.map((source) => source.outcome));
    const exitCode = { complete: 0, incomplete: 3, failed: 1, interrupted: 130 } as const;
    const result: ExportResult = { run_id: this.runId, outcome, exit_code: exitCode[outcome], sources };
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

/** failed only when every source failed; one that failed beside others that did not is incomplete. */
export function overall(outcomes: readonly Outcome[]): Outcome {
  if (outcomes.includes('interrupted')) return 'interrupted';
  if (outcomes.length > 0 && outcomes.every((outcome) => outcome === 'failed')) return 'failed';
  return outcomes.every((outcome) => outcome === 'complete') ? 'complete' : 'incomplete';
}
