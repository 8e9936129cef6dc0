/** The main job: reads every selected source side by side, loads what comes, publishes as it grows. */
import { randomInt } from 'node:crypto';
import path from 'node:path';
import { isVendorError } from '../../../vendors/errors';
import { toResult } from '../../../vendors/result';
import type { Redact } from '../../../vendors/redact';
import type { Config, SourceConfig } from '../config/config';
import { messageRedactor } from '../config/message-redaction';
import { sameServices, sameServiceText } from '../config/same-service';
import { finishChanges } from '../catalog/unfinished';
import { pruneRaw } from '../raw/retention';
import { connect } from './connection';
import type { CheckedSource } from './key-check';
import { checkKeys } from './key-check';
import { alignClock } from './machine-clock';
import { noteOfGone, refuseRenamed, suspicions, unansweredText } from './renamed-source';
import { assembleSource } from './source-assembly';
import type { StreamRows } from './stream-rows';
import type { RuntimeEnv } from '../base/async';
import { sleep } from '../base/async';
import { noteChangedHours } from '../marts/business-hours';
import { noteChangedMasks } from '../marts/masked';
import { noteMaskedFields } from '../marts/masked-fields';
import { isAboutTheRun } from '../schema/run-tables';
import { awaitsTickets } from '../publish/awaited-tickets';
import { publications } from '../publish/publications';
import { publish } from '../publish/publish';
import { Publisher } from '../publish/publisher';
import { notePurge, publishTargets } from '../targets/publish-targets';
import { holdingLake, warnBy } from '../targets/remote-state/holding';
import { compact, hasManyFreeBlocks } from '../store/compact';
import type { WorkingDatabase } from '../store/database';
import { openWorkingDatabase } from '../store/database';
import { lakeTrouble } from '../base/disk-trouble';
import { closeKilledRuns } from '../store/runs';
import { messageOf } from '../base/system-error';
import { createWorkList } from '../checkpoints/work-list';
import type { Listener } from '../base/events';
import { LakeClock } from '../base/clock';
import type { ExportOptions, ExportResult, SourceResult, TargetResult } from '../base/run-result';
import { EXIT_CODES, overall, withTargets } from '../base/run-result';
import { newRunId } from '../base/run-id';

const REAL: RuntimeEnv = {
  now: () => Date.now(),
  sleep,
  random: () => randomInt(1_000_000) / 1_000_000,
};

/** After runs that found nothing a smaller log waits for the next one: a checkpoint writes a megabyte, however little is new. */
const LOG_BYTES = 16 * 1024 * 1024;

/**
 * Exports the selected sources into the lake of `config`.
 * @returns what became of every source and stream; a service's fault is in there, not thrown
 * @throws LakeError when the lake cannot be used (another run holds it, a newer version wrote it, the disk is full)
 */
export async function runExport(config: Config, options: ExportOptions, env: RuntimeEnv = REAL): Promise<ExportResult> {
  try {
    return await exportLocked(config, options, env);
  } catch (error) {
    throw lakeTrouble(error, config.lake) ?? error;
  }
}

async function exportLocked(config: Config, options: ExportOptions, env: RuntimeEnv): Promise<ExportResult> {
  const warn = warnBy(options.listener);
  return holdingLake(config, { now: env.now, warn }, async (hold) => {
    const signal = AbortSignal.any([options.signal, hold.lost]);
    const { run, sources } = await exportWorking(config, { ...options, signal }, env);
    await hold.save();
    return run.finish(sources);
  });
}

async function exportWorking(config: Config, options: ExportOptions, env: RuntimeEnv): Promise<EndedExport> {
  const working = await openWorkingDatabase(config.lake);
  let isLoose = false;
  let keepsLog = false;
  try {
    await finishChanges(working, config.lake);
    const ended = await exportInto(working, config, options, env);
    keepsLog = !ended.run.hasNews && (await working.logBytes()) < LOG_BYTES;
    isLoose = !keepsLog && (await hasManyFreeBlocks(working));
    return ended;
  } finally {
    await (keepsLog ? working.closeWithLog() : working.close());
    if (isLoose) await compactAfterwards(working.places.working, options.listener);
  }
}

/** A run that published the lake, and no target yet. */
interface EndedExport {
  run: ExportRun;
  sources: SourceResult[];
}

/** Every source is asked for its clock before anything is stamped by this machine's. */
async function exportInto(
  working: WorkingDatabase,
  config: Config,
  options: ExportOptions,
  env: RuntimeEnv,
): Promise<EndedExport> {
  const begun = env.now();
  const redact = messageRedactor(config);
  const listener = redacting(options.listener, redact);
  const checkedSources = await checkKeys(selectedOf(config, options), (source) =>
    connect(source, { proxy: config.proxy, options, env, working, listener }),
  );
  try {
    const latest = await alignClock(working, config.lake, checkedSources, env.now(), listener);
    const clock = new LakeClock(env.now);
    clock.advancePast(latest);
    await closeKilledRuns(working);
    const run = new ExportRun(config, options, env, working, clock, { listener, redact, begun });
    return { run, sources: await run.run(checkedSources) };
  } finally {
    await Promise.all(checkedSources.map(({ connection }) => connection.close()));
  }
}

function selectedOf({ sources }: Config, { sources: names = [] }: ExportOptions): SourceConfig[] {
  return sources.filter(({ name }) => names.length === 0 || names.includes(name));
}

function redacting(listener: Listener, redact: Redact): Listener {
  return (event) => {
    listener('message' in event ? { ...event, message: redact(event.message) } : event);
  };
}

/** What was exported is published: a disk that has no room for a second copy is no failure of the run. */
async function compactAfterwards(file: string, listener: Listener): Promise<void> {
  const tried = await toResult(compact(file));
  if (tried.status === 'fulfilled') return;
  const message = `${file} keeps free space that it does not need, as it could not be written anew: ${messageOf(tried.reason)}`;
  listener({ type: 'note', source: null, stream: null, level: 'warning', message });
}

class ExportRun {
  private readonly runId: string;
  /** When the command began, the test of its keys included, in ms. */
  private readonly begun: number;
  private readonly publisher: Publisher;
  private readonly raw: string;
  private readonly listener: Listener;
  private readonly redact: Redact;
  private readonly running = new Set<StreamRows>();
  /** Whether more was published than what is said of the run. */
  hasNews = false;
  /** New sources that did not say whether the lake holds their tickets already: why. */
  private readonly unanswered = new Map<string, string>();

  constructor(
    private readonly config: Config,
    private readonly options: ExportOptions,
    private readonly env: RuntimeEnv,
    private readonly working: WorkingDatabase,
    private readonly clock: LakeClock,
    { listener, redact, begun }: { listener: Listener; redact: Redact; begun: number },
  ) {
    this.listener = listener;
    this.redact = redact;
    this.begun = begun;
    this.runId = newRunId(clock.now());
    this.raw = path.join(config.lake, 'raw');
    this.publisher = new Publisher(() => this.publishOnce(), env.now);
  }

  async run(checkedSources: readonly CheckedSource[]): Promise<SourceResult[]> {
    const sources = checkedSources.map(({ source }) => source);
    this.listener({ type: 'run_started', run_id: this.runId, sources: sources.map(({ name }) => name) });
    await this.refuseRenamedSources(checkedSources);
    this.noteDoubledSources();
    await noteChangedHours(this.working, this.config, this.listener);
    // Versions before, which targets keep for a time, are masked otherwise.
    if (await noteChangedMasks(this.working, this.config, this.listener)) notePurge(this.config);
    const results = await Promise.allSettled(checkedSources.map((each) => this.runSource(each)));
    const publication = await toResult(this.publisher.publish());
    for (const ended of [...results, publication]) if (ended.status === 'rejected') throw ended.reason;
    await noteMaskedFields(this.working, this.config, this.listener);
    await this.prune(sources);
    return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  }

  /** To be called when the working database is closed. */
  async finish(sources: SourceResult[]): Promise<ExportResult> {
    return this.result(sources, await this.publishTargets());
  }

  private noteDoubledSources(): void {
    for (const pair of sameServices(this.config.sources)) {
      const note = { source: pair[0], stream: null, level: 'warning' as const };
      this.listener({ type: 'note', ...note, message: sameServiceText(pair) });
    }
  }

  /** @throws LakeError before anything is loaded; a new source that does not answer fails by itself */
  private async refuseRenamedSources(checkedSources: readonly CheckedSource[]): Promise<void> {
    const { working, config, env } = this;
    const usable = checkedSources.filter(({ findings }) => findings.every(({ level }) => level !== 'error'));
    const { suspicions: found, gone } = await suspicions(
      working,
      config,
      usable.map(({ source }) => source),
    );
    for (const each of gone) this.listener(noteOfGone(each));
    for (const suspicion of found) {
      const { connection } = usable.find(({ source }) => source === suspicion.source) ?? {};
      if (connection === undefined) continue;
      try {
        await refuseRenamed(working, suspicion, connection.call, env.now());
      } catch (error) {
        if (!isVendorError(error)) throw error;
        // Whoever is told to end loads nothing anyway.
        if (error.code === 'aborted') continue;
        this.unanswered.set(suspicion.source.name, unansweredText(suspicion, error));
      }
    }
  }

  private async runSource(checkedSource: CheckedSource): Promise<SourceResult> {
    const { runId, config, options, working, raw, clock, env, listener, redact } = this;
    const publisher = { isDue: () => this.publisher.isDue(), publish: () => this.publishEarly() };
    const { run, rows, close } = await assembleSource(
      checkedSource,
      { runId, config, options, working, raw, clock, machineNow: env.now, listener, redact, publisher },
      this.unanswered.get(checkedSource.source.name) ?? null,
    );
    this.running.add(rows);
    try {
      return await run.run();
    } finally {
      this.running.delete(rows);
      await close();
    }
  }

  /** What cannot be published now is published at the end: the reading goes on. */
  private async publishEarly(): Promise<void> {
    if (await awaitsTickets(this.working, this.config, await publications(this.working))) return;
    const tried = await toResult(this.publisher.publishIfDue());
    if (tried.status === 'fulfilled') return;
    const message = `publishing has to wait: ${messageOf(tried.reason)}`;
    this.listener({ type: 'note', source: null, stream: null, level: 'warning', message });
  }

  private async publishOnce(): Promise<void> {
    const begun = this.env.now();
    for (const rows of this.running) await rows.saveUnfinished();
    const present = () => this.clock.nextTimestamp();
    const tables = await publish(this.working, { config: this.config, runId: this.runId, now: present(), present });
    this.hasNews ||= tables.some(({ table, rewritten }) => rewritten && !isAboutTheRun(table));
    this.listener({ type: 'published', run_id: this.runId, tables, ms: this.env.now() - begun });
  }

  /** After the lake itself. A run that is told to end leaves them as they are: the next one brings them up to date. */
  private async publishTargets(): Promise<TargetResult[]> {
    const { config, options, env, listener } = this;
    if (options.signal.aborted) return [];
    return publishTargets(config, { listener, now: env.now });
  }

  /** Raw pages older than the retention are removed once they are loaded. */
  private async prune(sources: readonly SourceConfig[]): Promise<void> {
    for (const { name } of sources) {
      const loadedTo = await createWorkList(this.working, name).loadedTo();
      await pruneRaw(this.raw, name, this.config.rawRetentionMs, this.env.now(), loadedTo);
    }
  }

  private result(sources: SourceResult[], targets: TargetResult[]): ExportResult {
    const outcome = withTargets(overall(sources.map((source) => source.outcome)), targets);
    const result: ExportResult = {
      ...{ run_id: this.runId, outcome, exit_code: EXIT_CODES[outcome], sources },
      ...(targets.length === 0 ? {} : { targets }),
    };
    this.listener({
      type: 'run_finished',
      run_id: this.runId,
      outcome,
      exit_code: result.exit_code,
      ms: this.env.now() - this.begun,
    });
    return result;
  }
}
