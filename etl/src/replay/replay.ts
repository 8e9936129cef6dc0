/**
 * Loads and publishes again from raw/, without asking anyone: after a change of what records are taken to mean, or when
 * the working database was lost. The rows are rebuilt in a copy that takes the place of the working database at the end,
 * so that a replay that is ended or killed changes nothing.
 */
import { copyFile, constants, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Config, SourceConfig } from '../config/config';
import { messageRedactor } from '../config/message-redaction';
import { spoolFiles } from '../raw/spool';
import { replaceFile, syncFile } from '../base/files';
import { publish } from '../publish/publish';
import { notePurge, publishTargets } from '../targets/publish-targets';
import type { Hold } from '../targets/remote-state/holding';
import { holdingLake, warnBy } from '../targets/remote-state/holding';
import { noteChangedHours } from '../marts/business-hours';
import { noteChangedMasks } from '../marts/masked';
import { noteMaskedFields } from '../marts/masked-fields';
import { loadLeftovers } from '../load/load-leftovers';
import type { Listener } from '../base/events';
import { failpoint } from '../base/failpoint';
import { LakeClock } from '../base/clock';
import type { ExportResult, Outcome, SourceResult, TargetResult } from '../base/run-result';
import { EXIT_CODES, overall, withTargets } from '../base/run-result';
import { newRunId } from '../base/run-id';
import type { RunRow } from '../base/run-row';
import { lakePaths, openWorkingDatabase } from '../store/database';
import { lakeTrouble } from '../base/disk-trouble';
import { LakeError } from '../base/errors';
import { latestStamp } from '../store/latest-stamp';
import { closeKilledRuns, saveRunRows } from '../store/runs';
import { createWorkList } from '../checkpoints/work-list';
import { finishChanges } from '../catalog/unfinished';
import { attachBefore, detachBefore } from './rebuilt';
import { SourceReplay } from './source-replay';

export interface ReplayOptions {
  /** Only these sources; default all. */
  sources?: readonly string[];
  /** Aborting it ends the replay: the lake is then as it was. */
  signal: AbortSignal;
  listener: Listener;
}

/**
 * Replays the selected sources of the lake of `config`. Keys are not used.
 * @param now epoch ms
 * @returns what became of every source and stream, as an export says it
 * @throws LakeError when the lake cannot be used, or raw/ holds nothing of the selected sources
 */
export async function runReplay(
  config: Config,
  options: ReplayOptions,
  now: () => number = () => Date.now(),
): Promise<ExportResult> {
  try {
    return await replayLocked(config, options, now);
  } catch (error) {
    throw lakeTrouble(error, config.lake) ?? error;
  }
}

async function replayLocked(config: Config, options: ReplayOptions, now: () => number): Promise<ExportResult> {
  return holdingLake(config, { now, warn: warnBy(options.listener) }, (hold) => {
    const signal = AbortSignal.any([options.signal, hold.lost]);
    return new Replay(config, { ...options, signal }, now).run(hold);
  });
}

class Replay {
  private readonly begun: number;
  private readonly clock: LakeClock;
  private readonly raw: string;
  private readonly listener: Listener;
  private readonly redact;
  private runId = '';

  constructor(
    private readonly config: Config,
    private readonly options: ReplayOptions,
    private readonly now: () => number,
  ) {
    this.begun = now();
    this.clock = new LakeClock(now);
    this.raw = path.join(config.lake, 'raw');
    this.redact = messageRedactor(config);
    this.listener = options.listener;
  }

  async run(hold: Hold): Promise<ExportResult> {
    const sources = this.selected();
    await this.settleWorking(sources);
    this.listener({ type: 'run_started', run_id: this.runId, sources: sources.map(({ name }) => name) });
    const replayed = await this.rebuild(sources);
    if (replayed === undefined) return this.result(sources.map((source) => resultOf(source, [], 'interrupted')));
    await this.publish();
    await hold.save();
    const targets = await publishTargets(this.config, { listener: this.listener, now: this.now });
    return this.result(replayed, targets);
  }

  private selected(): SourceConfig[] {
    const { sources: names = [] } = this.options;
    return this.config.sources.filter(({ name }) => names.length === 0 || names.includes(name));
  }

  private async requireRaw(sources: readonly SourceConfig[]): Promise<void> {
    for (const { name } of sources) if ((await spoolFiles(this.raw, name)).length > 0) return;
    throw new LakeError(
      'no_raw',
      `${this.raw} holds nothing that could be replayed`,
      'Run `ticketlake export`. raw_retention says how long answers are kept.',
    );
  }

  /** The database is brought to where a run that was killed had come: its last pages are loaded as that run would have. */
  private async settleWorking(sources: readonly SourceConfig[]): Promise<void> {
    const working = await openWorkingDatabase(this.config.lake);
    try {
      await finishChanges(working, this.config.lake);
      await this.requireRaw(sources);
      this.clock.advancePast(await latestStamp(working));
      this.runId = newRunId(this.clock.now());
      await closeKilledRuns(working);
      for (const source of sources) {
        // A database that knew nothing: what raw has is rebuilt, not added.
        if ((await createWorkList(working, source.name).loadedTo()).size === 0) continue;
        const { raw: rawFolder, runId, clock } = this;
        // The replay itself tells of a page that cannot be read.
        await loadLeftovers({ working, rawFolder, source, runId, clock, broken: () => undefined });
      }
    } finally {
      await working.close();
    }
  }

  /** @returns undefined when the run was told to end: nothing is changed then */
  private async rebuild(sources: readonly SourceConfig[]): Promise<SourceResult[] | undefined> {
    const standing = lakePaths(this.config.lake).working;
    const copy = path.join(path.dirname(standing), 'replay.duckdb');
    await dropCopy(copy);
    await copyFile(standing, copy, constants.COPYFILE_FICLONE);
    const replayed = await this.rebuildIn(copy, standing, sources);
    if (this.options.signal.aborted) {
      await dropCopy(copy);
      return undefined;
    }
    await syncFile(copy);
    failpoint('replay.rebuilt');
    await replaceFile(copy, standing);
    failpoint('replay.replaced');
    return replayed;
  }

  private async rebuildIn(copy: string, standing: string, sources: readonly SourceConfig[]): Promise<SourceResult[]> {
    const { clock, raw, runId, redact, listener } = this;
    const { signal } = this.options;
    const working = await openWorkingDatabase(this.config.lake, { file: copy });
    try {
      await attachBefore(working, standing);
      const replayed: SourceResult[] = [];
      for (const source of sources) {
        const parts = { working, rawFolder: raw, runId, source, clock, redact, signal, listener };
        const rows = await new SourceReplay(parts).run();
        await saveRunRows(working, rows);
        replayed.push(resultOf(source, rows, outcomeOf(rows)));
      }
      await detachBefore(working);
      return replayed;
    } finally {
      await working.close();
    }
  }

  private async publish(): Promise<void> {
    const begun = this.now();
    const working = await openWorkingDatabase(this.config.lake);
    try {
      await noteChangedHours(working, this.config, this.listener);
      if (await noteChangedMasks(working, this.config, this.listener)) notePurge(this.config);
      const present = () => this.clock.nextTimestamp();
      const tables = await publish(working, { config: this.config, runId: this.runId, now: present(), present });
      await noteMaskedFields(working, this.config, this.listener);
      this.listener({ type: 'published', run_id: this.runId, tables, ms: this.now() - begun });
    } finally {
      await working.close();
    }
  }

  private result(sources: SourceResult[], targets: TargetResult[] = []): ExportResult {
    const outcome = withTargets(overall(sources.map((source) => source.outcome)), targets);
    const exitCode = EXIT_CODES[outcome];
    this.listener({
      type: 'run_finished',
      run_id: this.runId,
      outcome,
      exit_code: exitCode,
      ms: this.now() - this.begun,
    });
    const result = { run_id: this.runId, outcome, exit_code: exitCode, sources };
    return targets.length === 0 ? result : { ...result, targets };
  }
}

async function dropCopy(copy: string): Promise<void> {
  for (const file of [copy, `${copy}.wal`]) await rm(file, { force: true });
}

function resultOf({ name, vendor }: SourceConfig, streams: RunRow[], outcome: Outcome): SourceResult {
  return { source: name, vendor: vendor.name, outcome, streams };
}

function outcomeOf(rows: readonly RunRow[]): Outcome {
  return rows.every(({ outcome }) => outcome === 'complete') ? 'complete' : 'incomplete';
}
