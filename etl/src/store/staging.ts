/** Rows into DuckDB: a Parquet file of typed columns is the fastest way in from Node (measured, docs/evidence/bench.md). */
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { literal } from '../schema/tables';
import { ParquetWriter } from './parquet/writer';
import type { ParquetColumns } from './parquet/writer';
import type { Session } from './session';

/** What waits in memory of a file. Larger row groups are read no faster. */
const WRITE_BYTES = 2 * 1024 * 1024;
/** How often it is looked at. */
const WRITE_ROWS = 256;

export type StageColumns = ParquetColumns;

/** A temporary table of rows that were staged. Who needs one is handed it: its name is known to nobody else. */
export interface Stage {
  readonly name: string;
}

export interface StageOptions {
  /** Numbers (`n`) of rows that do not count any more; a file without them has no such column. */
  except?: readonly number[];
  /** Columns that the table has beside those of the file: an expression of the file's row `f`, by name. */
  computed?: Readonly<Record<string, string>>;
  /** A join that they need. */
  join?: string;
}

/** Writes a file while its rows come, so that they need not wait in memory. */
export class StageWriter {
  private readonly file: string;
  private readonly parquet: ParquetWriter;
  private isBegun = false;
  private rows = 0;
  private unfit: Error | undefined;

  constructor(
    folder: string,
    readonly name: string,
    columns: StageColumns,
  ) {
    this.file = path.join(folder, `${name}.parquet`);
    this.parquet = new ParquetWriter(columns, (bytes) => this.append(bytes));
  }

  /** @param row members of other names than the columns are left out; columns that it has no member for are NULL */
  write(row: object): void {
    this.unfit ??= this.parquet.add(row);
    this.rows += 1;
    if (this.rows % WRITE_ROWS === 0 && this.parquet.waiting >= WRITE_BYTES) this.parquet.flush();
  }

  /** @throws Error when a row held a value that its column cannot hold */
  finished(): StageFile {
    if (this.unfit) throw this.unfit;
    this.parquet.end();
    return new StageFile(this.file, this.name, this.rows);
  }

  /** Opened for each write: a batch that is never loaded, as when the disk is full, must not hold its file. */
  private append(bytes: Buffer): void {
    if (!this.isBegun) mkdirSync(path.dirname(this.file), { recursive: true });
    const handle = openSync(this.file, this.isBegun ? 'a' : 'w');
    this.isBegun = true;
    try {
      // A disk that is nearly full takes a part and says so by its count alone.
      for (let done = 0; done < bytes.length;) done += writeSync(handle, bytes, done);
    } finally {
      closeSync(handle);
    }
  }
}

/** A file of rows that waits to be read. */
export class StageFile {
  constructor(
    private readonly file: string,
    private readonly name: string,
    readonly rows: number,
  ) {}

  static write(folder: string, name: string, columns: StageColumns, rows: Iterable<object>): StageFile {
    const writer = new StageWriter(folder, name, columns);
    for (const row of rows) writer.write(row);
    return writer.finished();
  }

  /** What a statement reads it by. */
  get sql(): string {
    return `read_parquet(${literal(this.file)}, hive_partitioning = false)`;
  }

  /** Reads the file into a temporary table of its name. */
  async into(session: Session, { except, computed = {}, join = '' }: StageOptions = {}): Promise<Stage> {
    const name = `stage_${this.name}`;
    const numbered = except === undefined ? 'f.*' : 'f.* EXCLUDE (n)';
    const more = Object.entries(computed).map(([column, expression]) => `, ${expression} AS ${column}`);
    const left = except?.length ? `WHERE f.n NOT IN (SELECT unnest([${except.join()}]))` : '';
    await session.run(
      `CREATE OR REPLACE TEMP TABLE ${name} AS SELECT ${numbered}${more.join('')} FROM ${this.sql} f ${join} ${left}`,
    );
    return { name };
  }
}
