/** What the published lake says about itself. */
import { readFile } from 'node:fs/promises';
import { openPublished, publishedRows } from '../publish/published';
import type { TargetStatus } from '../targets/standing';
import { targetStatus } from '../targets/standing';
import { lakePaths } from '../store/database';
import type { PublishedReader } from '../store/database';
import { describeHolder, lockHolder } from '../store/lock';
import { instantText, maybeTextIn, numberIn, textIn } from '../store/row';
import { TABLES, literal, quoted } from '../schema/tables';
import { tickets } from '../schema/ticket-tables';

export interface SourceStatus {
  source: string;
  vendor: string;
  tickets: number;
  open: number;
  /** Canonical instants, or null. */
  last_run_at: string | null;
  last_complete_at: string | null;
  /** As in the table `sources`; `running` while its run is under way. */
  last_outcome: string | null;
  change_detection: string | null;
  /** False: the configuration did not name it any more when it was published. */
  is_configured: boolean;
}

export interface RunStatus {
  run_id: string;
  started_at: string;
  finished_at: string | null;
  /** The worst outcome among its streams; `running` while it is under way. */
  outcome: string;
  sources: number;
  requests: number;
  rows_new: number;
  rows_changed: number;
  rows_deleted: number;
  rows_rejected: number;
  error: string | null;
}

export interface RejectStatus {
  source: string;
  stream: string;
  severity: string;
  reason: string;
  rejects: number;
}

export interface LakeStatus {
  lake: string;
  published_at: string | null;
  /** Who holds the lake at present, in words; null when nobody does. */
  running: string | null;
  sources: SourceStatus[];
  /** The last ten, newest first. */
  runs: RunStatus[];
  rejects: RejectStatus[];
  /** Rows by table. */
  tables: Record<string, number>;
  /** No tickets were read yet, so that only the tables about runs are published. */
  awaits_tickets: boolean;
  /** What was published beside the lake, as far as this machine knows. */
  targets: TargetStatus[];
}

export type LakeContents = Pick<LakeStatus, 'sources' | 'runs' | 'rejects' | 'tables' | 'awaits_tickets'>;

/** The contents of one publication, which says of a run that was under way then that it is not complete. */
export interface PublishedContents extends LakeContents {
  /** What was under way. */
  unfinished: ReadonlyArray<{ run_id: string; source: string; started_at: string }>;
}

const RUNS = 10;
const RUNNING = 'running';

/** @throws LakeError when nothing was published yet */
export async function statusOf(lake: string): Promise<LakeStatus> {
  const reader = await openPublished(lake);
  try {
    const published = await contentsOf(reader);
    return {
      lake,
      published_at: await publishedAt(lake),
      running: runningIn(lake),
      ...presentContents(published, lake),
      targets: targetStatus(lake),
    };
  } finally {
    await reader.close();
  }
}

/** Who holds the lake at present, in words. */
export function runningIn(lake: string): string | null {
  const holder = lockHolder(lake);
  return holder === undefined ? null : describeHolder(holder);
}

/**
 * What was under way at the publication runs still if the process that holds the lake began it.
 * Else it was killed, and the next run says so.
 */
export function presentContents({ unfinished, ...contents }: PublishedContents, lake: string): LakeContents {
  const since = Date.parse(lockHolder(lake)?.started ?? '');
  const running = unfinished.filter(({ started_at: at }) => Date.parse(at) >= since);
  const isRunning = (name: string): boolean => running.some(({ source }) => source === name);
  const runIds = new Set(running.map(({ run_id }) => run_id));
  return {
    ...contents,
    sources: contents.sources.map((source) =>
      isRunning(source.source) ? { ...source, last_outcome: RUNNING } : source,
    ),
    runs: contents.runs.map((run) => (runIds.has(run.run_id) ? { ...run, finished_at: null, outcome: RUNNING } : run)),
  };
}

/** What the tables of one publication say. */
export async function contentsOf(reader: PublishedReader): Promise<PublishedContents> {
  const tables = await rowsOf(reader);
  return {
    unfinished: await unfinishedIn(reader),
    sources: await sourcesOf(reader, await publishedRows(reader, tickets)),
    runs: await runsOf(reader),
    rejects: await rejectsOf(reader),
    tables,
    awaits_tickets: !(tickets.name in tables),
  };
}

async function publishedAt(lake: string): Promise<string | null> {
  const text = await readFile(lakePaths(lake).manifest, 'utf8').catch(() => null);
  const found = text === null ? null : /"published_at"\s*:\s*"([^"]+)"/.exec(text);
  return found?.[1] ?? null;
}

/** @param ofTickets SQL of the rows of tickets */
function sourcesOf(reader: PublishedReader, ofTickets: string): Promise<SourceStatus[]> {
  return reader.all(
    // A lake of an earlier version does not say whether a source is configured.
    `SELECT s.* REPLACE (${instantText('s.last_run_at')} AS last_run_at),
       (SELECT count(*) FROM ${ofTickets} t WHERE t.source = s.source AND NOT t.is_deleted) AS tickets,
       (SELECT count(*) FROM ${ofTickets} t WHERE t.source = s.source AND t.is_open AND NOT t.is_deleted) AS open,
       (SELECT ${instantText('max(r.finished_at)')} FROM runs r
         WHERE r.source = s.source AND r.stream = 'tickets' AND r.outcome = 'complete' AND r.mode <> 'replay') AS last_complete_at
     FROM sources s ORDER BY s.source`,
    undefined,
    (row) => ({
      source: textIn(row, 'source'),
      vendor: textIn(row, 'vendor'),
      tickets: numberIn(row, 'tickets'),
      open: numberIn(row, 'open'),
      last_run_at: maybeTextIn(row, 'last_run_at'),
      last_complete_at: maybeTextIn(row, 'last_complete_at'),
      last_outcome: maybeTextIn(row, 'last_outcome'),
      change_detection: maybeTextIn(row, 'change_detection'),
      is_configured: row['is_configured'] !== false,
    }),
  );
}

function unfinishedIn(reader: PublishedReader): Promise<PublishedContents['unfinished']> {
  return reader.all(
    `SELECT run_id, source, ${instantText('min(started_at)')} AS started_at FROM runs
     WHERE finished_at IS NULL AND run_id = (SELECT max(run_id) FROM runs) GROUP BY run_id, source`,
    undefined,
    (row) => ({
      run_id: textIn(row, 'run_id'),
      source: textIn(row, 'source'),
      started_at: textIn(row, 'started_at'),
    }),
  );
}

function runsOf(reader: PublishedReader): Promise<RunStatus[]> {
  const sums = ['requests', 'rows_new', 'rows_changed', 'rows_deleted', 'rows_rejected'].map(
    (name) => `sum(${name})::BIGINT AS ${name}`,
  );
  return reader.all(
    `SELECT run_id, ${instantText('min(started_at)')} AS started_at, ${instantText('max(finished_at)')} AS finished_at,
       arg_max(outcome, list_position(['unsupported', 'complete', 'incomplete', 'interrupted', 'failed'], outcome)) AS outcome,
       count(DISTINCT source) AS sources, ${sums.join(', ')},
       first(source || ': ' || stream || ': ' || error ORDER BY source, stream) FILTER (error IS NOT NULL AND outcome <> 'unsupported') AS error
     FROM runs GROUP BY run_id ORDER BY run_id DESC LIMIT ${RUNS}`,
    undefined,
    (row) => ({
      run_id: textIn(row, 'run_id'),
      started_at: textIn(row, 'started_at'),
      finished_at: maybeTextIn(row, 'finished_at'),
      outcome: textIn(row, 'outcome'),
      sources: numberIn(row, 'sources'),
      requests: numberIn(row, 'requests'),
      rows_new: numberIn(row, 'rows_new'),
      rows_changed: numberIn(row, 'rows_changed'),
      rows_deleted: numberIn(row, 'rows_deleted'),
      rows_rejected: numberIn(row, 'rows_rejected'),
      error: maybeTextIn(row, 'error'),
    }),
  );
}

function rejectsOf(reader: PublishedReader): Promise<RejectStatus[]> {
  return reader.all(
    "SELECT source, stream, severity, reason, count(*) AS rejects FROM rejects GROUP BY source, stream, severity, reason ORDER BY severity = 'note', rejects DESC, source, stream, reason",
    undefined,
    (row) => ({
      source: textIn(row, 'source'),
      stream: textIn(row, 'stream'),
      severity: textIn(row, 'severity'),
      reason: textIn(row, 'reason'),
      rejects: numberIn(row, 'rejects'),
    }),
  );
}

/** Of this version in its order, then others. */
async function tablesThere(reader: PublishedReader): Promise<string[]> {
  const names = await reader.all(
    'SELECT table_name AS name FROM duckdb_tables() WHERE database_name = current_database() ORDER BY name',
    undefined,
    (row) => textIn(row, 'name'),
  );
  const known = TABLES.map(({ name }) => name).filter((name) => names.includes(name));
  return [...known, ...names.filter((name) => !known.includes(name))];
}

async function rowsOf(reader: PublishedReader): Promise<Record<string, number>> {
  const names = await tablesThere(reader);
  const counts = names.map((name) => `SELECT ${literal(name)} AS name, count(*) AS rows FROM ${quoted(name)}`);
  const rows = await reader.all(
    counts.join(' UNION ALL '),
    undefined,
    (row) => [textIn(row, 'name'), numberIn(row, 'rows')] as const,
  );
  return Object.fromEntries(rows);
}
