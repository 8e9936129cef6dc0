/** Rows as an Arrow IPC stream, a record batch a chunk. */
import {
  Bool,
  DateDay,
  Decimal,
  Field,
  Float64,
  Int32,
  Int64,
  List,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  TimestampMicrosecond,
  Uint64,
  Utf8,
  makeData,
  vectorFromArray,
} from 'apache-arrow';
import type { Data, DataType } from 'apache-arrow';
import {
  DuckDBArrayType,
  DuckDBArrayValue,
  DuckDBDateValue,
  DuckDBDecimalType,
  DuckDBDecimalValue,
  DuckDBListType,
  DuckDBListValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTypeId,
} from '@duckdb/node-api';
import type { DuckDBResult, DuckDBType, DuckDBValue } from '@duckdb/node-api';
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

/** A bit for each value that is there. */
function validity(values: readonly DuckDBValue[]): Uint8Array {
  const bits = new Uint8Array(Math.ceil(values.length / 8));
  values.forEach((value, at) => {
    if (value !== null) bits[at >> 3] = (bits[at >> 3] ?? 0) | (1 << (at & 7));
  });
  return bits;
}

/** Arrow's own builder takes milliseconds, which would cut the microseconds. */
function instants(type: TimestampMicrosecond): ArrowColumn {
  const data = (values: readonly DuckDBValue[]): Data => {
    const micros = BigInt64Array.from(values, (value) =>
      value instanceof DuckDBTimestampTZValue || value instanceof DuckDBTimestampValue ? value.micros : 0n,
    );
    return makeData({ type, length: values.length, data: micros, nullBitmap: validity(values) });
  };
  return { type, data };
}

/** 128 bits, the lower half first; Arrow's own builder takes no decimals. */
function decimals(type: Decimal, unscaled: (value: DuckDBValue) => bigint): ArrowColumn {
  const data = (values: readonly DuckDBValue[]): Data => {
    const halves = new BigInt64Array(values.length * 2);
    values.forEach((value, at) => {
      const whole = value === null ? 0n : unscaled(value);
      halves[at * 2] = BigInt.asIntN(64, whole);
      halves[at * 2 + 1] = whole >> 64n;
    });
    return makeData({
      type,
      length: values.length,
      data: new Uint32Array(halves.buffer),
      nullBitmap: validity(values),
    });
  };
  return { type, data };
}

function lists(item: ArrowColumn): ArrowColumn {
  const type = new List(new Field('item', item.type, true));
  const data = (values: readonly DuckDBValue[]): Data => {
    const offsets = new Int32Array(values.length + 1);
    const items: DuckDBValue[] = [];
    values.forEach((value, at) => {
      if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue)
        for (const each of value.items) items.push(each);
      offsets[at + 1] = items.length;
    });
    const child = item.data(items);
    return makeData({ type, length: values.length, valueOffsets: offsets, child, nullBitmap: validity(values) });
  };
  return { type, data };
}

const text = column(new Utf8(), String);
const float = column(new Float64(), Number);
const integer = column(new Int32(), Number);
/** Sums are 128 bits wide in DuckDB; readers of Arrow take a whole number of that width as a decimal. */
const wide = decimals(new Decimal(0, 38), (value) => (typeof value === 'bigint' ? value : 0n));

const COLUMNS: Readonly<Partial<Record<DuckDBTypeId, ArrowColumn>>> = {
  [DuckDBTypeId.BOOLEAN]: column(new Bool(), (value) => value),
  [DuckDBTypeId.TINYINT]: integer,
  [DuckDBTypeId.SMALLINT]: integer,
  [DuckDBTypeId.INTEGER]: integer,
  [DuckDBTypeId.UTINYINT]: integer,
  [DuckDBTypeId.USMALLINT]: integer,
  [DuckDBTypeId.UINTEGER]: column(new Int64(), (value) => BigInt(Number(value))),
  [DuckDBTypeId.BIGINT]: column(new Int64(), (value) => value),
  [DuckDBTypeId.UBIGINT]: column(new Uint64(), (value) => value),
  [DuckDBTypeId.HUGEINT]: wide,
  [DuckDBTypeId.FLOAT]: float,
  [DuckDBTypeId.DOUBLE]: float,
  [DuckDBTypeId.DATE]: column(new DateDay(), (value) =>
    value instanceof DuckDBDateValue ? new Date(value.days * 86_400_000) : null,
  ),
  [DuckDBTypeId.TIMESTAMP]: instants(new TimestampMicrosecond(null)),
  [DuckDBTypeId.TIMESTAMP_TZ]: instants(new TimestampMicrosecond('UTC')),
};

/** What Arrow has no column for is text, as DuckDB writes it. */
function columnOf(type: DuckDBType): ArrowColumn {
  if (type instanceof DuckDBDecimalType)
    return decimals(new Decimal(type.scale, type.width), (value) =>
      value instanceof DuckDBDecimalValue ? value.value : 0n,
    );
  if (type instanceof DuckDBListType || type instanceof DuckDBArrayType) return lists(columnOf(type.valueType));
  return COLUMNS[type.typeId] ?? text;
}

/** Pieces of the stream, in order; an empty result is a stream with a schema and no batch. */
export async function* arrowStream(
  result: DuckDBResult,
  limit = new RowLimit(Number.POSITIVE_INFINITY),
): AsyncGenerator<Uint8Array> {
  const names = result.deduplicatedColumnNames();
  const columns = names.map((_, at) => columnOf(result.columnType(at)));
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
