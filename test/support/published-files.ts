/** A published lake that no export made: Parquet files and their manifest, as targets read them. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Config, TargetConfig } from '../../etl/src/config/config';
import { configOf } from './lake';

export interface TicketRow {
  key: string;
  source: string;
  /** `YYYY-MM-DD HH:MM:SS[.ffffff]`, or null. */
  created: string | null;
  subject: string | null;
  n: number | null;
  run: string;
}

export interface World {
  tickets: readonly TicketRow[];
  /** `YYYY-MM-DD` */
  days: readonly string[];
  /** Further columns of tickets: name, type, SQL of the value. */
  more?: ReadonlyArray<readonly [string, string]>;
  /** Further tables: SQL of their rows. */
  tables?: Readonly<Record<string, string>>;
  /** Text of the data dictionary; absent: there is none, as in lakes of earlier versions. */
  dictionary?: string;
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'ticketlake-target-'));
  folders.push(folder);
  return folder;
}

let connected: Promise<DuckDBConnection> | undefined;

async function connect(): Promise<DuckDBConnection> {
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
  await connection.run("SET TimeZone = 'UTC'");
  return connection;
}

/** A DuckDB of the tests' own. */
export function duckdb(): Promise<DuckDBConnection> {
  return (connected ??= connect());
}

/** A lake folder that is published again and again. */
export class PublishedFiles {
  readonly lake = newFolder();
  private publications = 0;

  /** Publishes what a world holds; every publication is later than the one before. */
  async publish({ tickets, days, more = [], tables = {}, dictionary }: World): Promise<string> {
    this.publications += 1;
    const runId = `run-${String(this.publications).padStart(4, '0')}`;
    const sources = [...new Set(tickets.map(({ source }) => source))].sort();
    const extra = more.map(([name, value]) => `, ${value} AS "${name}"`).join('');
    const all: Record<string, string> = {
      tickets: `SELECT key AS ticket_key, source, created::TIMESTAMP AS created_local, created::TIMESTAMPTZ AS created_at,
        subject, n::INTEGER AS n, n::INTEGER / 3.0::DOUBLE AS share, n::INTEGER > 1 AS is_more, run AS run_id${extra}
        FROM (${rowsSql(
          tickets.map(({ key, source, created, subject, n, run }) => [key, source, created, subject, n, run]),
          ['key', 'source', 'created', 'subject', 'n', 'run'],
        )})`,
      dates: `SELECT day::DATE AS date, year(day::DATE)::INTEGER AS year, '${runId}' AS run_id FROM (${rowsSql(
        days.map((day) => [day]),
        ['day'],
      )})`,
      sources: `SELECT source, '${runId}' AS run_id FROM (${rowsSql(
        sources.map((source) => [source]),
        ['source'],
      )})`,
      runs: `SELECT 'run-' || i AS run_id, source FROM (${rowsSql(
        sources.map((source) => [source]),
        ['source'],
      )}), range(${this.publications}) r(i)`,
      ...tables,
    };
    const parquet = path.join(this.lake, 'parquet');
    rmSync(parquet, { recursive: true, force: true });
    mkdirSync(parquet, { recursive: true });
    const files = [];
    const connection = await duckdb();
    for (const [table, sql] of Object.entries(all)) {
      const name = `${table}.parquet`;
      const place = path.join(parquet, name);
      await connection.run(`COPY (${sql}) TO '${place}' (FORMAT parquet)`);
      const body = readFileSync(place);
      const counted = await connection.runAndReadAll(`SELECT count(*)::INTEGER FROM read_parquet('${place}')`);
      const sha256 = createHash('sha256').update(body).digest('hex');
      const entry = { path: name, table, partition: null, rows: Number(counted.getRows()[0]?.[0]), bytes: body.length };
      files.push({ ...entry, sha256, schema_version: 2, run_id: runId });
    }
    const at = new Date(Date.UTC(2026, 0, 1, 0, this.publications)).toISOString().replace('Z', '000Z');
    const companions = dictionary === undefined ? {} : { companions: { '_dictionary.json': sha256Of(dictionary) } };
    if (dictionary !== undefined) writeFileSync(path.join(parquet, '_dictionary.json'), dictionary);
    const manifest = { schema_version: 2, run_id: runId, published_at: at, files, ...companions };
    writeFileSync(path.join(parquet, '_manifest.json'), JSON.stringify(manifest));
    return runId;
  }

  config(targets: readonly TargetConfig[], changes: Partial<Config> = {}): Config {
    return configOf(this.lake, [], { publish: targets, ...changes });
  }

  /** Rows of a table as the lake holds them, each as one text. */
  rows(table: string, columns: string): Promise<string[]> {
    return textsOf(`SELECT ${columns} FROM read_parquet('${this.lake}/parquet/${table}.parquet')`);
  }
}

function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export async function textsOf(sql: string): Promise<string[]> {
  const found = await (await duckdb()).runAndReadAll(`SELECT to_json(r)::VARCHAR FROM (${sql}) r`);
  return found
    .getRows()
    .map(([text]) => String(text))
    .sort();
}

function rowsSql(rows: ReadonlyArray<ReadonlyArray<string | number | null>>, names: readonly string[]): string {
  const none = `SELECT ${names.map((name) => `NULL::VARCHAR AS ${name}`).join(', ')} WHERE false`;
  if (rows.length === 0) return none;
  const values = rows.map(
    (row) =>
      `(${row.map((value) => (typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : (value ?? 'NULL'))).join(', ')})`,
  );
  return `${none} UNION ALL SELECT * FROM (VALUES ${values.join(', ')}) v(${names.join(', ')})`;
}

export function targetAt(folder: string, changes: Partial<TargetConfig> = {}): TargetConfig {
  return {
    name: 'share',
    to: folder,
    place: { kind: 'folder', folder },
    access: null,
    isLake: false,
    format: 'delta',
    localTimes: 'utc',
    partitionBy: 'source',
    keepMs: 7 * 86_400_000,
    ...changes,
  };
}

export function ticket(key: string, changes: Partial<TicketRow> = {}): TicketRow {
  const [source = 'acme'] = key.split(':');
  return { key, source, created: '2026-01-05 10:00:00', subject: `subject of ${key}`, n: 1, run: 'r1', ...changes };
}
