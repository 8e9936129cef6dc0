/** The registry of published tables. No column is written down anywhere else. */
import type { Column, Table } from './column';
import { sqlType } from './column';
import { backlog, customFields, dates, people, queues } from './reference-tables';
import { rejects, runs, schemaChanges, sources } from './run-tables';
import {
  attachments,
  comments,
  statusChanges,
  ticketCustomFieldOptions,
  ticketCustomFields,
  tickets,
  ticketTags,
} from './ticket-tables';

/** Raised when a column is added, removed or changes its meaning. */
export const SCHEMA_VERSION = 2;

export const TABLES: readonly Table[] = [
  tickets,
  comments,
  statusChanges,
  ticketTags,
  people,
  queues,
  customFields,
  ticketCustomFields,
  ticketCustomFieldOptions,
  attachments,
  backlog,
  dates,
  sources,
  runs,
  rejects,
  schemaChanges,
];

/** The tables as a schema version had them: a lake of it is read by these until the next export. */
export function tablesOf(version: number): readonly Table[] {
  return TABLES.filter(({ addedIn = 1 }) => addedIn <= version).map((table) => {
    const columns = table.columns.filter(({ addedIn = 1 }) => addedIn <= version);
    const isThere = (name: string) => columns.some((column) => column.name === name);
    const references = table.references.filter(({ column }) => isThere(column));
    return { ...table, columns, references, key: table.key.filter(isThere) };
  });
}

/** @throws Error when there is no such table: a defect, since names of users are looked up with `TABLES.find` */
export function tableNamed(name: string): Table {
  const table = TABLES.find((candidate) => candidate.name === name);
  if (!table) throw new Error(`there is no table ${name}`);
  return table;
}

export function columnNames(table: Table): string[] {
  return table.columns.map((column) => column.name);
}

/** An identifier or a text in SQL. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** `"name" TYPE NOT NULL, …`, also with further columns that are not published. */
export function columnDefinitions(columns: readonly Column[]): string {
  return columns
    .map((column) => `${quoted(column.name)} ${sqlType(column.type)}${column.nullable ? '' : ' NOT NULL'}`)
    .join(', ');
}
