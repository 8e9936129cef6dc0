/**
 * Writes rows as a Parquet file for DuckDB to read once: plain, uncompressed, a page a column and row group. Of what was
 * measured it takes the least time of both (docs/evidence/bench.md).
 */
import { ThriftWriter } from './thrift';
import type { ColumnType, ParquetColumn } from './column';
import { ENCODINGS, columnOf } from './column';

export type ParquetColumns = ReadonlyArray<readonly [name: string, type: ColumnType]>;

interface GroupChunk {
  column: ParquetColumn;
  at: number;
  size: number;
  values: number;
}

interface Group {
  rows: number;
  chunks: GroupChunk[];
}

const MAGIC = Buffer.from('PAR1');

export class ParquetWriter {
  private readonly columns: ReadonlyArray<readonly [string, ParquetColumn]>;
  private readonly groups: Group[] = [];
  private rows = 0;
  private at = 0;

  /** @param append puts bytes at the end of the file, before it returns: they are overwritten afterwards */
  constructor(
    columns: ParquetColumns,
    private readonly append: (bytes: readonly Buffer[]) => void,
  ) {
    this.columns = columns.map(([name, type]) => [name, columnOf(name, type)]);
  }

  /**
   * @param values of the columns, in their order
   * @returns why a value was left out: its column cannot hold it
   */
  add(values: readonly unknown[]): Error | undefined {
    let unfit: Error | undefined;
    let at = 0;
    for (const [name, column] of this.columns) {
      const problem = addTo(column, values[at]);
      if (problem !== undefined) unfit ??= new Error(`column ${name}: ${problem.message}`);
      at += 1;
    }
    this.rows += 1;
    return unfit;
  }

  /** Bytes that wait in memory. */
  get waiting(): number {
    let size = 0;
    for (const [, column] of this.columns) size += column.size;
    return size;
  }

  /** Writes a row group of what waits. */
  flush(): void {
    if (this.rows === 0) return;
    const bytes: Buffer[] = this.at === 0 ? [MAGIC] : [];
    let at = this.at + (bytes[0]?.length ?? 0);
    const chunks = this.columns.map(([, column]) => {
      const chunk = column.chunk();
      for (const piece of chunk.bytes) bytes.push(piece);
      const placed = { column, at, size: chunk.size, values: chunk.values };
      at += chunk.size;
      return placed;
    });
    this.append(bytes);
    for (const [, column] of this.columns) column.clear();
    this.at = at;
    this.groups.push({ rows: this.rows, chunks });
    this.rows = 0;
  }

  end(): void {
    this.flush();
    const footer = this.footer();
    const length = Buffer.allocUnsafe(4);
    length.writeUInt32LE(footer.length);
    this.append([...(this.at === 0 ? [MAGIC] : []), footer, length, MAGIC]);
  }

  private footer(): Buffer {
    const thrift = new ThriftWriter();
    const root = (): void => {
      thrift.text(4, 'schema');
      thrift.i32(5, this.columns.length);
    };
    const schema = [root, ...this.columns.flatMap(([, column]) => column.schema.map((write) => () => write(thrift)))];
    thrift.structItem(() => {
      thrift.i32(1, 1);
      thrift.list(2, 'struct', schema, (write) => thrift.structItem(write));
      thrift.i64(
        3,
        this.groups.reduce((sum, { rows }) => sum + rows, 0),
      );
      thrift.list(4, 'struct', this.groups, (group) => thrift.structItem(() => describeGroup(thrift, group)));
    });
    return thrift.toBuffer();
  }
}

function addTo(column: ParquetColumn, value: unknown): Error | undefined {
  try {
    column.add(value);
    return undefined;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    column.add(null);
    return error;
  }
}

function describeGroup(thrift: ThriftWriter, { rows, chunks }: Group): void {
  thrift.list(1, 'struct', chunks, (chunk) => {
    thrift.structItem(() => {
      thrift.i64(2, chunk.at);
      thrift.struct(3, () => describeChunk(thrift, chunk));
    });
  });
  thrift.i64(
    2,
    chunks.reduce((sum, { size }) => sum + size, 0),
  );
  thrift.i64(3, rows);
}

function describeChunk(thrift: ThriftWriter, { column, at, size, values }: GroupChunk): void {
  thrift.i32(1, column.type.physical);
  thrift.list(2, 'i32', ENCODINGS, (encoding) => thrift.number(encoding));
  thrift.list(3, 'text', column.path, (name) => thrift.textItem(name));
  thrift.i32(4, 0);
  thrift.i64(5, values);
  thrift.i64(6, size);
  thrift.i64(7, size);
  thrift.i64(9, at);
}
