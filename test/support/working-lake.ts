/** A lake in a temporary folder, and short ways to load, build and look. */
import { cpSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Config, SourceConfig } from '../../etl/src/config/config';
import { createLoader } from '../../etl/src/load/loader';
import type { LoadCounts, StoredPage } from '../../etl/src/raw/page';
import { plainText } from '../../markup/plain-text';
import { zoneRule } from '../../etl/src/mapping/zone-rule';
import { buildMarts } from '../../etl/src/marts/build';
import { fieldTables } from '../../etl/src/marts/field-columns';
import { withMaskedColumns } from '../../etl/src/marts/masked-fields';
import { MartFile, withPublished } from '../../etl/src/marts/mart-file';
import { PUBLISHED_FILE, standingOf } from '../../etl/src/marts/standing-database';
import { publishedDatabase, rememberDatabase } from '../../etl/src/publish/database-file';
import { metaValues } from '../../etl/src/store/ddl';
import { markAllDirty } from '../../etl/src/store/dirty';
import { TABLES } from '../../etl/src/schema/tables';
import { publish } from '../../etl/src/publish/publish';
import type { PublishedTable } from '../../etl/src/publish/publish';
import type { WorkingDatabase } from '../../etl/src/store/database';
import { openWorkingDatabase } from '../../etl/src/store/database';
import type { Row } from '../../etl/src/store/row';
import { tinyConfig, tinySource } from './tiny-vendor';

export const NOON = '2026-03-01T12:00:00.000000Z';

export interface BuiltTable {
  table: string;
  rows: number;
  /** Rows that came or went; a changed row counts twice. */
  changed: number;
}

export class TestLake {
  private constructor(
    readonly folder: string,
    public config: Config,
    public working: WorkingDatabase,
  ) {}

  static async open(changes: Partial<Config> = {}): Promise<TestLake> {
    const folder = mkdtempSync(path.join(tmpdir(), 'ticketlake-test-'));
    return new TestLake(
      folder,
      tinyConfig(folder, changes),
      await openWorkingDatabase(folder, { memoryLimit: '400MB' }),
    );
  }

  /** A lake of its own that begins as this one stands, which nobody uses any more but for copies. */
  async copy(): Promise<TestLake> {
    await this.working.close();
    const folder = mkdtempSync(path.join(tmpdir(), 'ticketlake-test-'));
    cpSync(this.folder, folder, { recursive: true, preserveTimestamps: true });
    const config = { ...this.config, lake: folder, file: `${folder}/ticketlake.yaml` };
    return new TestLake(folder, config, await openWorkingDatabase(folder, { memoryLimit: '400MB' }));
  }

  get source(): SourceConfig {
    return this.config.sources[0] ?? tinySource();
  }

  load(pages: readonly StoredPage[], runId = 'run-1', source = this.source): Promise<Map<string, LoadCounts>> {
    return createLoader(this.working, { source, runId, zoneRule, plainText }).load(pages);
  }

  /** Brings the marts up to date, and `ticketlake.duckdb` with them; no other file is written. */
  async build(runId = 'run-1', now = NOON): Promise<BuiltTable[]> {
    const { working } = this;
    const standing = standingOf((await metaValues(working))[PUBLISHED_FILE]);
    const file = await MartFile.open(working, working.places, path.join(working.places.scratch, 'publish'), standing);
    try {
      const changes = await buildMarts(working, { config: this.config, runId, now }, file);
      const values = await metaValues(working);
      const ofFields = await fieldTables(working, file.relation({ name: 'custom_fields' }));
      const tables = [...TABLES, ...withMaskedColumns(ofFields, values)];
      const database = await publishedDatabase(working, file, tables, values, runId);
      const built = TABLES.map((table) => ({
        table: table.name,
        rows: file.measureOf(table).rows,
        changed: changes.of(table),
      }));
      await file.close(working);
      if (database.tempFile !== null) renameSync(database.tempFile, working.places.published);
      await working.transaction((session) => rememberDatabase(session, database.standing));
      return built;
    } finally {
      await file.close(working);
    }
  }

  /** Brings the marts up to date, as a run does that is killed before it publishes. */
  async buildAndLose(runId: string, now: string): Promise<void> {
    const { working } = this;
    const standing = standingOf((await metaValues(working))[PUBLISHED_FILE]);
    const file = await MartFile.open(working, working.places, path.join(working.places.scratch, 'publish'), standing);
    await buildMarts(working, { config: this.config, runId, now }, file);
    await file.close(working);
  }

  publish(runId = 'run-1', now = NOON): Promise<PublishedTable[]> {
    return publish(this.working, { config: this.config, runId, now, present: () => now });
  }

  /** Rows of any table of the working database, or of `ticketlake.duckdb` as `m_<table>`. */
  rows(sql: string): Promise<Row[]> {
    const isOfMarts = /\bm_[a-z]/.test(sql);
    if (!isOfMarts) return this.working.all(sql, undefined, (row) => row);
    return this.working.exclusive((session) =>
      withPublished(session, this.working.places, (relation) =>
        session.all(
          sql.replaceAll(/\bm_([a-z0-9_]+)/g, (_all, name: string) => relation({ name })),
          undefined,
          (row) => row,
        ),
      ),
    );
  }

  /** Changes stored rows behind the loader's back. */
  async alter(sql: string): Promise<void> {
    await this.working.transaction(async (session) => {
      await session.run(sql);
      await markAllDirty(session);
    });
  }

  async reopen(): Promise<void> {
    await this.working.close();
    this.working = await openWorkingDatabase(this.folder, { memoryLimit: '400MB' });
  }

  async close(): Promise<void> {
    await this.working.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
