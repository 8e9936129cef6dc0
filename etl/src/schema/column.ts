/** What a published column is. Everything that knows columns (DuckDB, Parquet, Power BI, the reference) reads this. */
import { VENDOR_NAMES } from '../../../vendors/vendor';

/**
 * text: well-formed Unicode, at most 32,000 UTF-16 units · integer: 32 bits · bigint: 64 bits · instant: a point in
 * time, UTC · local: the same as wall-clock time in the reporting zone.
 */
export const COLUMN_TYPES = ['text', 'integer', 'bigint', 'double', 'boolean', 'date', 'local', 'instant'] as const;
export type ColumnType = (typeof COLUMN_TYPES)[number];

export interface Column {
  name: string;
  type: ColumnType;
  nullable: boolean;
  /** One sentence for the reference page and for Power BI. */
  description: string;
  /** The schema version that brought the column; absent for those of the first one. */
  addedIn?: number;
  /** How its values are masked, where the lake alone knows it: of a custom field. */
  masked?: string;
}

export interface Reference {
  column: string;
  table: string;
  to: string;
}

export interface Table {
  name: string;
  description: string;
  columns: readonly Column[];
  /** The schema version that brought the table; absent for those of the first one. */
  addedIn?: number;
  /** Unique over the table. */
  key: readonly string[];
  references: readonly Reference[];
  /** Divided by `created_local` of its ticket when the configuration says month or year. */
  partitioned: boolean;
}

const SQL_TYPES: Readonly<Record<ColumnType, string>> = {
  text: 'VARCHAR',
  integer: 'INTEGER',
  bigint: 'BIGINT',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
  date: 'DATE',
  local: 'TIMESTAMP',
  instant: 'TIMESTAMP WITH TIME ZONE',
};

/** The DuckDB type of a column, as DuckDB itself prints it. */
export function sqlType(type: ColumnType): string {
  return SQL_TYPES[type];
}

/** A column that may be NULL. */
export function maybe(name: string, type: ColumnType, description: string): Column {
  return { name, type, nullable: true, description };
}

/** A column that never is NULL. */
export function always(name: string, type: ColumnType, description: string): Column {
  return { name, type, nullable: false, description };
}

/** A column that an earlier schema version did not have: rows of which it says nothing count as unchanged. */
export function added(version: number, column: Column): Column {
  return { ...column, addedIn: version };
}

/** An instant and what the reporting zone makes of it. */
export function moment(stem: string, what: string, parts: ReadonlyArray<'at' | 'local' | 'date'>): Column[] {
  const columns: Record<'at' | 'local' | 'date', Column> = {
    at: maybe(`${stem}_at`, 'instant', `${what}, in UTC.`),
    local: maybe(`${stem}_local`, 'local', `${what}, as wall-clock time in the reporting zone.`),
    date: maybe(`${stem}_date`, 'date', `${what}: the day in the reporting zone.`),
  };
  return parts.map((part) => columns[part]);
}

export const SOURCE_AND_VENDOR: readonly Column[] = [
  always('source', 'text', 'Name of the source in the configuration.'),
  always('vendor', 'text', `The service: ${VENDOR_NAMES.slice(0, -1).join(', ')} or ${VENDOR_NAMES.at(-1)}.`),
];

export const STAMPS: readonly Column[] = [
  always('extracted_at', 'instant', 'When the run that last changed this row published it, in UTC.'),
  always('run_id', 'text', 'The run that last changed this row.'),
];
