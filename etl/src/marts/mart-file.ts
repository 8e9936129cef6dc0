/**
 * The rows of all marts: `ticketlake.duckdb`, and the file aside that is to take its place. That one is a copy of the last
 * file in which rows that changed are changed, or written from nothing. DuckDB leaves deleted rows in the blocks of a
 * file, so a copy is made only of a file whose rows changed because tickets did: never after an erasure, nor after
 * another configuration or program. What was written is measured while it is in memory.
 */
import { chmod, constants, copyFile, mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { failpoint } from '../base/failpoint';
import { sha256Of, sizeOf, syncFile } from '../base/files';
import type { Table } from '../schema/column';
import { columnDefinitions, literal, quoted } from '../schema/tables';
import { attachSql } from '../store/database';
import type { LakePaths } from '../store/database';
import type { Session } from '../store/session';
import { inTransaction } from '../store/session';
import type { Editions, Verdict } from './diff';
import type { TableMeasure } from './measure';
import { NOTHING, measures, withRows, withoutRows } from './measure';
import type { Basis, Standing } from './standing-database';

/** What the files are attached as. */
const LAST = 'last';
export const ASIDE = 'aside';
const AFRESH = 'afresh';
const WRITABLE = 0o644;
/** Above this share of deleted rows a file is written afresh. */
const LARGE_SHARE = 0.2;
/** So it is when it has grown by more than this, be it by rows that are new. */
const LARGE_GROWTH = 1.5;
/** Rows that are not written out take a block of memory a column; written out in small parts, full blocks are written again. */
const ROWS_IN_MEMORY = 150_000;

export class MartFile {
  private kind: 'last' | 'copy' | 'fresh' | null = null;
  private readonly measures = new Map<string, TableMeasure>();
  private rowsInMemory = 0;
  private readonly attached = new Set<string>();
  /** Rows of tickets and people that were deleted in it since a file was written afresh. */
  replaced = 0;
  /** Whether rows of the last editions may be missing in the last file, as their publication was not completed. */
  isBehind = false;

  /** Of what is said of the run alone: it is written where something else is. */
  readonly ofTheRun: Verdict[] = [];

  private constructor(
    private readonly places: LakePaths,
    /** Where the file aside is written. */
    readonly tempFile: string,
    /** The last file, as far as it stands as it was published. */
    readonly standing: Standing | null,
  ) {}

  /**
   * Attaches the last file. A bit that flipped on the disk changes neither size nor time, so its content decides whether
   * it is the one that was published.
   */
  static async open(session: Session, places: LakePaths, folder: string, standing: Standing | null): Promise<MartFile> {
    const sha256 = standing && (await sha256Of(places.published).catch(() => null));
    const known = standing !== null && sha256 === standing.sha256 ? standing : null;
    const file = new MartFile(places, path.join(folder, 'ticketlake.duckdb'), known);
    if (known !== null) {
      await session.run(`${attachSql(places.published, LAST)} (READ_ONLY)`);
      file.kind = 'last';
      file.attached.add(LAST);
    }
    return file;
  }

  /** What the last file was made from; null: there is none that could be copied. */
  get basis(): Basis | null {
    return this.standing?.basis ?? null;
  }

  get editions(): Editions {
    const last = this.basis?.edition ?? 0;
    return { base: this.kind === 'fresh' ? null : last, next: last + 1 };
  }

  /** Whether there is a file aside. */
  get isWritten(): boolean {
    return this.kind === 'copy' || this.kind === 'fresh';
  }

  get isFresh(): boolean {
    return this.kind === 'fresh';
  }

  /** The rows of a table, where there are any yet. */
  relation(table: Pick<Table, 'name'>): string | null {
    const ofTheRun = this.ofTheRun.find((verdict) => verdict.table.name === table.name);
    if (ofTheRun !== undefined) return `(${ofTheRun.all})`;
    if (this.kind === null) return null;
    return `${this.kind === 'last' ? LAST : ASIDE}.${quoted(table.name)}`;
  }

  /** What the rows of a table measure, as they were published or were written. */
  measureOf({ name }: Table): TableMeasure {
    return (this.isWritten ? this.measures.get(name) : this.basis?.measures[name]) ?? NOTHING;
  }

  /** The relation of rows that are not measured: what is said of a run that finds nothing else. */
  unmeasured(table: Table): string | null {
    const ofTheRun = this.isWritten ? undefined : this.ofTheRun.find((verdict) => verdict.table === table);
    return ofTheRun === undefined ? null : `(${ofTheRun.all})`;
  }

  /** From now on all rows are to be written. */
  async beginFresh(session: Session, tables: readonly Table[]): Promise<void> {
    await this.attachAside(session);
    this.kind = 'fresh';
    const ddl = tables.map((table) => `CREATE TABLE ${this.named(table)}(${columnDefinitions(table.columns)})`);
    await inTransaction(session, () => session.run(ddl.join('; ')));
    for (const { name } of tables) this.measures.set(name, NOTHING);
  }

  private async beginCopy(session: Session): Promise<void> {
    if (this.standing === null) throw new Error('there is no file to be copied');
    await mkdir(path.dirname(this.tempFile), { recursive: true });
    await rm(this.tempFile, { force: true });
    await copyFile(this.places.published, this.tempFile, constants.COPYFILE_FICLONE);
    await chmod(this.tempFile, WRITABLE);
    failpoint('publish.copied');
    const { measures, replaced } = this.standing.basis;
    for (const [name, known] of Object.entries(measures)) this.measures.set(name, known);
    this.replaced = replaced;
    await this.attachAside(session, true);
    this.kind = 'copy';
  }

  private async attachAside(session: Session, isThere = false): Promise<void> {
    if (!isThere) {
      await mkdir(path.dirname(this.tempFile), { recursive: true });
      await rm(this.tempFile, { force: true });
    }
    this.attached.add(ASIDE);
    // Nobody else reads it before it is whole: a log would write every row twice.
    await session.run(`${attachSql(this.tempFile, ASIDE)} (RECOVERY_MODE NO_WAL_WRITES)`);
  }

  /** To be called when the verdicts are committed: DuckDB writes to one file in a transaction. */
  async write(session: Session, verdicts: readonly Verdict[]): Promise<void> {
    await this.writeDue(
      session,
      verdicts.filter(({ changed }) => changed > 0 || this.isBehind || this.isFresh),
    );
  }

  private async writeDue(session: Session, due: readonly Verdict[]): Promise<void> {
    if (due.length === 0) return;
    if (!this.isWritten) await this.beginCopy(session);
    const { gone, fresh } = await inTransaction(session, () => this.replace(session, due));
    for (const { table } of due) {
      const [went, came] = [measureIn(gone, table), measureIn(fresh, table)];
      this.measures.set(table.name, withRows(withoutRows(measureIn(this.measures, table), went), came));
      if (isOfPeople(table)) this.replaced += went.rows;
      this.rowsInMemory += came.rows;
    }
    if (this.rowsInMemory > ROWS_IN_MEMORY) await this.flush(session);
  }

  /** @returns what the rows measure that went and that came, by name of the table */
  private async replace(
    session: Session,
    due: readonly Verdict[],
  ): Promise<Record<'gone' | 'fresh', ReadonlyMap<string, TableMeasure>>> {
    const going = due.filter(({ gone }) => gone !== 'false');
    const gone = await measuresOf(session, going, (verdict) => `${this.named(verdict.table)} WHERE ${verdict.gone}`);
    const fresh = await measuresOf(session, due, ({ rows }) => `(${rows})`);
    for (const verdict of going.filter(({ table }) => measureIn(gone, table).rows > 0))
      await session.run(`DELETE FROM ${this.named(verdict.table)} WHERE ${verdict.gone}`);
    for (const { table, rows } of due.filter((verdict) => measureIn(fresh, verdict.table).rows > 0))
      await session.run(`INSERT INTO ${this.named(table)} BY NAME ${rows}`);
    return { gone, fresh };
  }

  /**
   * Ends the writing: the file is whole on the disk, and read from there from now on.
   * @param tables all that are published
   * @param isDescribed whether it says of itself what it is to say
   */
  async finish(session: Session, tables: readonly Table[], isDescribed: boolean): Promise<void> {
    await this.writeDue(session, this.ofTheRun);
    if (this.isFresh || !isDescribed) await session.run(tables.map((table) => this.describedAs(table)).join('; '));
    await this.flush(session);
    failpoint('publish.copy_changed');
    if (this.hasOthers(tables) || (await this.isLoose(tables))) await this.writeAfresh(session, tables);
    await session.run(`DETACH ${ASIDE}`);
    await syncFile(this.tempFile);
    await session.run(`${attachSql(this.tempFile, ASIDE)} (READ_ONLY)`);
  }

  /** Whether it holds tables that are not published, as people while tickets are awaited. */
  private hasOthers(tables: readonly Table[]): boolean {
    return [...this.measures.keys()].some((held) => !tables.some(({ name }) => name === held));
  }

  /** Whether so many rows were replaced, or are new, that the copy should be written afresh. */
  private async isLoose(tables: readonly Table[]): Promise<boolean> {
    if (this.standing === null || this.isFresh) return false;
    const rows = tables.filter(isOfPeople).reduce((sum, table) => sum + this.measureOf(table).rows, 0);
    // A copy of few rows is larger by some blocks, which the next one takes again.
    const bytes = (await sizeOf(this.places.published)) ?? 0;
    return this.replaced > rows * LARGE_SHARE || bytes > this.standing.basis.fresh_bytes * LARGE_GROWTH;
  }

  /** Compact, and with nothing of what was there before. */
  private async writeAfresh(session: Session, tables: readonly Table[]): Promise<void> {
    const file = `${this.tempFile}.fresh`;
    await rm(file, { force: true });
    this.attached.add(AFRESH);
    await session.run(`${attachSql(file, AFRESH)} (RECOVERY_MODE NO_WAL_WRITES)`);
    for (const table of tables) {
      const name = `${AFRESH}.${quoted(table.name)}`;
      await inTransaction(session, async () => {
        await session.run(`CREATE TABLE ${name}(${columnDefinitions(table.columns)})`);
        await session.run(`INSERT INTO ${name} FROM ${this.named(table)}`);
      });
      await session.run(`CHECKPOINT ${AFRESH}`);
    }
    await session.run(`DETACH ${ASIDE}`);
    await session.run(`DETACH ${AFRESH}`);
    await rename(file, this.tempFile);
    this.kind = 'fresh';
    this.replaced = 0;
    await session.run(attachSql(this.tempFile, ASIDE));
    await session.run(tables.map((table) => this.describedAs(table)).join('; '));
    await session.run(`CHECKPOINT ${ASIDE}`);
  }

  /** Nothing of this process has the files open any more. */
  async close(session: Session): Promise<void> {
    const open = [...this.attached];
    this.kind = null;
    this.attached.clear();
    if (open.length > 0) await session.run(open.map((name) => `DETACH DATABASE IF EXISTS ${name}`).join('; '));
  }

  private describedAs(table: Table): string {
    const name = this.named(table);
    const columns = table.columns.map(
      (column) => `COMMENT ON COLUMN ${name}.${quoted(column.name)} IS ${literal(column.description)}`,
    );
    return [`COMMENT ON TABLE ${name} IS ${literal(table.description)}`, ...columns].join('; ');
  }

  private async flush(session: Session): Promise<void> {
    await session.run(`CHECKPOINT ${ASIDE}`);
    this.rowsInMemory = 0;
  }

  private named(table: Pick<Table, 'name'>): string {
    return `${ASIDE}.${quoted(table.name)}`;
  }
}

/** What some rows of tables measure, by name of the table. */
async function measuresOf(
  session: Session,
  verdicts: readonly Verdict[],
  relation: (verdict: Verdict) => string,
): Promise<Map<string, TableMeasure>> {
  const found = await measures(
    session,
    verdicts.map((verdict) => ({ table: verdict.table, from: relation(verdict) })),
  );
  return new Map(verdicts.map(({ table }, at) => [table.name, found[at] ?? NOTHING]));
}

function measureIn(measured: ReadonlyMap<string, TableMeasure>, { name }: Table): TableMeasure {
  return measured.get(name) ?? NOTHING;
}

/** Whether rows say something of a ticket or of a person. */
export function isOfPeople({ columns }: Table): boolean {
  return columns.some(({ name }) => name === 'ticket_key' || name === 'person_key');
}

/** @param work is handed the relation of the rows of each published table */
export async function withPublished<T>(
  session: Session,
  places: LakePaths,
  work: (relation: (table: Pick<Table, 'name'>) => string) => Promise<T>,
): Promise<T> {
  await session.run(`${attachSql(places.published, LAST)} (READ_ONLY)`);
  try {
    return await work(({ name }) => `${LAST}.${quoted(name)}`);
  } finally {
    await session.run(`DETACH ${LAST}`);
  }
}
