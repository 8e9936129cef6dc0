/** Values of a result as JSON: instants as canonical ISO text in UTC, whole numbers exact. */
import {
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  JsonDuckDBValueConverter,
} from '@duckdb/node-api';
import type { DuckDBResult, DuckDBValueConverter, Json } from '@duckdb/node-api';
import { instantOf } from '../../../vendors/time';

export type Cell = Json;

/** A number where it is exact, else text: a reader of JSON would cut longer ones. */
const cell: DuckDBValueConverter<Json> = (value, type, converter) => {
  if (value instanceof DuckDBTimestampTZValue) return instantOf(value.micros) ?? value.toString();
  if (value instanceof DuckDBTimestampValue) return instantOf(value.micros)?.slice(0, -1) ?? value.toString();
  if (value instanceof DuckDBDateValue) return value.toString();
  if (value instanceof DuckDBDecimalValue) return value.width <= 15 ? value.toDouble() : value.toString();
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  return JsonDuckDBValueConverter(value, type, converter);
};

export interface ResultColumn {
  name: string;
  /** As DuckDB writes it. */
  type: string;
}

/** Names are made different where the query gave one twice. */
export function columnsOf(result: DuckDBResult): ResultColumn[] {
  return result.deduplicatedColumnNames().map((name, at) => ({ name, type: result.columnType(at).toString() }));
}

/** Rows in batches as DuckDB hands them over. */
export async function* batchesOf(result: DuckDBResult): AsyncGenerator<Cell[][]> {
  for await (const rows of result.yieldConvertedRows(cell)) yield rows.map((row) => row.map((value) => value ?? null));
}
