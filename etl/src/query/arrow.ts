/** Rows as an Arrow IPC stream, a record batch a chunk. */
import {
  Bool,
  DateDay,
  Field,
  Float64,
  Int32,
  Int64,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  TimestampMicrosecond,
  Utf8,
  makeData,
  vectorFromArray,
} from 'apache-arrow';
import type { Data, DataType } from 'apache-arrow';
import {
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTypeId,
} from '@duckdb/node-api';
import type { DuckDBResult, DuckDBValue } from '@duckdb/node-api';
import { RowLimit } from './row-limit';

interface ArrowColumn {
  type: DataType;
  /** The values of one chunk as Arrow holds them. */
  data(values: readonly DuckDBValue[]): Data;
}

function column(type: DataType, convert: (value: DuckDBValue) => unknown): ArrowColumn {
  const data = (values: readonly DuckDBValue[]): Data => {
    const cells = values.map((value) => (value === null ? null : convert(value)));
    return vectorFromArray(cells, type).data[0] ?? makeData({ type });
  };
  return { type, data };
}

/** Arrow's own builder takes milliseconds, which would cut the microseconds. */
function instants(type: TimestampMicrosecond): ArrowColumn {
  const data = (values: readonly DuckDBValue[]): Data => {
    const micros = new BigInt64Array(values.length);
    const valid = new Uint8Array(Math.ceil(values.length / 8));
    values.forEach((value, at) => {
      if (!(value instanceof DuckDBTimestampTZValue) && !(value instanceof DuckDBTimestampValue)) return;
      micros[at] = value.micros;
      valid[at >> 3] = (valid[at >> 3] ?? 0) | (1 << (at & 7));
    });
    return makeData({ type, length: values.length, data: micros, nullBitmap: valid });
  };
  return { type, data };
}

const text = column(new Utf8(), String);
const float = column(new Float64(), (value) =>
  value instanceof DuckDBDecimalValue ? value.toDouble() : Number(value),
);
const integer = column(new Int32(), Number);

const COLUMNS: Readonly<Partial<Record<DuckDBTypeId, ArrowColumn>>> = {
  [DuckDBTypeId.BOOLEAN]: column(new Bool(), (value) => value),
  [DuckDBTypeId.TINYINT]: integer,
  [DuckDBTypeId.SMALLINT]: integer,
  [DuckDBTypeId.INTEGER]: integer,
  [DuckDBTypeId.UTINYINT]: integer,
  [DuckDBTypeId.USMALLINT]: integer,
  [DuckDBTypeId.UINTEGER]: column(new Int64(), (value) => BigInt(Number(value))),
  [DuckDBTypeId.BIGINT]: column(new Int64(), (value) => value),
  // Sums are 128 bits wide in DuckDB; few readers of Arrow take that, and DuckDB's own Parquet has doubles there too.
  [DuckDBTypeId.HUGEINT]: float,
  [DuckDBTypeId.UBIGINT]: float,
  [DuckDBTypeId.FLOAT]: float,
  [DuckDBTypeId.DOUBLE]: float,
  [DuckDBTypeId.DECIMAL]: float,
  [DuckDBTypeId.DATE]: column(new DateDay(), (value) =>
    value instanceof DuckDBDateValue ? new Date(value.days * 86_400_000) : null,
  ),
  [DuckDBTypeId.TIMESTAMP]: instants(new TimestampMicrosecond(null)),
  [DuckDBTypeId.TIMESTAMP_TZ]: instants(new TimestampMicrosecond('UTC')),
};

/** Pieces of the stream, in order; an empty result is a stream with a schema and no batch. */
export async function* arrowStream(
  result: DuckDBResult,
  limit = new RowLimit(Number.POSITIVE_INFINITY),
): AsyncGenerator<Uint8Array> {
  const names = result.deduplicatedColumnNames();
  const columns = names.map((_, at) => COLUMNS[result.columnTypeId(at)] ?? text);
  const schema = new Schema(names.map((name, at) => new Field(name, (columns[at] ?? text).type, true)));
  const writer = await RecordBatchStreamWriter.writeAll(recordBatches(result, columns, schema, limit));
  for await (const piece of writer) yield piece;
}

async function* recordBatches(
  result: DuckDBResult,
  columns: readonly ArrowColumn[],
  schema: Schema,
  limit: RowLimit,
): AsyncGenerator<RecordBatch> {
  let isFirst = true;
  for await (const chunk of result) {
    const rows = limit.take(chunk.rowCount);
    if (rows > 0) {
      isFirst = false;
      const values = chunk.getColumns();
      yield batchOf(
        rows === chunk.rowCount ? values : values.map((cells) => cells.slice(0, rows)),
        rows,
        columns,
        schema,
      );
    }
    if (limit.isTruncated) break;
  }
  if (isFirst)
    yield batchOf(
      columns.map(() => []),
      0,
      columns,
      schema,
    );
}

function batchOf(
  values: ReadonlyArray<readonly DuckDBValue[]>,
  length: number,
  columns: readonly ArrowColumn[],
  schema: Schema,
): RecordBatch {
  const children = columns.map(({ data }, at) => data(values[at] ?? []));
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length, children }));
}
