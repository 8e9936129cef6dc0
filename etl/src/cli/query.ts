/** `ticketlake query`: read-only SQL on the published tables. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { DuckDBResult } from '@duckdb/node-api';
import { Option } from 'commander';
import type { Command } from 'commander';
import { escapeControls } from '../base/printable';
import { codeOf } from '../base/system-error';
import { dictionary } from '../../../vendors/dictionary';
import type { Redact } from '../../../vendors/redact';
import { refuseNewer } from '../publish/manifest';
import { arrowStream } from '../query/arrow';
import { QueryError, asQueryError, copyToParquet, runStatement } from '../query/statement';
import { csv, json, ndjson } from '../query/text-formats';
import type { Batches } from '../query/text-formats';
import { lines, markdown } from '../query/reading-formats';
import { spreadsheetCsv } from '../query/spreadsheet';
import { batchesOf, columnsOf } from '../query/values';
import type { Cell, ResultColumn } from '../query/values';
import { openPublished } from '../publish/published';
import { lakePaths } from '../store/database';
import { CommandFailure, EXIT } from './failure';
import { readingConfigOf } from './configured';
import { examples, invocation } from './options';
import type { CommonOptions, Invocation } from './options';
import { sqlOf } from './query-sql';
import type { SqlFlags } from './query-sql';
import { FORMATS, formatFor } from './query-format';
import type { Format } from './query-format';
import { resultFile, writingFailure } from './query-output';
import { queryTable } from './query-table';
import type { Output, Terminal } from './terminal';

type TextFormat = (columns: readonly ResultColumn[], batches: Batches) => AsyncGenerator<string>;

const TEXT_FORMATS: Readonly<Partial<Record<Format, TextFormat>>> = dictionary<Partial<Record<Format, TextFormat>>>({
  line: lines,
  markdown,
  csv,
  json,
  ndjson,
});

interface QueryFlags extends CommonOptions, SqlFlags {
  format?: Format;
  spreadsheet?: boolean;
  output?: string;
  force?: boolean;
}

export function queryCommand(command: Command, output: Output, end: (exitCode: number) => void): void {
  command
    .argument('[sql]', 'one statement, in quotes. Without it, --file or standard input is read')
    .option('--file <file>', 'reads the statement from a file (- is standard input)')
    .addOption(
      new Option(
        '--format <format>',
        'how rows are written (default: as the file of --output ends, else table)',
      ).choices(FORMATS),
    )
    .option('--output <file>', 'writes to a new file instead of standard output')
    .option('--force', 'replaces the file of --output where it exists')
    .option(
      '--spreadsheet',
      'writes CSV as spreadsheets read it, with a byte order mark, times as times, and no cell that is a formula',
    )
    .action(async (sql: string | undefined, flags: QueryFlags) => {
      end(await query(invocation(output, command), sql, flags));
    });
  examples(command, [
    ['ticketlake query "SELECT source, count(*) FROM tickets GROUP BY ALL"', 'tickets per source'],
    ['ticketlake query "FROM tickets LIMIT 10" --format json', 'ten tickets as JSON'],
    ['ticketlake query --file open-tickets.sql --format markdown', 'SQL from a file, the result as a table to paste'],
    ['ticketlake query "FROM tickets" --spreadsheet --output tickets.csv', 'a file that Excel opens as it is'],
    ['ticketlake query "FROM comments" --output comments.parquet', 'a table as a Parquet file'],
    ['ticketlake query "SHOW TABLES"', 'which tables there are'],
  ]);
}

async function query(started: Invocation, argument: string | undefined, flags: QueryFlags): Promise<number> {
  const format = formatFor({ ...flags, json: started.common.json === true });
  const config = await readingConfigOf(started);
  const file = flags.output === undefined ? undefined : path.resolve(started.terminal.cwd, flags.output);
  refuseBinary(format, file, started.terminal);
  if (flags.force === true && file === undefined)
    throw new CommandFailure(EXIT.usage, '--force goes with --output', 'Leave it out.');
  const target = file === undefined ? undefined : resultFile(file, config, flags.force === true);
  const sql = await sqlOf(started.terminal, argument, flags);
  await refuseNewer(lakePaths(config.lake).manifest);
  const part = target?.part;
  const reader = await openPublished(config.lake, part === undefined ? {} : { mayWrite: part });
  const stopListening = started.terminal.onInterrupt(() => {
    reader.connection.interrupt();
  });
  try {
    await target?.begin();
    if (format === 'parquet' && part !== undefined) await copyToParquet(reader.connection, sql, part);
    else await write(started, { ...flags, format }, await runStatement(reader.connection, sql), part);
    await target?.finish();
  } catch (error) {
    const failure = file === undefined ? undefined : writingFailure(error, file);
    throw failure ?? (error instanceof QueryError ? new CommandFailure(EXIT.usage, error.message) : error);
  } finally {
    stopListening();
    await target?.discard();
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
  flags: QueryFlags & { format: Format },
  result: DuckDBResult,
  part: string | undefined,
): Promise<void> {
  const pieces: AsyncIterable<string | Uint8Array> =
    flags.format === 'arrow' ? arrowStream(result) : outputChunks(started, flags, result);
  if (part !== undefined) return pipeline(pieces, createWriteStream(part));
  const { stdout, stdoutIsTerminal } = started.terminal;
  for await (const piece of pieces) {
    // Programs get the data as it is; a terminal needs no carriage return at the end of a line of CSV.
    const isSeen = stdoutIsTerminal && typeof piece === 'string';
    if (stdout.write(isSeen ? escapeControls(piece.replaceAll('\r\n', '\n')) : piece)) continue;
    if (await isLeft(stdout)) return;
  }
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
  } catch (error) {
    if (codeOf(error) === 'EPIPE') return true;
    throw error;
  } finally {
    waiting.abort();
  }
}

async function* outputChunks(
  started: Invocation,
  { format, spreadsheet }: QueryFlags & { format: Format },
  result: DuckDBResult,
): AsyncGenerator<string> {
  const columns = columnsOf(result);
  const batches = maskedBatches(batchesOf(result), started.output.mask);
  if (format === 'table') {
    yield await asQueryError(() => queryTable(started, columns, batches));
    return;
  }
  if (spreadsheet === true) {
    yield* spreadsheetCsv(columns, batches);
    return;
  }
  const pieces = TEXT_FORMATS[format];
  if (pieces !== undefined) yield* pieces(columns, batches);
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
