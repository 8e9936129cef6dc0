/** Gives a source of the lake another name, or removes it, and publishes the tables that follow from it. */
import path from 'node:path';
import { changeSource, rowsOfSource } from '../catalog/source-change';
import type { SourceChange } from '../catalog/source-change';
import { finishChanges } from '../catalog/unfinished';
import type { HeldSource } from '../catalog/held-sources';
import { heldSources } from '../catalog/held-sources';
import { LakeClock } from '../base/clock';
import { lakeTrouble } from '../base/disk-trouble';
import { newRunId } from '../base/run-id';
import type { Config } from '../config/config';
import { readErasures } from '../privacy/erasures';
import { publish } from '../publish/publish';
import type { TargetResult } from '../base/run-result';
import { leftTargets, notePurge, publishTargets } from '../targets/publish-targets';
import { holdingLake } from '../targets/remote-state/holding';
import { spoolFiles } from '../raw/spool';
import { compact } from '../store/compact';
import type { WorkingDatabase } from '../store/database';
import { lakePaths, openWorkingDatabase } from '../store/database';
import { latestStamp } from '../store/latest-stamp';
import { closeKilledRuns } from '../store/runs';
import { refuseChange } from './refusals';

export interface ChangeOptions {
  dryRun: boolean;
  /** Asked once what will be done is known. */
  confirm(plan: ChangePlan): Promise<boolean>;
  /** Epoch ms. */
  now(): number;
}

export interface ChangePlan extends SourceChange {
  vendor: string;
  tickets: number;
  /** Rows of the working database, by table. */
  rows: Record<string, number>;
  /** Files of answers as received. */
  raw_files: number;
  /** People who were erased in the source. */
  erased_people: number;
}

export interface Changed {
  outcome: 'done' | 'planned' | 'refused';
  plan: ChangePlan;
  /** Where the tables are published beside the lake, as it ended there. */
  targets: TargetResult[];
  /** Targets that left the configuration: they keep what was published there. */
  left_targets: string[];
}

/**
 * @throws LakeError `wrong_source` when the names do not fit the lake and the configuration; others when the lake cannot
 * be used
 */
export async function changeSourceOf(config: Config, change: SourceChange, options: ChangeOptions): Promise<Changed> {
  try {
    return await holdingLake(config, options, async (hold) => {
      const changed = await changeLocked(config, change, options);
      if (changed.outcome !== 'done') return changed;
      await hold.save(change.to === null);
      const targets = await publishTargets(config, { listener: () => undefined, now: options.now });
      const left = leftTargets(config).map(({ name, to }) => `${name} (${to})`);
      return { ...changed, targets, left_targets: left };
    });
  } catch (error) {
    throw lakeTrouble(error, config.lake) ?? error;
  }
}

async function changeLocked(config: Config, change: SourceChange, options: ChangeOptions): Promise<Changed> {
  const working = await openWorkingDatabase(config.lake);
  let isRemoved = false;
  try {
    await finishChanges(working, config.lake);
    const held = await heldSources(working, 'w_tickets');
    const plan = await planOf(working, config, change, refuseChange(change, held, config));
    if (options.dryRun) return { outcome: 'planned', plan, ...NO_TARGETS };
    if (!(await options.confirm(plan))) return { outcome: 'refused', plan, ...NO_TARGETS };
    const clock = new LakeClock(options.now);
    clock.advancePast(await latestStamp(working));
    await closeKilledRuns(working);
    // Before anything is changed: whoever is killed after it must be able to go on.
    if (change.to === null) notePurge(config);
    await changeSource(working, config.lake, change);
    await publish(working, {
      config,
      runId: newRunId(clock.now()),
      now: clock.nextTimestamp(),
      present: () => clock.nextTimestamp(),
    });
    isRemoved = change.to === null;
    return { outcome: 'done', plan, ...NO_TARGETS };
  } finally {
    await working.close();
    // What was removed is not to stay in free blocks of the file.
    if (isRemoved) await compact(lakePaths(config.lake).working);
  }
}

const NO_TARGETS = { targets: [], left_targets: [] };

async function planOf(
  working: WorkingDatabase,
  config: Config,
  change: SourceChange,
  { vendor, tickets }: HeldSource,
): Promise<ChangePlan> {
  const { erasures } = await readErasures(config.lake);
  return {
    ...change,
    vendor,
    tickets,
    rows: await rowsOfSource(working, change.from),
    raw_files: (await spoolFiles(path.join(config.lake, 'raw'), change.from)).length,
    erased_people: erasures.filter(({ sources }) => sources.includes(change.from)).length,
  };
}
