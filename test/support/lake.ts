/** A whole export in a temporary lake, against the sandbox, and what it published. */
import { NO_PROXY } from '../../etl/src/base/proxy';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Config, SourceConfig } from '../../etl/src/config/config';
import type { RunEvent } from '../../etl/src/base/events';
import type { RuntimeEnv } from '../../etl/src/base/async';
import { runExport } from '../../etl/src/sync/export';
import type { ExportOptions, ExportResult } from '../../etl/src/base/run-result';
import { TABLES } from '../../etl/src/schema/tables';
import type { PublishedReader } from '../../etl/src/store/database';
import { openPublished } from '../../etl/src/publish/published';
import type { Sandbox } from '../../sandbox/server';
import { FIXED_NOW } from '../../sandbox/world/clock';
import { vendorNamed } from '../../vendors/registry';
import { STREAM_NAMES } from '../../vendors/vendor';

/** Tables that say the same however often and with whatever interruptions a lake was filled. */
export const CONTENT_TABLES = TABLES.map(({ name }) => name).filter((name) => name !== 'runs' && name !== 'sources');

const lakes: string[] = [];
afterAll(() => {
  for (const lake of lakes.splice(0)) rmSync(lake, { recursive: true, force: true });
});

/** A folder that is removed after the tests of the file. */
export function newLake(): string {
  const lake = mkdtempSync(path.join(tmpdir(), 'ticketlake-export-'));
  lakes.push(lake);
  return lake;
}

/** The same lake in a folder of its own, removed like any other: an export in it leaves the first as it was. */
export function copyOf(lake: string): string {
  const copy = newLake();
  cpSync(lake, copy, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  return copy;
}

/**
 * One export for many tests: the lake is filled when it is first asked for, and everyone who asks gets a copy.
 * @param fill what fills it; asked again when it failed
 */
export function copiesOf<T>(fill: (lake: string) => Promise<T>): () => Promise<{ lake: string; run: T }> {
  let filled: { lake: string; run: T } | undefined;
  return async () => {
    if (filled === undefined) {
      const lake = newLake();
      filled = { lake, run: await fill(lake) };
    }
    return { ...filled, lake: copyOf(filled.lake) };
  };
}

export function sourceOf(sandbox: Sandbox, name: string, changes: Partial<SourceConfig> = {}): SourceConfig {
  const vendor = vendorNamed(name);
  if (!vendor) throw new Error(`there is no service ${name}`);
  const service = sandbox.service(name);
  const address = vendor.baseUrl(service.url);
  if (!address.ok) throw new Error(address.reason);
  return {
    name,
    vendor,
    url: address.url,
    key: service.key,
    timezone: null,
    streams: STREAM_NAMES,
    since: null,
    requestsPerMinute: 1_000_000,
    requestsPerHour: null,
    requestsPerDay: null,
    concurrency: vendor.defaults.concurrency,
    pageSize: null,
    timeoutMs: vendor.defaults.timeoutMs,
    statuses: {},
    priorities: {},
    projects: [],
    paths: {},
    ...changes,
  };
}

export function configOf(lake: string, sources: readonly SourceConfig[], changes: Partial<Config> = {}): Config {
  return {
    file: path.join(lake, 'ticketlake.yaml'),
    lake,
    timezone: 'UTC',
    partition: 'none',
    compression: 'snappy',
    rawRetentionMs: 30 * 86_400_000,
    maxDeleteShare: 0.1,
    fullScanEveryMs: 7 * 86_400_000,
    commentsRescanEveryMs: 86_400_000,
    contract: 'evolve',
    sources,
    schedule: null,
    serve: { host: '127.0.0.1', port: 0, token: null, mcp: false },
    notify: [],
    telemetry: { lineage: null, metrics: null, refused: [] },
    proxy: NO_PROXY,
    publish: [],
    lakeId: null,
    writtenSecrets: [],
    ...changes,
  };
}

/** A machine whose clock agrees with the sandbox of `useSandbox`, and is not ahead of servers that say the real time. */
export const STARTED_AT = Math.min(FIXED_NOW, Date.now());

/** Time that passes where a wait asks for it: no test sleeps. */
export function quickWorld(start = STARTED_AT): RuntimeEnv & { pass(ms: number): void } {
  const began = Date.now();
  let skipped = 0;
  const pass = (ms: number): void => {
    skipped += ms;
  };
  return {
    now: () => start + (Date.now() - began) + skipped,
    sleep: (ms) => {
      pass(ms);
      return Promise.resolve();
    },
    random: () => 0.5,
    pass,
  };
}

export interface Exported extends ExportResult {
  events: RunEvent[];
}

export async function exportOnce(
  config: Config,
  options: Partial<ExportOptions> = {},
  world: RuntimeEnv = quickWorld(),
): Promise<Exported> {
  const events: RunEvent[] = [];
  const { signal } = new AbortController();
  const listener = (event: RunEvent): void => {
    events.push(event);
  };
  const result = await runExport(
    config,
    { full: false, since: null, concurrency: null, signal, listener, ...options },
    world,
  );
  return { ...result, events };
}

/** Rows of the published database, instants and dates as text. */
export async function rowsOf(lake: string, sql: string): Promise<Array<Record<string, unknown>>> {
  const reader = await openPublished(lake);
  try {
    return await textsOf(reader, sql);
  } finally {
    await reader.close();
  }
}

function textsOf(reader: PublishedReader, sql: string): Promise<Array<Record<string, unknown>>> {
  return reader.all(`SELECT columns(*)::VARCHAR FROM (${sql})`, undefined, (row) => ({ ...row }));
}

export type Tables = Record<string, Array<Record<string, unknown>>>;

/** Every row of the content tables, without the stamps of the run, in an order of their own. None of a table that is not published yet. */
export async function published(lake: string): Promise<Tables> {
  const tables: Tables = {};
  const reader = await openPublished(lake);
  try {
    const there = (await textsOf(reader, 'SELECT table_name FROM duckdb_tables()')).map((row) => row['table_name']);
    for (const { name, columns } of TABLES.filter((table) => CONTENT_TABLES.includes(table.name))) {
      const content = columns.filter((column) => !['run_id', 'extracted_at', 'first_run_id'].includes(column.name));
      const rows = `SELECT ${content.map((column) => `"${column.name}"`).join(', ')} FROM ${name} ORDER BY ALL`;
      tables[name] = there.includes(name) ? await textsOf(reader, rows) : [];
    }
  } finally {
    await reader.close();
  }
  return tables;
}
