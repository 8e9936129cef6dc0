/** Loads stored pages into the working database: one transaction a batch, so that rows and cursors never disagree. */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { ZoneRule } from '../../../vendors/time';
import type { Stream, UnifyContext } from '../../../vendors/vendor';
import type { SourceConfig } from '../config/config';
import { settingsOf } from '../config/config';
import { failpoint } from '../base/failpoint';
import { markLookupsDirty } from '../store/dirty';
import type { WorkingDatabase } from '../store/database';
import { releaseMemory } from '../store/memory-retry';
import type { Session } from '../store/session';
import { rowHash, ticketHash, valuesOf } from '../store/row-hash';
import { rememberSource } from '../store/sources';
import type { StoredTable } from '../store/staging-tables';
import { STORED_TABLES, STORED_TICKETS } from '../store/staging-tables';
import { finishTickets, rememberNamed, stageNamed } from './children';
import type { StagedTable } from './batch';
import { GcPacer } from './gc-pacer';
import type { LoadCounts, PageMeta, StoredPage } from '../raw/page';
import { BatchReader } from './batch-reader';
import { settleRejects, stageReadRecords, stageRejects } from './rejects';
import { createWorkList } from '../checkpoints/work-list';
import { storedPageAt } from '../raw/unloaded-pages';
import { salvage } from './salvage';
import { settleShapes } from '../checkpoints/schema-drift';
import { moveSlices } from '../checkpoints/slice-moves';
import type { Stage, StageFile } from '../store/staging';
import type { JsonColumns } from '../store/json-rows';
import { jsonRows } from '../store/json-rows';
import { StreamCounts } from './stream-counts';
import type { StagedTickets } from './ticket-effects';
import { firstSight, observeStatus, queueChanged, replaceValues } from './ticket-effects';
import type { Compared } from './upsert';
import { compare, countsOf, write } from './upsert';

export interface LoaderOptions {
  source: SourceConfig;
  runId: string;
  zoneRule: ZoneRule;
  plainText: UnifyContext['plainText'];
  /** Whether what hangs on a ticket is gone only when two readings in a row miss it; else one is enough. */
  isConfirmed?: boolean;
  /** Told when queues came or changed. */
  queuesChanged?(): void;
}

export interface Loader {
  /**
   * Loads pages of one source, in the order given. Loading a page twice changes nothing.
   * @returns what changed, by stream, in rows of the stream's own table
   */
  load(pages: readonly StoredPage[]): Promise<Map<string, LoadCounts>>;
  /** Pages that are loaded together, one after the other added as they come. */
  batch(): PageBatch;
}

export interface PageBatch {
  /** Reads what the page says. Its records are not needed any more then: only their meaning waits in memory. */
  add(page: StoredPage): void;
  readonly pages: number;
  /** Records of all pages added. */
  readonly rows: number;
  /** Loads what was added, in one transaction. To be called once, and after all earlier batches were loaded. */
  load(): Promise<Map<string, LoadCounts>>;
}

export function createLoader(working: WorkingDatabase, options: LoaderOptions): Loader {
  return new BatchLoader(working, options);
}

/** Records. What fewer of them took of memory is not worth the time that giving it back takes. */
const LARGE_BATCH = 1000;

interface Staged {
  rows: ReadonlyMap<StoredTable, StagedTable>;
  /** null: no ticket was read more than once. */
  steps: StageFile | null;
  values: StageFile;
  named: StageFile;
  rejects: StageFile | null;
}

class BatchLoader implements Loader {
  private readonly streams: ReadonlyMap<string, Stream>;
  private batches = 0;
  private remembered = false;
  /** Nobody else writes rejects of the source meanwhile. */
  private hasNoRejects = false;
  private readonly garbage = new GcPacer();

  constructor(
    private readonly working: WorkingDatabase,
    private readonly options: LoaderOptions,
  ) {
    this.streams = new Map(options.source.vendor.streams.map((stream) => [stream.name, stream]));
  }

  load(pages: readonly StoredPage[]): Promise<Map<string, LoadCounts>> {
    const batch = this.batch();
    for (const page of pages) batch.add(page);
    return batch.load();
  }

  batch(): PageBatch {
    const reading = this.newReading();
    const pages: PageMeta[] = [];
    let rows = 0;
    return {
      add: (page) => {
        const { records, ...read } = page;
        reading.page(page);
        pages.push({ ...read, rows: records.length });
        rows += records.length;
        this.garbage.onRecords(records.length);
      },
      get pages() {
        return pages.length;
      },
      get rows() {
        return rows;
      },
      load: () => this.loadOrSalvage(reading, pages),
    };
  }

  /** What fails together is loaded page by page, and without the records that it fails for. */
  private async loadOrSalvage(reading: BatchReader, pages: readonly PageMeta[]): Promise<Map<string, LoadCounts>> {
    const [tried] = await Promise.allSettled([this.loadRead(reading, pages)]);
    if (tried.status === 'fulfilled') return tried.value;
    const { source } = this.options;
    const raw = path.join(path.dirname(this.working.places.state), 'raw');
    const queueIds = await createWorkList(this.working, source.name).queueIds();
    const context = { settings: settingsOf(source), queueIds };
    return salvage(pages, tried.reason, {
      read: (page) => storedPageAt(raw, source, page, context),
      load: (page, refused) => {
        const [reading, read] = this.readingOf(page, refused);
        return this.loadRead(reading, read);
      },
      isLoadable: (page, refused) => {
        const [reading, read] = this.readingOf(page, refused);
        return this.isLoadable(reading, read);
      },
    });
  }

  private readingOf(page: StoredPage, refused: ReadonlySet<number>): [BatchReader, PageMeta[]] {
    const { records, ...read } = page;
    const reading = this.newReading();
    reading.page(page, refused);
    return [reading, [{ ...read, rows: records.length }]];
  }

  private newReading(): BatchReader {
    const folder = path.join(this.working.places.scratch, `load-${this.options.source.name}-${this.batches}`);
    this.batches += 1;
    return new BatchReader(folder, this.streams, (receivedAt) => this.contextAt(receivedAt));
  }

  /** Tries it, and takes it back. */
  private async isLoadable(reading: BatchReader, pages: readonly PageMeta[]): Promise<boolean> {
    const worked = new Error('it can be loaded');
    const trial = async (): Promise<void> => {
      const staged = this.stage(reading);
      await this.working.transaction(async (session) => {
        await this.store(session, pages, reading, staged);
        throw worked;
      });
    };
    const [tried] = await Promise.allSettled([trial()]);
    await rm(reading.batch.folder, { recursive: true, force: true });
    return tried.status === 'rejected' && tried.reason === worked;
  }

  private async loadRead(reading: BatchReader, pages: readonly PageMeta[]): Promise<Map<string, LoadCounts>> {
    const staged = this.stage(reading);
    failpoint('load.staged');
    const store = async (session: Session) => {
      const loaded = await this.store(session, pages, reading, staged);
      failpoint('load.before_commit');
      return loaded;
    };
    const counts = await this.working.transaction(store);
    this.remembered = true;
    this.hasNoRejects = counts.hasNoRejects;
    failpoint('load.committed');
    if (pages.reduce((sum, page) => sum + page.rows, 0) >= LARGE_BATCH) {
      await releaseMemory(this.working);
      this.garbage.collect();
    }
    await rm(reading.batch.folder, { recursive: true, force: true });
    if (counts.hasChangedQueues) this.options.queuesChanged?.();
    return counts.all();
  }

  private contextAt(receivedAt: string): UnifyContext {
    const { source, zoneRule, plainText } = this.options;
    return {
      settings: settingsOf(source),
      url: source.url,
      now: receivedAt,
      zoneRule,
      plainText,
      // Names are joined when tables are built, so that a renamed queue shows on tickets that were not read again.
      nameOf: () => null,
    };
  }

  private stage(reading: BatchReader): Staged {
    const { folder } = reading.batch;
    const rejects = reading.rejects();
    return {
      rows: reading.batch.staged(),
      steps: reading.steps.stage(folder),
      values: reading.values.finished(),
      named: stageNamed(folder, reading.named()),
      rejects: rejects.length === 0 ? null : stageRejects(folder, rejects),
    };
  }

  private async store(
    session: Session,
    pages: readonly PageMeta[],
    reading: BatchReader,
    staged: Staged,
  ): Promise<StreamCounts> {
    const { source, runId } = this.options;
    const { name } = source;
    if (!this.remembered) await rememberSource(session, source);
    const counts = new StreamCounts(reading, this.streams);
    const { folder } = reading.batch;
    const steps = staged.steps === null ? null : await staged.steps.into(session);
    // Tickets first, as their table is named first: others follow from them.
    const compared: Compared[] = [];
    for (const table of STORED_TABLES) {
      const rows = staged.rows.get(table);
      if (rows) compared.push(await this.compare(session, table, rows, staged, steps));
    }
    const counted = await countsOf(session, compared);
    for (const [at, each] of compared.entries()) {
      const found = counted[at];
      if (found === undefined) continue;
      const mergeResult = await write(session, each, found, this.rowOrigin);
      if (each.table === STORED_TICKETS) await this.followTickets(session, staged, each, { mergeResult, steps });
      counts.upserted(each.table, mergeResult.counts);
    }
    const ended = await moveSlices(session, name, pages);
    const isConfirmed = this.options.isConfirmed === true;
    counts.gone(await finishTickets(session, folder, name, ended, staged.named, this.streams, isConfirmed));
    await rememberNamed(session, staged.named, name);
    const read = (): StageFile => stageReadRecords(folder, reading.read);
    const { rejects: met } = staged;
    counts.hasNoRejects = await settleRejects(session, { source: name, runId, met, read, hadNone: this.hasNoRejects });
    await settleShapes(session, name, reading.shapes.paths());
    await rememberSpool(session, name, pages);
    if (counts.hasChangedLookups) await markLookupsDirty(session);
    return counts;
  }

  private compare(
    session: Session,
    table: StoredTable,
    rows: StagedTable,
    { values }: Staged,
    steps: Stage | null,
  ): Promise<Compared> {
    if (table !== STORED_TICKETS) return compare(session, table, rows, { hash: rowHash(table, 'f') }, this.rowOrigin);
    const hasValues = values.rows > 0;
    const judged = {
      hash: ticketHash('f', hasValues ? 'v' : null),
      join: hasValues ? `LEFT JOIN (${valuesOf(values.sql, 'n')}) v USING (n)` : '',
    };
    return compare(session, table, rows, judged, this.rowOrigin, firstSight(steps));
  }

  /** What follows from tickets. */
  private async followTickets(
    session: Session,
    { values }: Staged,
    { rows: { superseded } }: Compared,
    tickets: StagedTickets,
  ): Promise<void> {
    await replaceValues(session, values, superseded, tickets, this.rowOrigin);
    await observeStatus(session, tickets, this.rowOrigin);
    await queueChanged(session, this.perTicketStreams(), tickets, this.rowOrigin.source);
  }

  private get rowOrigin(): { source: string; runId: string } {
    return { source: this.options.source.name, runId: this.options.runId };
  }

  /** Those that are not selected, too: whoever selects one later must not miss what changed before. */
  private perTicketStreams(): string[] {
    return [...this.streams.values()].filter((stream) => stream.scope === 'ticket').map((stream) => stream.name);
  }
}

/** How far each spool file is loaded, with the rows themselves. */
async function rememberSpool(session: Session, source: string, pages: readonly PageMeta[]): Promise<void> {
  const ends = new Map<string, number>();
  for (const { spool } of pages) ends.set(spool.file, Math.max(spool.end, ends.get(spool.file) ?? 0));
  await session.run(
    `MERGE INTO spool s USING (SELECT $source AS source, * FROM ${jsonRows(SPOOL)}) n ON s.source = n.source AND s.file = n.file
     WHEN MATCHED THEN UPDATE SET loaded_to = greatest(s.loaded_to, n.loaded_to) WHEN NOT MATCHED THEN INSERT BY NAME`,
    { source, rows: JSON.stringify([...ends].map(([file, end]) => ({ file, loaded_to: end }))) },
  );
}

const SPOOL: JsonColumns = [
  ['file', 'VARCHAR'],
  ['loaded_to', 'BIGINT'],
];
