/** Rows as text: CSV, JSON, NDJSON. Each gives pieces as rows come, so that a result of any size passes through. */
import type { Cell, ResultColumn } from './values';

export type Batches = AsyncIterable<Cell[][]>;

/** RFC 4180; NULL is nothing, empty text is `""`. */
export async function* csv(columns: readonly ResultColumn[], batches: Batches): AsyncGenerator<string> {
  yield `${columns.map(({ name }) => quoted(name)).join(',')}\r\n`;
  for await (const rows of batches) yield rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

function csvCell(cell: Cell): string {
  if (cell === null) return '';
  return quoted(typeof cell === 'object' ? JSON.stringify(cell) : String(cell));
}

function quoted(text: string): string {
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One array of objects. */
export async function* json(columns: readonly ResultColumn[], batches: Batches): AsyncGenerator<string> {
  let between = '[';
  for await (const rows of batches) {
    for (const row of rows) {
      yield `${between}${objectOf(columns, row)}`;
      between = ',\n ';
    }
  }
  yield between === '[' ? '[]\n' : ']\n';
}

export async function* ndjson(columns: readonly ResultColumn[], batches: Batches): AsyncGenerator<string> {
  for await (const rows of batches) yield rows.map((row) => `${objectOf(columns, row)}\n`).join('');
}

function objectOf(columns: readonly ResultColumn[], row: readonly Cell[]): string {
  return JSON.stringify(Object.fromEntries(columns.map(({ name }, at) => [name, row[at] ?? null])));
}
