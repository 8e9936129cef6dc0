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
import { settleClock } from './machine-clock';
import { noteOfGone, refuseRenamed, suspicions, unansweredText } from './renamed-source';
import { assembleSource } from './source-assembly';
import type { StreamRows } from './stream-rows';
import type { Surroundings } from '../base/async';
import { sleep } from '../base/async';
import { noteChangedHours } from '../marts/business-hours';
import { noteChangedMasks } from '../marts/masked';
import { noteMaskedFields } from '../marts/masked-fields';
import { isAboutTheRun } from '../publish/database-file';
import { publish } from '../publish/publish';
import { Publisher } from '../publish/publisher';
import { notePurge, publishTargets } from '../targets/publish-targets';
import { compact, hasManyFreeBlocks } from '../store/compact';
import type { Working } from '../store/database';
import { openWorking } from '../store/database';
import { lakeTrouble } from '../base/disk-trouble';
import { LakeError } from '../base/errors';
import { acquireLock } from '../store/lock';
import { closeKilledRuns } from '../store/runs';
import { messageOf } from '../base/system-error';
import { createWorkList } from '../checkpoints/work-list';
import type { Listener } from '../base/events';
import { LakeClock } from '../base/clock';
import type { ExportOptions, ExportResult, SourceResult, TargetResult } from '../base/run-result';
import { EXIT_CODES, overall, withTargets } from '../base/run-result';
import { newRunId } from '../base/run-id';

const REAL: Surroundings = {
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
export async function runExport(
  config: Config,
  options: ExportOptions,
  world: Surroundings = REAL,
): Promise<ExportResult> {
  try {
    return await exportAlone(config, options, world);
  } catch (error) {
    throw lakeTrouble(error, config.lake) ?? error;
  }
}

async function exportAlone(config: Config, options: ExportOptions, world: Surroundings): Promise<ExportResult> {
  const locking = acquireLock(config.lake, world.now);
  if (!locking.ok) throw new LakeError('locked', locking.message, locking.remedy);
  try {
    const working = await openWorking(config.lake);
    let isLoose = false;
    let keepsLog = false;
    try {
      await finishChanges(working, config.lake);
      const { result, hasNews } = await exportInto(working, config, options, world);
      keepsLog = !hasNews && (await working.logBytes()) < LOG_BYTES;
      isLoose = !keepsLog && (await hasManyFreeBlocks(working));
      return result;
    } finally {
      await (keepsLog ? working.closeWithLog() : working.close());
      if (isLoose) await compactAfterwards(working.places.working, options.listener);
    }
  } finally {
    locking.lock.release();
  }
}

/** Every source is asked for its clock before anything is stamped by this machine's. */
async function exportInto(
  working: Working,
  config: Config,
  options: ExportOptions,
  world: Surroundings,
): Promise<{ result: ExportResult; hasNews: boolean }> {
  const redact = messageRedactor(config);
  const tell = redacting(options.listener, redact);
  const checked = await checkKeys(selectedOf(config, options), (source) =>
    connect(source, { proxy: config.proxy, options, world, working, listener: tell }),
  );
  try {
    const latest = await settleClock(working, config.lake, checked, world.now(), tell);
    const clock = new LakeClock(world.now);
    clock.isAfter(latest);
    await closeKilledRuns(working);
    const run = new ExportRun(config, options, world, working, clock, { tell, redact });
    const result = await run.run(checked);
    return { result, hasNews: run.hasNews };
  } finally {
    await Promise.all(checked.map(({ connection }) => connection.close()));
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
async function compactAfterwards(file: string, tell: Listener): Promise<void> {
  const tried = await toResult(compact(file));
  if (tried.status === 'fulfilled') return;
  const message = `${file} keeps free space that it does not need, as it could not be written anew: ${messageOf(tried.reason)}`;
  tell({ type: 'note', source: null, stream: null, level: 'warning', message });
}

class ExportRun {
  private readonly runId: string;
  private readonly begun: number;
  private readonly publisher: Publisher;
  private readonly raw: string;
  private readonly tell: Listener;
  private readonly redact: Redact;
  private readonly running = new Set<StreamRows>();
  /** Whether more was published than what is said of the run. */
  hasNews = false;
  /** New sources that did not say whether the lake holds their tickets already: why. */
  private readonly unanswered = new Map<string, string>();

  constructor(
    private readonly config: Config,
    private readonly options: ExportOptions,
    private readonly world: Surroundings,
    private readonly working: Working,
    private readonly clock: LakeClock,
    { tell, redact }: { tell: Listener; redact: Redact },
  ) {
    this.tell = tell;
    this.redact = redact;
    this.begun = world.now();
    this.runId = newRunId(clock.now());
    this.raw = path.join(config.lake, 'raw');
    this.publisher = new Publisher(() => this.publishOnce(), world.now);
  }

  async run(checked: readonly CheckedSource[]): Promise<ExportResult> {
    const sources = checked.map(({ source }) => source);
    this.tell({ type: 'run_started', run_id: this.runId, sources: sources.map(({ name }) => name) });
    await this.refuseRenamedSources(checked);
    this.noteDoubledSources();
    await noteChangedHours(this.working, this.config, this.tell);
    // Versions before, which targets keep for a time, are masked otherwise.
    if (await noteChangedMasks(this.working, this.config, this.tell)) notePurge(this.config);
    const settled = await Promise.allSettled(checked.map((each) => this.runSource(each)));
    const publication = await toResult(this.publisher.publish());
    for (const ended of [...settled, publication]) if (ended.status === 'rejected') throw ended.reason;
    await noteMaskedFields(this.working, this.config, this.tell);
    await this.prune(sources);
    const targets = await this.publishTargets();
    return this.result(
      settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])),
      targets,
    );
  }

  private noteDoubledSources(): void {
    for (const pair of sameServices(this.config.sources)) {
      const note = { source: pair[0], stream: null, level: 'warning' as const };
      this.tell({ type: 'note', ...note, message: sameServiceText(pair) });
    }
  }

  /** @throws LakeError before anything is loaded; a new source that does not answer fails by itself */
  private async refuseRenamedSources(checked: readonly CheckedSource[]): Promise<void> {
    const { working, config, world } = this;
    const usable = checked.filter(({ findings }) => findings.every(({ level }) => level !== 'error'));
    const { suspicions: found, gone } = await suspicions(
      working,
      config,
      usable.map(({ source }) => source),
    );
    for (const each of gone) this.tell(noteOfGone(each));
    for (const suspicion of found) {
      const { connection } = usable.find(({ source }) => source === suspicion.source) ?? {};
      if (connection === undefined) continue;
      try {
        await refuseRenamed(working, suspicion, connection.call, world.now());
      } catch (error) {
        if (!isVendorError(error)) throw error;
        // Whoever is told to end loads nothing anyway.
        if (error.code === 'aborted') continue;
        this.unanswered.set(suspicion.source.name, unansweredText(suspicion, error));
      }
    }
  }

  private async runSource(checked: CheckedSource): Promise<SourceResult> {
    const { runId, config, options, working, raw, clock, world, tell, redact } = this;
    const publisher = { isDue: () => this.publisher.isDue(), publish: () => this.publishEarly() };
    const { run, rows, close } = await assembleSource(
      checked,
      { runId, config, options, working, raw, clock, machineNow: world.now, tell, redact, publisher },
      this.unanswered.get(checked.source.name) ?? null,
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
    const tried = await toResult(this.publisher.publishIfDue());
    if (tried.status === 'fulfilled') return;
    const message = `publishing has to wait: ${messageOf(tried.reason)}`;
    this.tell({ type: 'note', source: null, stream: null, level: 'warning', message });
  }

  private async publishOnce(): Promise<void> {
    const begun = this.world.now();
    for (const rows of this.running) await rows.saveUnfinished();
    const present = () => this.clock.stamp();
    const tables = await publish(this.working, { config: this.config, runId: this.runId, now: present(), present });
    this.hasNews ||= tables.some(({ table, rewritten }) => rewritten && !isAboutTheRun(table));
    this.tell({ type: 'published', run_id: this.runId, tables, ms: this.world.now() - begun });
  }

  /** After the lake itself. A run that is told to end leaves them as they are: the next one brings them up to date. */
  private async publishTargets(): Promise<TargetResult[]> {
    const { config, options, world, tell } = this;
    if (options.signal.aborted) return [];
    return publishTargets(config, { listener: tell, now: world.now });
  }

  /** Raw pages older than the retention are removed once they are loaded. */
  private async prune(sources: readonly SourceConfig[]): Promise<void> {
    for (const { name } of sources) {
      const loadedTo = await createWorkList(this.working, name).loadedTo();
      await pruneRaw(this.raw, name, this.config.rawRetentionMs, this.world.now(), loadedTo);
    }
  }

  private result(sources: SourceResult[], targets: TargetResult[]): ExportResult {
    const outcome = withTargets(overall(sources.map((source) => source.outcome)), targets);
    const result: ExportResult = {
      ...{ run_id: this.runId, outcome, exit_code: EXIT_CODES[outcome], sources },
      ...(targets.length === 0 ? {} : { targets }),
    };
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
