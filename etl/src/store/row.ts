/** Reading rows of a result without casts. */
import type { JS } from '@duckdb/node-api';

export type Row = Readonly<Record<string, JS>>;

/** @throws Error when the column is not text: a defect of the statement */
export function textIn(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new Error(`column ${column} is not text`);
  return value;
}

export function maybeTextIn(row: Row, column: string): string | null {
  const value = row[column];
  return value === null || value === undefined ? null : textIn(row, column);
}

/** Counts come as bigint from DuckDB and fit a double here. */
export function numberIn(row: Row, column: string): number {
  const value = row[column];
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'number') throw new Error(`column ${column} is not a number`);
  return value;
}

export function maybeNumberIn(row: Row, column: string): number | null {
  const value = row[column];
  return value === null || value === undefined ? null : numberIn(row, column);
}

export function booleanIn(row: Row, column: string): boolean {
  const value = row[column];
  if (typeof value !== 'boolean') throw new Error(`column ${column} is not a boolean`);
  return value;
}

/** SQL that gives an instant as canonical text. */
export function instantText(expression: string): string {
  return `strftime(${expression}, '%Y-%m-%dT%H:%M:%S.%fZ')`;
}
