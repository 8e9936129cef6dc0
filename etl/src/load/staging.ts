/** Rows into DuckDB: an NDJSON file with declared columns is the fastest way in from Node (measured). */
import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import { literal } from '../schema/tables';
import type { Session } from '../state/session';

const WRITE_UNITS = 1_000_000;
const LARGEST_OBJECT = 16 * 1024 * 1024;

export type StageColumns = ReadonlyArray<readonly [name: string, type: string]>;

/** An NDJSON file of rows, each with the members that `columns` names. */
export class StageFile {
  private constructor(
    private readonly file: string,
    private readonly columns: StageColumns,
    private readonly largestLine: number,
    readonly rows: number,
  ) {}

  /** @param rows must be well-formed text: one lone surrogate would fail the whole file */
  static async write(folder: string, name: string, columns: StageColumns, rows: Iterable<object>): Promise<StageFile> {
    const file = path.join(folder, `${name}.ndjson`);
    const handle = await open(file, 'w');
    let largest = 0;
    let count = 0;
    let pending = '';
    try {
      for (const row of rows) {
        const line = `${JSON.stringify(row)}\n`;
        largest = Math.max(largest, line.length);
        count += 1;
        pending += line;
        if (pending.length < WRITE_UNITS) continue;
        await handle.write(pending);
        pending = '';
      }
      await handle.write(pending);
    } finally {
      await handle.close();
    }
    return new StageFile(file, columns, largest, count);
  }

  /** Reads the file into the temporary table `name`. */
  async into(session: Session, name: string): Promise<void> {
    const columns = this.columns.map(([column, type]) => `${literal(column)}: ${literal(type)}`).join(', ');
    // A UTF-16 unit is at most three bytes.
    const size = Math.max(LARGEST_OBJECT, this.largestLine * 3 + 16);
    await session.run(
      `CREATE OR REPLACE TEMP TABLE ${name} AS SELECT * FROM read_json(${literal(this.file)},
        format = 'newline_delimited', columns = {${columns}}, maximum_object_size = ${size})`,
    );
  }

  async remove(): Promise<void> {
    await rm(this.file, { force: true });
  }
}
