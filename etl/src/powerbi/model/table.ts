/** What the semantic model makes of the published tables. */
import type { Column, Table } from '../../schema/column';

export interface ModelTable {
  /** As analysts see it. */
  name: string;
  description: string;
  rows: TableRows;
  columns: readonly ModelColumn[];
  /** No list of fields shows it: measures read it. */
  isHidden?: boolean;
}

/** Where the rows of a table come from. */
export type TableRows =
  /** All rows of a published table. */
  | { kind: 'published'; table: Table }
  /** Rows of a published table whose key a column of another one names. */
  | { kind: 'named'; table: Table; key: string; by: { table: Table; column: string } }
  /** One row for all spellings of a text in a published table. */
  | { kind: 'spellings'; table: Table; column: string; key: string }
  /** Rows that are the same in every lake: texts, numbers, or names of parameters. */
  | { kind: 'fixed'; rows: ReadonlyArray<readonly FixedValue[]> };

export type FixedValue = string | number | { parameter: string };

export interface ModelColumn {
  /** As analysts see it. */
  name: string;
  lake: Column;
  /** How Power Query makes it, where no published table has it. */
  made: MadeColumn | null;
  dataType: 'string' | 'int64' | 'double' | 'boolean' | 'dateTime';
  formatString: string | null;
  summarizeBy: 'none' | 'sum';
  isHidden: boolean;
  /** The date column of the table that is marked as date table. */
  isDateKey: boolean;
  /** A column of the same table, by its name in the model. */
  sortBy: string | null;
  isWebAddress: boolean;
}

export interface MadeColumn {
  /** M over the fields of a row. */
  m: string;
  /** The published columns that it reads. */
  from: readonly string[];
}

/** The published table whose rows are loaded, by month where the lake is divided so; null for other rows. */
export function publishedTableOf({ rows }: ModelTable): Table | null {
  return rows.kind === 'published' ? rows.table : null;
}
