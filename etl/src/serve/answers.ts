/**
 * What the service's routes take and answer, as JSON. The status page and the n8n node are built against these types.
 *
 * | route | takes | answers |
 * |---|---|---|
 * | GET /health (no token needed) | | Health |
 * | GET /api/service | | ServiceAnswer |
 * | GET /api/status | | LakeStatus, as `ticketlake status --json` |
 * | GET /api/sources | | SourcesAnswer |
 * | GET /api/tables | | TablesAnswer |
 * | GET /api/tables/{table}?format=parquet, csv, json, ndjson or arrow | | the whole table as a file |
 * | POST /api/runs | RunRequest; header Idempotency-Key | 202 RunAnswer; 409 ErrorAnswer while a run has locked the lake |
 * | GET /api/runs | | RunsAnswer |
 * | GET /api/runs/{id} | | RunAnswer |
 * | DELETE /api/runs/{id} | | 202 RunAnswer: it ends after the page in hand; 200 when it has ended |
 * | POST /api/query | QueryRequest | QueryAnswer, or rows in the format asked for |
 * | GET /parquet/_manifest.json, /parquet/{table}.parquet, /parquet/{table}/{partition}/{table}.parquet | | files |
 * | GET /odata/, /odata/$metadata, /odata/{table} | OData system query options | OData 4.0 |
 *
 * Every refusal is an ErrorAnswer (below /odata/ an OData error), with a status that fits: 400 bad input, 401 no or a
 * wrong token, 403 a foreign page or host, 404 no such thing, 409 a run has locked the lake, 410 a state that is no longer
 * kept, 413 too much, 415 not JSON, 503 nothing published yet, no tickets yet, too busy or ending, 504 a query that took too long.
 */
import type { Outcome, ExportResult } from '../base/run-result';
import type { WaitReason } from '../base/events';
import type { ColumnType } from '../schema/column';

export type { LakeStatus, RejectStatus, RunStatus, SourceStatus } from '../status/status';

export interface Health {
  status: 'ok';
}

/** What the service is set up to do; also while nothing is published. */
export interface ServiceAnswer {
  version: string;
  /** Reporting zone, IANA. */
  timezone: string;
  /** As configured. */
  sources: Array<{ source: string; vendor: string; streams: string[] }>;
}

export interface ErrorAnswer {
  error: {
    /** A word for programs, as `not_published`, `locked`, `bad_request`, `unauthorized`, `timeout`. */
    code: string;
    message: string;
    /** How to mend it. */
    remedy: string | null;
  };
}

export interface SourceAnswer {
  source: string;
  vendor: string;
  /** Base address, without secrets. */
  url: string;
  time_zone: string | null;
  change_detection: string | null;
  last_run_id: string | null;
  /** Canonical instants, UTC. */
  last_run_at: string | null;
  last_complete_at: string | null;
  last_outcome: string | null;
  /** Rows of the source that are not deleted. */
  tickets: number;
  open: number;
  /** False: the configuration did not name it any more when it was published. */
  is_configured: boolean;
}

export interface SourcesAnswer {
  published_at: string | null;
  sources: SourceAnswer[];
}

export interface TableColumnAnswer {
  name: string;
  type: ColumnType;
  nullable: boolean;
  description: string;
}

export interface TableFileAnswer {
  /** Path on this service, as `/parquet/tickets.parquet`. */
  path: string;
  /** As `created_month=2026-11`; null for a table in one file. */
  partition: string | null;
  rows: number;
  bytes: number;
  /** Hex, as the manifest has it. */
  sha256: string;
}

export interface TableAnswer {
  name: string;
  description: string;
  rows: number;
  columns: TableColumnAnswer[];
  files: TableFileAnswer[];
}

export interface TablesAnswer {
  published_at: string;
  /** The run that published. */
  run_id: string;
  tables: TableAnswer[];
}

/** As the options of `ticketlake export`; every member may be left out, and so may the whole body. */
export interface RunRequest {
  /** Only these sources. */
  sources?: string[];
  /** Only these streams. */
  streams?: string[];
  /** Reads everything again. */
  full?: boolean;
  /** Only tickets created on or after `YYYY-MM-DD`. */
  since?: string;
}

export interface StreamProgress {
  source: string;
  stream: string;
  state: 'running' | 'finished';
  rows: number;
  pages: number;
  requests: number;
  /** null: not known. */
  total: number | null;
  /** null while it runs; else as in the table `runs`. */
  outcome: string | null;
}

export interface SourceWaiting {
  source: string;
  /** Canonical instant. */
  until: string;
  reason: WaitReason;
  message: string;
}

/** Why the run was started: asked for over HTTP, by the clock, or because a run of the clock was missed. */
export type RunTrigger = 'api' | 'schedule' | 'catch_up';

/** locked: another run held the lake; crashed: it ended without a result (the next run goes on from there). */
export type RunOutcome = Outcome | 'locked' | 'crashed';

export interface RunAnswer {
  /** Names the run on this service; `/api/runs/{id}`. */
  id: string;
  /** Names it in the tables; null until it holds the lake. */
  run_id: string | null;
  state: 'running' | 'finished';
  trigger: RunTrigger;
  asked: { sources: string[] | null; streams: string[] | null; full: boolean; since: string | null };
  started_at: string;
  finished_at: string | null;
  /** null while it runs. */
  outcome: RunOutcome | null;
  /** As `ticketlake export` ends; null while it runs, and for a crash. */
  exit_code: number | null;
  /** It was asked to end, and ends after the page in hand. */
  is_ending: boolean;
  /** A line a stream, in the order in which they began. */
  progress: StreamProgress[];
  /** Sources that wait at present. */
  waiting: SourceWaiting[];
  /** When it last published; what is published can be read while the run goes on. */
  published_at: string | null;
  /** As `ticketlake export --json`; null while it runs, and where it could not begin. */
  result: ExportResult | null;
  /** What went wrong with the run as a whole; faults of a source are in the result. */
  error: { message: string; remedy: string | null } | null;
}

export interface RunsAnswer {
  /** Id of the run that is under way here. */
  running: string | null;
  /** null without `schedule:` in the configuration. */
  schedule: { cron: string; timezone: string; next_run_at: string | null } | null;
  /** The last runs of this service, newest first; the table `runs` has those of the command line as well. */
  runs: RunAnswer[];
}

export type QueryFormat = 'json' | 'ndjson' | 'csv' | 'arrow' | 'parquet';

export interface QueryRequest {
  /** One reading statement. */
  sql: string;
  /** By position (`?`, `$1`) or by name (`$name`). */
  params?: Array<string | number | boolean | null> | Record<string, string | number | boolean | null>;
  /** Default json; else the header Accept decides. */
  format?: QueryFormat;
  /** Most rows; default 10,000, at most 1,000,000. */
  limit?: number;
}

/** The other formats say the same in the headers Ticketlake-Rows, Ticketlake-Truncated and Ticketlake-Limit. */
export interface QueryAnswer {
  columns: Array<{ name: string; type: string }>;
  /** Instants as ISO text in UTC. */
  rows: Array<Record<string, unknown>>;
  row_count: number;
  /** There were more rows than the limit. */
  truncated: boolean;
  limit: number;
}
