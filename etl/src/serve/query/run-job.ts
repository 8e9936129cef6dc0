/** Runs one query to its end and writes its result to a file, so that a slow reader keeps nothing waiting. */
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { DuckDBConnection, DuckDBResult } from '@duckdb/node-api';
import { arrowStream } from '../../query/arrow';
import { RowLimit } from '../../query/row-limit';
import { spreadsheetCsv } from '../../query/spreadsheet';
import { copyToParquet, runStatement } from '../../query/statement';
import { csv, json, ndjson } from '../../query/text-formats';
import type { Batches } from '../../query/text-formats';
import { batchesOf, columnsOf } from '../../query/values';
import { LakeError } from '../../base/errors';
import { openPublished } from '../../publish/published';
import type { PublishedReader } from '../../store/database';
import { codeOf, messageOf } from '../../base/system-error';
import type { QueryEnd, QueryJob } from './job';

const LIMITS = { memoryLimit: '512MB', threads: 2 };

/** The published databases that queries run on, and the query that runs. One at a time. */
export class QueryDesk {
  private reader: { folder: string; opened: PublishedReader } | null = null;
  private connection: DuckDBConnection | null = null;

  async run(job: QueryJob): Promise<QueryEnd> {
    const limit = new RowLimit(job.limit);
    try {
      await (job.format === 'parquet' ? this.copy(job, limit) : this.write(job, limit));
      return { ok: true, rows: limit.rows, isTruncated: limit.isTruncated };
    } catch (error) {
      return failureOf(error);
    }
  }

  interrupt(): void {
    this.connection?.interrupt();
  }

  async close(): Promise<void> {
    await this.reader?.opened.close();
    this.reader = null;
  }

  /** Only a reader of its own may write, and only the one file. */
  private async copy({ folder, sql, params, file }: QueryJob, limit: RowLimit): Promise<void> {
    const reader = await openPublished(folder, { ...LIMITS, mayWrite: file });
    this.connection = reader.connection;
    try {
      await copyToParquet(reader.connection, sql, file, { params, limit });
    } finally {
      this.connection = null;
      await reader.close();
    }
  }

  private async write({ folder, sql, params, format, spreadsheet, file }: QueryJob, limit: RowLimit): Promise<void> {
    const reader = await this.readerOf(folder);
    const connection = await reader.connect();
    this.connection = connection;
    try {
      const result = await runStatement(connection, sql, params);
      const pieces = piecesOf(result, { format, spreadsheet }, limit);
      await pipeline(Readable.from(pieces), createWriteStream(file));
    } finally {
      this.connection = null;
      connection.closeSync();
    }
  }

  private async readerOf(folder: string): Promise<PublishedReader> {
    if (this.reader?.folder === folder) return this.reader.opened;
    await this.close();
    this.reader = { folder, opened: await openPublished(folder, LIMITS) };
    return this.reader.opened;
  }
}

function piecesOf(
  result: DuckDBResult,
  { format, spreadsheet }: Pick<QueryJob, 'format' | 'spreadsheet'>,
  limit: RowLimit,
): AsyncIterable<string | Uint8Array> {
  if (format === 'arrow') return arrowStream(result, limit);
  const columns = columnsOf(result);
  const rows = limit.batches(batchesOf(result));
  if (format === 'csv') return spreadsheet ? spreadsheetCsv(columns, rows) : csv(columns, rows);
  return format === 'ndjson' ? ndjson(columns, rows) : answer(result, rows, limit);
}

/** A QueryAnswer, piece by piece. */
async function* answer(result: DuckDBResult, rows: Batches, limit: RowLimit): AsyncGenerator<string> {
  const columns = columnsOf(result);
  yield `{"columns":${JSON.stringify(columns)},"rows":`;
  yield* json(columns, rows);
  yield `,"row_count":${limit.rows},"truncated":${limit.isTruncated},"limit":${limit.most}}\n`;
}

function failureOf(error: unknown): QueryEnd {
  const message = messageOf(error);
  if (error instanceof LakeError && error.code === 'no_tickets') return { ok: false, reason: 'no_tickets', message };
  if (/^INTERRUPT|interrupted!/i.test(message)) return { ok: false, reason: 'interrupted', message };
  if (/^Out of Memory Error/i.test(message)) return { ok: false, reason: 'memory', message };
  // What has a code is of the system or of the lake; the rest are DuckDB's words about the SQL.
  return { ok: false, reason: codeOf(error) === '' ? 'sql' : 'unexpected', message };
}
