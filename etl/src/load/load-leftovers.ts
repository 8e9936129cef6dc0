/** Brings a working database to where a run that was killed had come: pages on disk are loaded as it would have. */
import type { SourceConfig } from '../config/config';
import { settingsOf } from '../config/config';
import type { BrokenPage } from '../raw/spool';
import { unloadedPages } from '../raw/unloaded-pages';
import { createLoader } from './loader';
import { plainText } from '../../../markup/plain-text';
import { zoneRule } from '../mapping/zone-rule';
import type { LakeClock } from '../base/clock';
import type { WorkingDatabase } from '../store/database';
import { createWorkList } from '../checkpoints/work-list';

const BATCH_ROWS = 5000;

export interface LeftoverParts {
  working: WorkingDatabase;
  /** `raw/` of the lake. */
  rawFolder: string;
  source: SourceConfig;
  /** Of the run that loads them. */
  runId: string;
  clock: LakeClock;
  /** Told of pages that cannot be read. */
  broken(page: BrokenPage): void;
}

export async function loadLeftovers({
  working,
  rawFolder,
  source,
  runId,
  clock,
  broken,
}: LeftoverParts): Promise<void> {
  const work = createWorkList(working, source.name);
  const context = { settings: settingsOf(source), queueIds: await work.queueIds() };
  const loader = createLoader(working, { source, runId, zoneRule, plainText, isConfirmed: true });
  let batch = loader.batch();
  for await (const page of unloadedPages(rawFolder, source, await work.loadedTo(), context, broken)) {
    clock.advancePast(page.receivedAt);
    batch.add(page);
    if (batch.rows < BATCH_ROWS) continue;
    await batch.load();
    batch = loader.batch();
  }
  if (batch.pages > 0) await batch.load();
}
