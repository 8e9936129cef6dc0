/** Reads an incident log's lines as a stream, `.csv` or `.csv.gz`. */
import { dictionary } from '../../sandbox/dictionary';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CsvError, parse } from 'csv-parse';
import { REQUIRED_COLUMNS, type LogRow } from './incident-columns';

export interface LogLine {
  /** In the file, the first one is 1. */
  line: number;
  row: LogRow;
}

export interface LogLines {
  columns: readonly string[];
  lines: AsyncIterable<LogLine>;
}

/**
 * @throws Error that names the file, the line and what is wrong: not there, not gzip, cut off, a line with too few or
 * too many values, a column that is missing.
 */
export async function openLog(path: string): Promise<LogLines> {
  const name = basename(path);
  const records = recordsOf(path)[Symbol.asyncIterator]();
  const head = await nextOf(records, name);
  if (!head) throw new Error(`${name}: is empty; an incident log begins with a line of column names`);
  const columns = head.record.map((column) => column.trim());
  const missing = REQUIRED_COLUMNS.filter((column) => !columns.includes(column));
  if (missing.length > 0) throw new Error(`${name} line 1: no column ${missing.join(', ')}; is it an incident log?`);
  const double = columns.find((column, at) => columns.indexOf(column) !== at);
  if (double !== undefined) throw new Error(`${name} line 1: the column ${double} is there twice`);
  return { columns, lines: linesOf(records, columns, name) };
}

interface CsvRecord {
  record: string[];
  info: { lines: number };
}

async function* recordsOf(path: string): AsyncGenerator<CsvRecord> {
  const file = createReadStream(path);
  const text: Readable = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  const parser = text.pipe(parse({ bom: true, info: true, skip_empty_lines: true }));
  // pipe() does not hand errors on.
  file.once('error', (problem) => parser.destroy(problem));
  text.once('error', (problem) => parser.destroy(problem));
  try {
    for await (const record of Readable.from(parser)) yield record as CsvRecord;
  } finally {
    file.destroy();
  }
}

async function nextOf(records: AsyncIterator<CsvRecord>, name: string): Promise<CsvRecord | undefined> {
  const result = await records.next().catch((problem: unknown) => ({ problem }));
  if ('problem' in result) throw new Error(`${name}${reasonOf(result.problem)}`);
  return result.done === true ? undefined : result.value;
}

const REASONS: Readonly<Record<string, string>> = dictionary({
  ENOENT: 'there is no such file',
  EACCES: 'may not be read',
  EISDIR: 'is a folder, not a file',
  Z_BUF_ERROR: 'ends too early: the gzip file is cut off',
  Z_DATA_ERROR: 'is not a gzip file, or it is damaged',
});

/** With the line where there is one. */
function reasonOf(problem: unknown): string {
  if (problem instanceof CsvError) return ` line ${String(problem['lines'] ?? '?')}: ${problem.message}`;
  // Not `instanceof Error`: a stream's error may come from another realm.
  const { code, message } = Object(problem) as { code?: unknown; message?: unknown };
  return `: ${REASONS[String(code)] ?? String(message ?? problem)}`;
}

async function* linesOf(
  records: AsyncIterator<CsvRecord>,
  columns: readonly string[],
  name: string,
): AsyncGenerator<LogLine> {
  /** The same few words stand in every line: one copy of each is enough. */
  const words = new Map<string, string>();
  for (let next = await nextOf(records, name); next; next = await nextOf(records, name)) {
    const row = new Map<string, string | null>();
    for (const [at, column] of columns.entries()) row.set(column, wordOf(next.record[at] ?? '', words));
    yield { line: next.info.lines, row };
  }
}

function wordOf(text: string, words: Map<string, string>): string | null {
  const word = text.trim();
  if (word === '' || word === '?') return null;
  const known = words.get(word);
  if (known !== undefined) return known;
  words.set(word, word);
  return word;
}
