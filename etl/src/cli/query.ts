/** `ticketlake query`: read-only SQL on the published tables. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import type { DuckDBResult } from '@duckdb/node-api';
import { Option } from 'commander';
import type { Command } from 'commander';
import { escapeControls } from '../base/printable';
import { count } from '../progress/words';
import type { Redact } from '../../../vendors/redact';
import { refuseNewer } from '../publish/manifest';
import { arrowStream } from '../query/arrow';
import { QueryError, asQueryError, copyToParquet, runStatement } from '../query/statement';
import { csv, json, ndjson } from '../query/text-formats';
import { batchesOf, columnsOf } from '../query/values';
import type { Cell, Column } from '../query/values';
import { openPublished } from '../publish/published';
import { placesIn } from '../store/database';
import { CommandFailure, EXIT } from './failure';
import { configOf } from './configured';
import { examples, invocation } from './options';
import type { CommonOptions, Invocation } from './options';
import { plainTable } from './table';
import type { Output, Terminal } from './terminal';

const FORMATS = ['table', 'csv', 'json', 'ndjson', 'parquet', 'arrow'] as const;
type Format = (typeof FORMATS)[number];

interface Flags extends CommonOptions {
  format?: Format;
  output?: string;
}

/** A table that nobody reads to its end must not fill the memory. */
const TABLE_ROWS = 1000;

export function queryCommand(command: Command, output: Output, end: (exitCode: number) => void): void {
  command
    .argument('<sql>', 'one statement, in quotes')
    .addOption(new Option('--format <format>', 'how rows are written (default: table)').choices(FORMATS))
    .option('--output <file>', 'writes to a file instead of standard output')
    .action(async (sql: string, flags: Flags) => {
      end(await query(invocation(output, command), sql, flags));
    });
  examples(command, [
    ['ticketlake query "SELECT source, count(*) FROM tickets WHERE is_open GROUP BY ALL"', 'open tickets a source'],
    ['ticketlake query "FROM tickets LIMIT 10" --format json', 'ten tickets as JSON'],
    ['ticketlake query "FROM comments" --format parquet --output comments.parquet', 'a table as a file'],
    ['ticketlake query "SHOW TABLES"', 'which tables there are'],
  ]);
}

async function query(started: Invocation, sql: string, flags: Flags): Promise<number> {
  const format = flags.format ?? (started.common.json === true ? 'json' : 'table');
  const config = configOf(started);
  const file = flags.output === undefined ? undefined : path.resolve(started.terminal.cwd, flags.output);
  refuseBinary(format, file, started.terminal);
  await refuseNewer(placesIn(config.lake).manifest);
  const part = file === undefined ? undefined : `${file}.part`;
  const reader = await openPublished(config.lake, part === undefined ? {} : { mayWrite: part });
  const stopListening = started.terminal.onInterrupt(() => {
    reader.connection.interrupt();
  });
  try {
    if (format === 'parquet' && part !== undefined) await copyToParquet(reader.connection, sql, part);
    else await write(started, format, await runStatement(reader.connection, sql), part);
    if (file !== undefined && part !== undefined) await rename(part, file);
  } catch (error) {
    throw error instanceof QueryError ? new CommandFailure(EXIT.usage, error.message) : error;
  } finally {
    stopListening();
    if (part !== undefined) await rm(part, { force: true });
    await reader.close();
  }
  if (file !== undefined && !started.output.quiet) started.output.err(`written: ${file}`);
  return EXIT.done;
}

function refuseBinary(format: Format, file: string | undefined, terminal: Terminal): void {
  if (file !== undefined) return;
  if (format === 'parquet') throw new CommandFailure(EXIT.usage, 'Parquet needs a file', 'Add --output FILE.');
  if (format === 'arrow' && terminal.stdoutIsTerminal) {
    throw new CommandFailure(
      EXIT.usage,
      'Arrow is binary and not meant for a terminal',
      'Add --output FILE, or pipe it to a program.',
    );
  }
}

async function write(
  started: Invocation,
  format: Format,
  result: DuckDBResult,
  part: string | undefined,
): Promise<void> {
  const pieces: AsyncIterable<string | Uint8Array> =
    format === 'arrow' ? arrowStream(result) : textOf(started, format, result);
  const target = part === undefined ? started.terminal.stdout : createWriteStream(part);
  // Programs get the data as it is.
  const isSeen = part === undefined && started.terminal.stdoutIsTerminal;
  for await (const piece of pieces) {
    if (target.write(isSeen && typeof piece === 'string' ? escapeControls(piece) : piece)) continue;
    if (await isLeft(target)) return;
  }
  if (part === undefined) return;
  target.end();
  await finished(target);
}

/** Waits until more can be written. @returns whether the reader left instead, as `head` does */
async function isLeft(target: NodeJS.WritableStream): Promise<boolean> {
  const waiting = new AbortController();
  const { signal } = waiting;
  try {
    return await Promise.race([
      once(target, 'drain', { signal }).then(() => false),
      once(target, 'close', { signal }).then(() => true),
    ]);
  } finally {
    waiting.abort();
  }
}

async function* textOf(started: Invocation, format: Format, result: DuckDBResult): AsyncGenerator<string> {
  const columns = columnsOf(result);
  const batches = maskedBatches(batchesOf(result), started.output.mask);
  if (format === 'table') {
    yield await asQueryError(() => table(started, columns, batches));
    return;
  }
  const pieces =
    format === 'csv' ? csv(columns, batches) : format === 'json' ? json(columns, batches) : ndjson(columns, batches);
  yield* pieces;
}

/** In values, before they are written as text of any format. */
async function* maskedBatches(batches: AsyncIterable<Cell[][]>, mask: Redact): AsyncGenerator<Cell[][]> {
  for await (const rows of batches) yield rows.map((row) => row.map((cell) => maskedCell(cell, mask)));
}

function maskedCell(cell: Cell, mask: Redact): Cell {
  if (typeof cell === 'string') return mask(cell);
  if (cell === null || typeof cell !== 'object') return cell;
  if (Array.isArray(cell)) return cell.map((item) => maskedCell(item, mask));
  return Object.fromEntries(Object.entries(cell).map(([name, item]) => [name, maskedCell(item, mask)]));
}

async function table(
  { terminal, output }: Invocation,
  columns: readonly Column[],
  batches: AsyncIterable<Cell[][]>,
): Promise<string> {
  const rows: Cell[][] = [];
  for await (const batch of batches) {
    for (const row of batch) rows.push(row);
    if (rows.length > TABLE_ROWS) break;
  }
  const shown = rows.slice(0, TABLE_ROWS);
  const titles = columns.map(({ name, type }) => ({
    title: name,
    align: isNumeric(type) ? ('right' as const) : ('left' as const),
  }));
  const cells = shown.map((row) => row.map((cell, at) => cellText(cell, columns[at]?.type ?? '')));
  const text = plainTable(titles, cells, terminal.stdoutIsTerminal ? terminal.columns() : Number.POSITIVE_INFINITY);
  if (!output.quiet) {
    output.err(
      rows.length > TABLE_ROWS
        ? `the first ${count(TABLE_ROWS)} rows; for more, choose --format csv or another`
        : `${count(rows.length)} row${rows.length === 1 ? '' : 's'}`,
    );
  }
  return `${text}\n`;
}

function isNumeric(type: string): boolean {
  return /^(?:U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?|FLOAT|DOUBLE|DECIMAL.*)$/.test(type);
}

function cellText(cell: Cell, type: string): string {
  if (cell === null) return '∅';
  if (typeof cell === 'object') return JSON.stringify(cell);
  if (typeof cell !== 'string' || !type.startsWith('TIMESTAMP')) return String(cell);
  return cell.replace('T', ' ').replace(/\.0+(?=Z?$)/, '');
}
