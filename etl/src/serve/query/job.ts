/** What goes between the service and the process that runs a query. */
import type { QueryParams } from '../../query/statement';
import type { QueryFormat } from '../answers';

export interface QueryJob {
  /** Of the publication, laid out as a lake. */
  folder: string;
  sql: string;
  params: QueryParams | null;
  format: QueryFormat;
  /** CSV as spreadsheets read it. */
  spreadsheet: boolean;
  /** Most rows. */
  limit: number;
  /** Where the result is written; only there. */
  file: string;
}

export type QueryEnd =
  | { ok: true; rows: number; isTruncated: boolean }
  /** In DuckDB's words where the SQL is wrong. */
  | { ok: false; reason: 'sql' | 'no_tickets' | 'interrupted' | 'memory' | 'unexpected'; message: string };

export type ToProcess = { type: 'run'; job: QueryJob } | { type: 'interrupt' };
