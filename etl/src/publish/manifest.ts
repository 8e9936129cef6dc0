/** `parquet/_manifest.json`: what a publication consists of. Whoever copies the files can prove that they fit together. */
import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { jsonOf } from '../base/json-text';
import type { Table } from '../schema/column';
import { COLUMN_TYPES } from '../schema/column';
import type { FieldTable } from '../schema/field-tables';
import { FIXED_COLUMNS, fieldTable } from '../schema/field-tables';
import { ticketsAwaited } from '../base/tickets-awaited';
import { TABLES_WITHOUT_TICKETS, comesWithTickets } from '../schema/awaited-tickets';
import { SCHEMA_VERSION, tablesOf } from '../schema/tables';
import { LakeError } from '../base/errors';
import { syncFile } from '../base/files';

const ENTRY = z.object({
  /** Below the folder of the manifest, with `/`. */
  path: z.string(),
  table: z.string(),
  /** As `created_month=2026-11`. */
  partition: z.string().nullable(),
  rows: z.number(),
  bytes: z.number(),
  sha256: z.string(),
  schema_version: z.number(),
  /** The run that wrote the file. */
  run_id: z.string(),
});

/** A table of custom fields: its columns are known by the lake alone. */
const FIELD_TABLE = z.object({
  table: z.string(),
  source: z.string(),
  columns: z.array(z.object({ name: z.string(), type: z.enum(COLUMN_TYPES), description: z.string() })),
});

/** Types are those of DuckDB; unit and zone are null where a column has none. */
const COLUMN_SHAPE = z.object({
  name: z.string(),
  type: z.string(),
  unit: z.string().nullable(),
  zone: z.string().nullable(),
});
const TABLE_SHAPE = z.object({ table: z.string(), columns: z.array(COLUMN_SHAPE) });

const VERSION = z.object({ schema_version: z.number() });

const MANIFEST = z.object({
  schema_version: z.number(),
  /** The run that published. */
  run_id: z.string(),
  published_at: z.string(),
  /** The reporting zone; earlier versions did not name it, nor the next one. */
  timezone: z.string().optional(),
  /** What the files hold. */
  tables: z.array(TABLE_SHAPE).optional(),
  files: z.array(ENTRY),
  /** In the order of the tables; earlier versions had none. */
  field_tables: z.array(FIELD_TABLE).optional(),
  /**
   * `ticketlake.duckdb`: its `runs` and `sources` end with this run, all else is as in the files. Earlier versions wrote
   * the database in every publication, and did not say so.
   */
  database: z.object({ run_id: z.string() }).optional(),
  /** sha256 of what describes the files beside them, by name; earlier versions had none. */
  companions: z.record(z.string(), z.string()).optional(),
  /** True: no tickets were read yet, and only the tables about runs are published. */
  awaits_tickets: z.boolean().optional(),
});

export type ManifestEntry = z.infer<typeof ENTRY>;
export type Manifest = z.infer<typeof MANIFEST>;
export type ColumnShape = z.infer<typeof COLUMN_SHAPE>;
export type TableShape = z.infer<typeof TABLE_SHAPE>;

/** The tables that were published, as the version had them that wrote the lake, in the order in which they are shown. */
export function publishedTables(manifest: Manifest): readonly Table[] {
  const named = new Set(manifest.files.map(({ table }) => table));
  return wantedTables(manifest).filter(({ name }) => named.has(name));
}

/** The tables that a publication must have. */
export function wantedTables(manifest: Manifest): readonly Table[] {
  const { schema_version: version, field_tables: ofFields = [], awaits_tickets: isAwaiting = false } = manifest;
  if (isAwaiting) return TABLES_WITHOUT_TICKETS;
  return [...tablesOf(version), ...ofFields.map(({ table, source, columns }) => fieldTable(table, source, columns))];
}

/** @throws LakeError `no_tickets` for a table that is published with the first tickets, while they are awaited */
export function refuseAwaited({ awaits_tickets: isAwaiting = false }: Manifest, table: string): void {
  if (isAwaiting && comesWithTickets(table)) throw ticketsAwaited();
}

/** Those of custom fields, with their source. */
export function publishedFieldTables({ files, field_tables: ofFields = [] }: Manifest): FieldTable[] {
  const named = new Set(files.map(({ table }) => table));
  return ofFields
    .filter(({ table }) => named.has(table))
    .map(({ table, source, columns }) => fieldTable(table, source, columns));
}

/** @param table of custom fields */
export function fieldTableEntry(table: FieldTable): z.infer<typeof FIELD_TABLE> {
  const own = table.columns.filter(({ name }) => !FIXED_COLUMNS.includes(name));
  const columns = own.map(({ name, type, description }) => ({ name, type, description }));
  return { table: table.name, source: table.source, columns };
}

export async function writeManifest(file: string, manifest: Manifest): Promise<void> {
  await writeFile(file, `${JSON.stringify(manifest, null, 2)}\n`);
  await syncFile(file);
}

/** @throws LakeError when there is none, it is not one of ours, or a newer version wrote it */
export async function readManifest(file: string): Promise<Manifest> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) throw new LakeError('not_published', `there is no ${file} yet`, 'Run `ticketlake export` first.');
  const manifest = parseManifest(text, file);
  if (manifest !== null) return manifest;
  throw new LakeError(
    'unreadable',
    `${file} is not a manifest of Ticketlake`,
    'Run `ticketlake export`, which writes a new one.',
  );
}

/**
 * @param file where the text was read, for messages
 * @returns null when it is not one of ours
 * @throws LakeError when a newer version wrote it
 */
export function parseManifest(text: string, file: string): Manifest | null {
  const value = jsonOf(text);
  const version = VERSION.safeParse(value);
  if (version.success && version.data.schema_version > SCHEMA_VERSION)
    throw newerLake(file, version.data.schema_version);
  return manifestOf(value);
}

/** @returns null when it is not one of ours; one of a newer version as far as this one knows it */
export function manifestIn(text: string): Manifest | null {
  return manifestOf(jsonOf(text));
}

function manifestOf(value: unknown): Manifest | null {
  const parsed = MANIFEST.safeParse(value);
  return parsed.success ? parsed.data : null;
}

/**
 * For readers of what was published; one that was published without a manifest is not judged.
 * @throws LakeError when a newer version wrote it
 */
export async function refuseNewer(file: string): Promise<void> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text !== null) parseManifest(text, file);
}

function newerLake(file: string, version: number): LakeError {
  return new LakeError(
    'newer_schema',
    `${file} was written by a newer Ticketlake (schema version ${version}, this one knows ${SCHEMA_VERSION})`,
    'Use the newer version, or another lake folder. Nothing was changed.',
  );
}
