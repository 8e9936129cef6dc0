/** Rows into DuckDB: a Parquet file of typed columns is the fastest way in from Node (measured, docs/evidence/bench.md). */
import { closeSync, mkdirSync, openSync, writeSync, writevSync } from 'node:fs';
import path from 'node:path';
import { literal } from '../schema/tables';
import { ParquetWriter } from './parquet/writer';
import type { ParquetColumns } from './parquet/writer';
import type { Session } from './session';

/** What waits in memory of a file. Larger row groups are read no faster, and took 35 MB more of memory (measured). */
const WRITE_BYTES = 512 * 1024;
/** How often it is looked at. */
const WRITE_ROWS = 256;

export type StageColumns = ParquetColumns;

/** A temporary table of rows that were staged. Who needs one is handed it: its name is known to nobody else. */
export interface Stage {
  readonly name: string;
}

/** Writes a file while its rows come, so that they need not wait in memory. */
export class NdjsonWriter {
  private readonly file: string;
  private readonly parquet: ParquetWriter;
  private isBegun = false;
  private rows = 0;
  private unfit: Error | undefined;

  constructor(
    folder: string,
    readonly name: string,
    private readonly columns: StageColumns,
  ) {
    this.file = path.join(folder, `${name}.parquet`);
    this.parquet = new ParquetWriter(columns, (bytes) => this.append(bytes));
  }

  /** @param row members of other names than the columns are left out; columns that it has no member for are NULL */
  write(row: object): void {
    const members = row as Readonly<Record<string, unknown>>;
    this.writeValues(this.columns.map(([column]) => members[column]));
  }

  /** @param values of the columns, in their order */
  writeValues(values: readonly unknown[]): void {
    this.unfit ??= this.parquet.add(values);
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
  private append(pieces: readonly Buffer[]): void {
    if (!this.isBegun) mkdirSync(path.dirname(this.file), { recursive: true });
    const handle = openSync(this.file, this.isBegun ? 'a' : 'w');
    this.isBegun = true;
    try {
      const bytesWritten = writevSync(handle, pieces);
      // A disk that is nearly full takes a part and says so by its count alone.
      if (bytesWritten < bytesIn(pieces)) writeWhole(handle, Buffer.concat(pieces).subarray(bytesWritten));
    } finally {
      closeSync(handle);
    }
  }
}

function bytesIn(pieces: readonly Buffer[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}

function writeWhole(handle: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length;) done += writeSync(handle, bytes, done);
}

/** A file of rows that waits to be read. */
export class StageFile {
  constructor(
    private readonly file: string,
    private readonly name: string,
    readonly rows: number,
  ) {}

  static write(folder: string, name: string, columns: StageColumns, rows: Iterable<object>): StageFile {
    const writer = new NdjsonWriter(folder, name, columns);
    for (const row of rows) writer.write(row);
    return writer.finished();
  }

  /** What a statement reads it by. */
  get sql(): string {
    return `read_parquet(${literal(this.file)}, hive_partitioning = false)`;
  }

  /** Reads the file into a temporary table of its name. */
  async into(session: Session): Promise<Stage> {
    const name = `stage_${this.name}`;
    await session.run(`CREATE OR REPLACE TEMP TABLE ${name} AS SELECT * FROM ${this.sql}`);
    return { name };
  }
}
