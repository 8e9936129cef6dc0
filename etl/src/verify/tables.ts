/** Each table in its Parquet files and in `ticketlake.duckdb`: readable, of the registry's shape, the same rows. */
import path from 'node:path';
import { OF_THE_LAST_RUN } from '../publish/database-file';
import { isAboutTheRun } from '../schema/run-tables';
import type { Manifest, ManifestEntry } from '../publish/manifest';
import type { TableMeasure } from '../marts/measure';
import { measure } from '../marts/measure';
import type { Table } from '../schema/column';
import { sqlType } from '../schema/column';
import { literal, quoted } from '../schema/tables';
import type { LakePaths } from '../store/database';
import { attachSql } from '../store/database';
import { booleanIn, numberIn, textIn } from '../store/row';
import { firstLineOf } from '../base/system-error';
import type { Finding } from './finding';
import { DATABASE, EXAMPLES, PARQUET, finding } from './finding';
import type { Reader } from '../store/reader';

export interface TablesCheck {
  findings: Finding[];
  /** Names of the tables that can be asked: views of these names stand in the reader. */
  readable: Set<string>;
}

const ATTACHED = 'published';

/**
 * @param present files that are there, as the manifest names them
 * @param tables as the version had them that wrote the lake
 */
export async function verifyTables(
  reader: Reader,
  places: LakePaths,
  present: readonly ManifestEntry[],
  { manifest, tables }: { manifest: Manifest; tables: readonly Table[] },
): Promise<TablesCheck> {
  const until = manifest.database?.run_id ?? manifest.run_id;
  const isOlder = until !== manifest.run_id;
  const readable = new Set<string>();
  const database = await attach(reader, places, tables);
  let findings = database.findings;
  for (const table of tables) {
    const inFiles = await lookAtFiles(reader, places, table, present);
    const inDatabase = database.tables.has(table.name) ? await lookAtDatabase(reader, table) : { findings: [] };
    findings = findings.concat(
      inFiles.findings,
      inDatabase.findings,
      isOlder && isAboutTheRun(table.name)
        ? await differenceUntil(reader, table, until, inFiles.relation, inDatabase.relation)
        : difference(table, inFiles.measure, inDatabase.measure),
    );
    const relation = inFiles.relation ?? inDatabase.relation;
    if (relation === undefined) continue;
    await reader.run(`CREATE VIEW ${quoted(table.name)} AS SELECT * FROM ${relation}`);
    readable.add(table.name);
  }
  if (isOlder && findings.length === 0) findings = await lastRunsOf(reader);
  return { findings, readable };
}

interface RelationCheck {
  findings: Finding[];
  /** SQL that reads the table; undefined when it cannot be read whole. */
  relation?: string;
  measure?: TableMeasure;
}

async function lookAtFiles(
  reader: Reader,
  places: LakePaths,
  table: Table,
  present: readonly ManifestEntry[],
): Promise<RelationCheck> {
  const entries = present.filter((entry) => entry.table === table.name);
  const looks: Finding[][] = [];
  for (const entry of entries) looks.push(await lookAtFile(reader, places, table, entry));
  const findings = looks.flat();
  if (entries.length === 0 || findings.some(({ check }) => check !== 'rows')) return { findings };
  const relation = parquetRelation(entries.map((entry) => path.join(places.parquet, entry.path)));
  const measured = await tryRead(() => measure(reader, table, relation));
  if (measured.ok) return { findings, relation, measure: measured.value };
  return {
    findings: [...findings, finding('unreadable', `cannot be read: ${measured.reason}`, { table: table.name })],
  };
}

async function lookAtFile(reader: Reader, places: LakePaths, table: Table, entry: ManifestEntry): Promise<Finding[]> {
  const where = { table: table.name, file: `${PARQUET}/${entry.path}` };
  const relation = parquetRelation([path.join(places.parquet, entry.path)]);
  const looked = await tryRead(async () => ({
    columns: await columnsOf(reader, relation),
    rows: await rowsOf(reader, relation),
  }));
  if (!looked.ok) return [finding('unreadable', `cannot be read: ${looked.reason}`, where)];
  const { columns, rows } = looked.value;
  const expected = table.columns.map(({ name, type }) => `${name} ${sqlType(type)}`);
  const findings = schemaFindings(columns, expected, where);
  return rows === entry.rows
    ? findings
    : [...findings, finding('rows', `holds ${rows} rows, the manifest says ${entry.rows}`, where)];
}

/** Parquet written by DuckDB says of every column that it may be empty: whether one is, is asked of the rows. */
async function columnsOf(reader: Reader, relation: string): Promise<string[]> {
  return reader.all(
    `DESCRIBE SELECT * FROM ${relation}`,
    undefined,
    (row) => `${textIn(row, 'column_name')} ${textIn(row, 'column_type')}`,
  );
}

async function rowsOf(reader: Reader, relation: string): Promise<number> {
  const [rows = 0] = await reader.all(`SELECT count(*) AS n FROM ${relation}`, undefined, (row) => numberIn(row, 'n'));
  return rows;
}

async function attach(
  reader: Reader,
  places: LakePaths,
  tables: readonly Table[],
): Promise<{ findings: Finding[]; tables: Set<string> }> {
  const attached = await tryRead(() => reader.run(`${attachSql(places.published, ATTACHED)} (READ_ONLY)`));
  if (!attached.ok) {
    const isMissing = /does not exist/.test(attached.reason);
    const says = isMissing ? 'is not there' : `cannot be read: ${attached.reason}`;
    return { findings: [finding('database', says, { file: DATABASE })], tables: new Set() };
  }
  const names = await reader.all(
    `SELECT table_name FROM duckdb_tables() WHERE database_name = '${ATTACHED}'`,
    undefined,
    (row) => textIn(row, 'table_name'),
  );
  const known = tables.map(({ name }) => name);
  const findings = [
    ...known
      .filter((name) => !names.includes(name))
      .map((table) => finding('database', 'has no such table', { table, file: DATABASE })),
    ...names
      .filter((name) => !known.includes(name))
      .map((name) => finding('stranger', `has a table ${name} that Ticketlake does not publish`, { file: DATABASE })),
  ];
  return { findings, tables: new Set(names) };
}

async function lookAtDatabase(reader: Reader, table: Table): Promise<RelationCheck> {
  const where = { table: table.name, file: DATABASE };
  const relation = `${ATTACHED}.${quoted(table.name)}`;
  const found = await reader.all(
    `SELECT column_name, data_type, is_nullable FROM duckdb_columns()
     WHERE database_name = '${ATTACHED}' AND table_name = ${literal(table.name)} ORDER BY column_index`,
    undefined,
    (row) => columnText(textIn(row, 'column_name'), textIn(row, 'data_type'), booleanIn(row, 'is_nullable')),
  );
  const expected = table.columns.map(({ name, type, nullable }) => columnText(name, sqlType(type), nullable));
  const findings = schemaFindings(found, expected, where);
  if (findings.length > 0) return { findings };
  const measured = await tryRead(() => measure(reader, table, relation));
  if (measured.ok) return { findings: [], relation, measure: measured.value };
  return { findings: [finding('database', `cannot be read: ${measured.reason}`, where)] };
}

function columnText(name: string, type: string, nullable: boolean): string {
  return `${name} ${type}${nullable ? '' : ' NOT NULL'}`;
}

function schemaFindings(
  found: readonly string[],
  expected: readonly string[],
  where: { table: string; file: string },
): Finding[] {
  if (found.join() === expected.join()) return [];
  const missing = expected.filter((column) => !found.includes(column));
  const extra = found.filter((column) => !expected.includes(column));
  const says = [
    ...(missing.length === 0 ? [] : [`lacks ${missing.join(', ')}`]),
    ...(extra.length === 0 ? [] : [`has ${extra.join(', ')}`]),
  ];
  return [finding('schema', says.length === 0 ? 'its columns stand in another order' : says.join('; '), where)];
}

function difference(table: Table, files: TableMeasure | undefined, database: TableMeasure | undefined): Finding[] {
  if (files === undefined || database === undefined) return [];
  const where = { table: table.name, file: DATABASE };
  if (files.rows !== database.rows)
    return [finding('database', `holds ${database.rows} rows, the Parquet files ${files.rows}`, where)];
  if (files.checksum === database.checksum) return [];
  return [finding('database', 'its rows are not those of the Parquet files', where)];
}

/**
 * `runs` and `sources` of a database that ends with an earlier run than the files.
 * @param until that run
 */
async function differenceUntil(
  reader: Reader,
  table: Table,
  until: string,
  files: string | undefined,
  database: string | undefined,
): Promise<Finding[]> {
  if (files === undefined || database === undefined) return [];
  if (table.name === 'runs') {
    const earlier = await measure(reader, table, `(SELECT * FROM ${files} WHERE run_id <= ${literal(until)})`);
    return difference(table, earlier, await measure(reader, table, database));
  }
  const changing = table.columns.filter(({ name }) => OF_THE_LAST_RUN.has(name));
  const without = changing.map(({ name, type }) => `NULL::${sqlType(type)} AS ${quoted(name)}`).join(', ');
  const lasting = (relation: string) => `(SELECT * REPLACE (${without}) FROM ${relation})`;
  return difference(
    table,
    await measure(reader, table, lasting(files)),
    await measure(reader, table, lasting(database)),
  );
}

/** What such a database says of the last run of a source stands in its own `runs`. */
async function lastRunsOf(reader: Reader): Promise<Finding[]> {
  const wrong = await reader.all(
    `SELECT s.source AS source FROM ${ATTACHED}.sources s LEFT JOIN (
       SELECT source, run_id, min(started_at) AS started_at FROM ${ATTACHED}.runs WHERE mode <> 'replay' GROUP BY source, run_id
       QUALIFY run_id = max(run_id) OVER (PARTITION BY source)
     ) r USING (source)
     WHERE s.last_run_id IS DISTINCT FROM r.run_id OR s.last_run_at IS DISTINCT FROM r.started_at ORDER BY s.source`,
    undefined,
    (row) => textIn(row, 'source'),
  );
  if (wrong.length === 0) return [];
  const examples = wrong.slice(0, EXAMPLES);
  return [
    finding('database', 'names another last run of a source than its own runs', {
      table: 'sources',
      file: DATABASE,
      examples,
    }),
  ];
}

function parquetRelation(files: readonly string[]): string {
  return `read_parquet([${files.map(literal).join(', ')}], hive_partitioning = false)`;
}

type ReadAttempt<T> = { ok: true; value: T } | { ok: false; reason: string };

/** What a damaged file makes DuckDB say is a finding, not a failure. */
async function tryRead<T>(work: () => Promise<T>): Promise<ReadAttempt<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, reason: firstLineOf(error) };
  }
}
