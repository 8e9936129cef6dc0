/** Values as a spreadsheet reads them, for CSV that is opened there. Pure. */
import { isNumeric } from './reading-formats';
import { csv } from './text-formats';
import type { Batches } from './text-formats';
import type { Cell, ResultColumn } from './values';

/** Without it, Excel takes UTF-8 for the encoding of the machine. */
const BYTE_ORDER_MARK = '\uFEFF';
/** A cell that begins so, or with the same sign in full width, is a formula, which could send the sheet elsewhere. */
const FORMULA = /^[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/;

export async function* spreadsheetCsv(columns: readonly ResultColumn[], batches: Batches): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK;
  yield* csv(spreadsheetColumns(columns), spreadsheetBatches(columns, batches));
}

function spreadsheetColumns(columns: readonly ResultColumn[]): ResultColumn[] {
  return columns.map((column) => ({ ...column, name: harmless(column.name) }));
}

async function* spreadsheetBatches(columns: readonly ResultColumn[], batches: Batches): AsyncGenerator<Cell[][]> {
  const readers = columns.map(({ type }) => readerOf(type));
  for await (const rows of batches) yield rows.map((row) => row.map((cell, at) => (readers[at] ?? asText)(cell)));
}

function readerOf(type: string): (cell: Cell) => Cell {
  if (type.startsWith('TIMESTAMP')) return asWallClock;
  return isNumeric(type) ? asNumber : asText;
}

/** A long one is text already, and infinity is no number of a spreadsheet. */
function asNumber(cell: Cell): Cell {
  return typeof cell === 'string' && /^-?\d+(?:\.\d+)?$/.test(cell) ? cell : asText(cell);
}

/** `2026-03-01 09:00:00`: what stands behind the seconds, and the Z, would make a text of it. */
function asWallClock(cell: Cell): Cell {
  return typeof cell === 'string'
    ? harmless(cell.replace(/^(\d{4,6}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z?$/, '$1 $2'))
    : cell;
}

function asText(cell: Cell): Cell {
  return typeof cell === 'string' ? harmless(cell) : cell;
}

function harmless(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}
