/** Loads stored pages into the working database: one transaction a batch, so that rows and cursors never disagree. */
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { ZoneRule } from '../../../vendors/time';
import type { Stream, UnifyContext } from '../../../vendors/vendor';
import type { SourceConfig } from '../config/config';
import { failpoint } from '../run/failpoint';
import { noteChange } from '../marts/freshness';
import type { Working } from '../state/database';
import type { Session } from '../state/session';
import { rememberSource } from '../state/sources';
import type { StoredTable } from '../state/stored-tables';
import { STORED_TABLES, STORED_TICKETS, STORED_VALUES } from '../state/stored-tables';
import { rememberNamed, settleEnded, stageNamed } from './children';
import type { LoadCounts, StoredPage } from './page';
import { Reading } from './reading';
import { settleRejects, stageReadRecords, stageRejects } from './rejects';
import { settleShapes, stageShapes } from './shapes-store';
import { moveSlices } from './slice-moves';
import type { StageFile } from './staging';
import { StreamCounts } from './stream-counts';
import { observeStatus, queueChanged, replaceValues, stageValues } from './ticket-effects';
import { stageName, stageRows, upsert } from './upsert';

export interface LoaderOptions {
  source: SourceConfig;
  runId: string;
  zoneRule: ZoneRule;
  plainText: UnifyContext['plainText'];
}

export interface Loader {
  /**
   * Loads pages of one source, in the order given. Loading a page twice changes nothing.
   * @returns what changed, by stream, in rows of the stream's own table
   */
  load(pages: readonly StoredPage[]): Promise<Map<string, LoadCounts>>;
}

export function createLoader(working: Working, options: LoaderOptions): Loader {
  return new BatchLoader(working, options);
}

interface Staged {
  rows: ReadonlyMap<StoredTable, StageFile>;
  steps: StageFile;
  values: StageFile;
  named: StageFile;
  rejects: StageFile;
  read: StageFile;
  shapes: StageFile;
}

class BatchLoader implements Loader {
  private readonly streams: ReadonlyMap<string, Stream>;
  private readonly folder: string;
  private remembered = false;

  constructor(
    private readonly working: Working,
    private readonly options: LoaderOptions,
  ) {
    this.streams = new Map(options.source.vendor.streams.map((stream) => [stream.name, stream]));
    this.folder = path.join(working.places.scratch, `load-${options.source.name}`);
  }

  async load(pages: readonly StoredPage[]): Promise<Map<string, LoadCounts>> {
    const reading = new Reading(this.streams, (receivedAt) => this.contextAt(receivedAt));
    for (const page of pages) reading.page(page);
    await mkdir(this.folder, { recursive: true });
    const staged = await this.stage(reading);
    failpoint('load.staged');
    const counts = await this.working.transaction(async (session) => {
      const loaded = await this.store(session, pages, reading, staged);
      failpoint('load.before_commit');
      return loaded;
    });
    failpoint('load.committed');
    await rm(this.folder, { recursive: true, force: true });
    return counts;
  }

  private contextAt(receivedAt: string): UnifyContext {
    const { source, zoneRule, plainText } = this.options;
    const { timezone, pageSize, projects, paths } = source;
    return {
      settings: { timezone, pageSize, projects, paths },
      url: source.url,
      now: receivedAt,
      zoneRule,
      plainText,
      // Names are joined when tables are built, so that a renamed queue shows on tickets that were not read again.
      nameOf: () => null,
    };
  }

  private async stage(reading: Reading): Promise<Staged> {
    const rows = new Map<StoredTable, StageFile>();
    for (const table of STORED_TABLES) {
      const staged = reading.batch.rows(table);
      if (staged.length > 0) rows.set(table, await stageRows(this.folder, table, staged));
    }
    return {
      rows,
      steps: await reading.steps.stage(this.folder),
      values: await stageValues(this.folder, reading.customValues()),
      named: await stageNamed(this.folder, reading.named()),
      rejects: await stageRejects(this.folder, reading.rejects()),
      read: await stageReadRecords(this.folder, reading.read),
      shapes: await stageShapes(this.folder, reading.shapes.paths()),
    };
  }

  private async store(
    session: Session,
    pages: readonly StoredPage[],
    reading: Reading,
    staged: Staged,
  ): Promise<Map<string, LoadCounts>> {
    const { source, runId } = this.options;
    const { name } = source;
    if (!this.remembered) await rememberSource(session, source);
    const counts = new StreamCounts(reading, this.streams);
    for (const [table, stage] of staged.rows) {
      await stage.into(session, stageName(table));
      if (table === STORED_TICKETS) await staged.steps.into(session, 'stage_steps');
      counts.upserted(table, await upsert(session, table, { source: name, runId }));
      if (table === STORED_TICKETS) await this.ticketEffects(session, staged);
    }
    await staged.named.into(session, 'stage_named');
    const ended = await moveSlices(session, this.folder, name, pages);
    counts.gone(await settleEnded(session, this.folder, name, ended, this.streams));
    await rememberNamed(session, name);
    await staged.rejects.into(session, 'stage_rejects');
    await staged.read.into(session, 'stage_read');
    await settleRejects(session, name, runId);
    await staged.shapes.into(session, 'stage_shapes');
    await settleShapes(session, name);
    await rememberSpool(session, name, pages);
    if (counts.hasChanged) await noteChange(session);
    this.remembered = true;
    return counts.all();
  }

  private async ticketEffects(session: Session, staged: Staged): Promise<void> {
    const { source, runId } = this.options;
    await staged.values.into(session, stageName(STORED_VALUES));
    await replaceValues(session, source.name, runId);
    await observeStatus(session, source.name, runId);
    await queueChanged(session, source.name, this.perTicketStreams());
  }

  /** Those that are not selected, too: whoever selects one later must not miss what changed before. */
  private perTicketStreams(): string[] {
    return [...this.streams.values()].filter((stream) => stream.scope === 'ticket').map((stream) => stream.name);
  }
}

/** How far each spool file is loaded, with the rows themselves. */
async function rememberSpool(session: Session, source: string, pages: readonly StoredPage[]): Promise<void> {
  const ends = new Map<string, number>();
  for (const { spool } of pages) ends.set(spool.file, Math.max(spool.end, ends.get(spool.file) ?? 0));
  for (const [file, end] of ends) {
    await session.run(
      'UPDATE spool SET loaded_to = greatest(loaded_to, $end) WHERE source = $source AND file = $file',
      {
        source,
        file,
        end,
      },
    );
    await session.run(
      'INSERT INTO spool SELECT $source, $file, $end WHERE NOT EXISTS (SELECT 1 FROM spool WHERE source = $source AND file = $file)',
      { source, file, end },
    );
  }
}
