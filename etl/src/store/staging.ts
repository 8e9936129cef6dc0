/** Rows into DuckDB: an NDJSON file with declared columns is the fastest way in from Node (measured). */
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { literal } from '../schema/tables';
import type { Session } from './session';

const WRITE_UNITS = 500_000;
/** DuckDB keeps two of these a thread while it reads: its default of 16 MB would be most of what a load needs. */
const USUAL_OBJECT = 512 * 1024;

export type StageColumns = ReadonlyArray<readonly [name: string, type: string]>;

/** Writes an NDJSON file while its rows come, so that they need not wait in memory. */
export class StageWriter {
  private readonly file: string;
  private isBegun = false;
  private pending = '';
  private largest = 0;

  /** @param columns members of the lines; those that a line leaves out are NULL */
  constructor(
    folder: string,
    readonly name: string,
    private readonly columns: StageColumns,
  ) {
    this.file = path.join(folder, `${name}.ndjson`);
  }

  /** @param lines JSON objects, one a line, of well-formed text: one lone surrogate would fail the whole file */
  write(lines: string): void {
    this.largest = Math.max(this.largest, lines.length);
    this.pending += lines;
    this.pending += '\n';
    if (this.pending.length >= WRITE_UNITS) this.flush();
  }

  finished(): StageFile {
    this.flush();
    return new StageFile(this.file, this.columns, this.largest);
  }

  /** Opened for each write: a batch that is never loaded, as when the disk is full, must not hold its file. */
  private flush(): void {
    if (!this.isBegun) mkdirSync(path.dirname(this.file), { recursive: true });
    const handle = openSync(this.file, this.isBegun ? 'a' : 'w');
    this.isBegun = true;
    try {
      const bytes = Buffer.from(this.pending, 'utf8');
      // A disk that is nearly full takes a part and says so by its count alone.
      for (let done = 0; done < bytes.length;) done += writeSync(handle, bytes, done);
    } finally {
      closeSync(handle);
    }
    this.pending = '';
  }
}

/** An NDJSON file of rows, each with members that `columns` names. */
export class StageFile {
  constructor(
    private readonly file: string,
    private readonly columns: StageColumns,
    private readonly largestLine: number,
  ) {}

  static write(folder: string, name: string, columns: StageColumns, rows: Iterable<object>): StageFile {
    const writer = new StageWriter(folder, name, columns);
    for (const row of rows) writer.write(JSON.stringify(row));
    return writer.finished();
  }

  /**
   * Reads the file into the temporary table `name`.
   * @param except numbers (`n`) of rows that do not count any more; a file without them has no such column
   */
  async into(session: Session, name: string, except?: readonly number[]): Promise<void> {
    const columns = this.columns.map(([column, type]) => `${literal(column)}: ${literal(type)}`).join(', ');
    // A UTF-16 unit is at most three bytes.
    const size = Math.max(USUAL_OBJECT, this.largestLine * 3 + 16);
    const numbered = except === undefined ? '*' : '* EXCLUDE (n)';
    const left = except?.length ? `WHERE n NOT IN (SELECT unnest([${except.join()}]))` : '';
    await session.run(
      `CREATE OR REPLACE TEMP TABLE ${name} AS SELECT ${numbered} FROM read_json(${literal(this.file)},
        format = 'newline_delimited', columns = {${columns}}, maximum_object_size = ${size}) ${left}`,
    );
  }
}
