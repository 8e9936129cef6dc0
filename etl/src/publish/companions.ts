/**
 * What stands beside the Parquet files for those who get them without Ticketlake: `README.md` for people,
 * `_dictionary.json` for programs. Both follow from the tables and the configuration, and hold no row of anybody.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { syncFile } from '../base/files';
import { PROJECT } from '../base/version';
import type { Config, Partition } from '../config/config';
import { maskOf, partlyMasked } from '../config/mask';
import type { Column, Table } from '../schema/column';
import { sqlType } from '../schema/column';
import { TICKETS_AWAITED } from '../base/tickets-awaited';
import { SCHEMA_VERSION } from '../schema/tables';
import { tickets as ticketsTable } from '../schema/ticket-tables';
import { unitOf } from '../schema/unit';
import type { ColumnShape, TableShape } from './manifest';

export const README = 'README.md';
export const DICTIONARY = '_dictionary.json';
export const COMPANIONS: readonly string[] = [README, DICTIONARY];

type Shape = Pick<Config, 'timezone' | 'partition' | 'mask'>;

/**
 * Writes those that are not as they should be into `folder`.
 * @returns the new files by name
 */
export async function writeCompanions(
  parquet: string,
  folder: string,
  texts: ReadonlyMap<string, string>,
): Promise<Map<string, string>> {
  const fresh = new Map<string, string>();
  for (const [name, text] of texts) {
    const present = await readFile(path.join(parquet, name), 'utf8').catch(() => null);
    if (present === text) continue;
    const tempFile = path.join(folder, name);
    await mkdir(folder, { recursive: true });
    await writeFile(tempFile, text);
    await syncFile(tempFile);
    fresh.set(name, tempFile);
  }
  return fresh;
}

/** As the manifest names them. */
export function companionHashes(texts: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries([...texts].map(([name, text]) => [name, hashOf(text)]));
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** @param tables that are published @returns texts by name */
export function companionTexts(config: Shape, tables: readonly Table[]): ReadonlyMap<string, string> {
  return new Map([
    [README, readmeText(config, tables)],
    [DICTIONARY, dictionaryText(config, tables)],
  ]);
}

/** For a folder in which files are named by their content, as targets of Parquet are. */
export function targetReadme(timezone: string, version: number, tables: readonly Table[]): string {
  const lines = tables.map(({ name, description }) => `| \`${name}\` | ${description} |`);
  return `# Tickets as Parquet files

Ticketlake published these tables (schema version ${version}). Do not change them: the next publication writes them anew.

- \`_manifest.json\` lists the files of each table with rows, bytes and SHA-256. Open it first, and read only the files that it lists: others in \`data/\` belong to earlier publications.
${reading(timezone)}
${DESCRIBED}
${awaited(tables)}
| Table | Rows |
| --- | --- |
${lines.join('\n')}
`;
}

/** A line that says what is missing, where it is. */
function awaited(tables: readonly Table[]): string {
  if (!awaitsTickets(tables)) return '';
  const { message, remedy } = TICKETS_AWAITED;
  return `- Tickets are missing: ${message}. ${remedy}\n`;
}

function awaitsTickets(tables: readonly Table[]): boolean {
  return !tables.some(({ name }) => name === ticketsTable.name);
}

/** How columns are read, whatever the files are called. */
function reading(timezone: string): string {
  return `- \`*_at\` is an instant in UTC. \`*_local\` and \`*_date\` are wall-clock time and day in ${timezone}.
- An empty value means that the service does not say, or that it was not exported. It never stands for 0.
- Tickets that were deleted in the service stay, with \`is_deleted\`.`;
}

const DOCUMENTS = `${PROJECT}/blob/main/docs/README.md`;

const DESCRIBED = `- \`${DICTIONARY}\` describes every column: type, unit, zone, key, reference, meaning.`;

function dictionaryText(config: Shape, published: readonly Table[]): string {
  const tables = published.map((table) => ({
    name: table.name,
    description: table.description,
    key: table.key,
    partitioned_by: isDivided(table, config) ? `created_${config.partition}` : null,
    columns: table.columns.map((column) => columnEntry(table, column, config)),
  }));
  const isAwaiting = awaitsTickets(published) ? { awaits_tickets: true } : {};
  const head = { schema_version: SCHEMA_VERSION, timezone: config.timezone, ...isAwaiting };
  return `${JSON.stringify({ ...head, tables }, null, 2)}\n`;
}

function columnEntry(table: Table, column: Column, { timezone, mask }: Shape): object {
  const { name, nullable, description } = column;
  const reference = table.references.find((each) => each.column === name);
  return {
    ...shapeOf(column, timezone),
    nullable,
    is_key: table.key.includes(name),
    references: reference === undefined ? null : `${reference.table}.${reference.to}`,
    masked: maskOf(mask, table, column) ?? column.masked ?? partlyMasked(mask, table, column),
    description,
  };
}

/** @param timezone the reporting zone */
function shapeOf(column: Column, timezone: string): ColumnShape {
  const { name, type } = column;
  const zone = type === 'instant' ? 'UTC' : type === 'local' || type === 'date' ? timezone : null;
  return { name, type: sqlType(type), unit: unitOf(column), zone };
}

/** As the manifest names them. */
export function tableShapes(tables: readonly Table[], timezone: string): TableShape[] {
  return tables.map(({ name, columns }) => ({
    table: name,
    columns: columns.map((column) => shapeOf(column, timezone)),
  }));
}

function isDivided(table: Table, { partition }: Shape): boolean {
  return table.partitioned && partition !== 'none';
}

function readmeText(config: Shape, tables: readonly Table[]): string {
  const { timezone, partition } = config;
  const lines = tables.map((table) => {
    const place = isDivided(table, config) ? `${table.name}/` : `${table.name}.parquet`;
    return `| \`${place}\` | ${table.description} |`;
  });
  return `# Tickets as Parquet files

Ticketlake exported these tables (schema version ${SCHEMA_VERSION}). Do not change them: the next export writes them anew.

${reading(timezone)}
- \`_manifest.json\` lists the files with rows, bytes and SHA-256. If you copy files while exports run, copy it first and compare the hashes.
${DESCRIBED}
${awaitsTickets(tables) ? awaited(tables) : howToRead(partition)}
## Files

| File | Rows |
| --- | --- |
${lines.join('\n')}
`;
}

function howToRead(partition: Partition): string {
  const tickets = partition === 'none' ? 'tickets.parquet' : 'tickets/**/*.parquet';
  const divided = `Folders hold one file for each ${partition}, as \`created_${partition}=…\`: read \`**/*.parquet\` of them.`;
  return `- Tables are joined by their keys: \`comments.ticket_key\` is \`tickets.ticket_key\`. \`${DICTIONARY}\` names all of them under \`references\`.

## Read them

Read one table at a time: files of different tables are no table together.${partition === 'none' ? '' : ` ${divided}`}

- DuckDB, in this folder: \`SELECT status_group, count(*) FROM '${tickets}' GROUP BY ALL\`. In Python: \`pip install duckdb\`, then \`duckdb.sql("…").fetchall()\`.
- pandas, with pyarrow: \`pandas.read_parquet("${partition === 'none' ? tickets : 'tickets'}")\`.
- Power BI Desktop: the project \`Ticketlake.pbip\`, with this folder as its parameter \`LakeFolder\`. Or *Get data*, *Parquet* for a single file.
- Excel reads no Parquet files. Ask whoever exports them for a CSV file, or for the address of the OData feed.

Each of these has a page in the documents of Ticketlake, ${DOCUMENTS}.
`;
}
