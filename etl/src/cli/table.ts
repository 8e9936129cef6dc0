/** A plain table that fits the terminal. */
import Table from 'cli-table3';
import { escapeControls } from '../base/printable';
import { displayWidth } from '../progress/width';
import { wrapped } from '../progress/wrap';
import { largest } from '../base/largest';

const PLAIN = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
};

export interface TableColumn {
  title: string;
  align?: 'left' | 'right';
  /** Colours a cell. */
  paint?: (text: string) => string;
  /** A text that is too long goes on below between words, and is not cut. */
  wraps?: boolean;
}

/** Of a text that is cut, so much says something. */
const LEAST_LEGIBLE = 14;

/**
 * @param rows texts, one cell per column; long ones are cut or go on below, so that a line stays within `width`. Where hardly
 *   anything of a column would be left, each row is written line by line, and only single words are cut
 * @param paintTitle colours a title
 */
export function plainTable(
  columns: readonly TableColumn[],
  rows: ReadonlyArray<readonly string[]>,
  width: number,
  paintTitle: (text: string) => string = (text) => text,
): string {
  const natural = columns.map((column, at) =>
    rows.reduce(
      (widest, row) => Math.max(widest, displayWidth(oneLine(row[at] ?? ''))),
      displayWidth(oneLine(column.title)),
    ),
  );
  const gap = lineWidth(natural, 2) <= width ? 2 : 1;
  const widths = fit(natural, gap, width);
  const isCut = widths.some((each, at) => each < LEAST_LEGIBLE && each < (natural[at] ?? 0));
  if (isCut || lineWidth(widths, gap) > width) return lineByLine(columns, rows, width, paintTitle);
  const table = new Table({
    head: columns.map(({ title }, at) => paintTitle(shortened(title, widths[at] ?? 0))),
    chars: { ...PLAIN, middle: ' '.repeat(gap) },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colAligns: columns.map((column) => column.align ?? 'left'),
    colWidths: widths,
    wordWrap: false,
  });
  // A cell is cut before it is coloured: cli-table3 cuts off the end of the colour, too, which then goes on.
  const cellText = (cell: string, at: number): string => {
    const { paint = (text: string) => text, wraps = false } = columns[at] ?? {};
    const room = widths[at] ?? 0;
    const lines = wraps ? wrapped(oneLine(cell), room, 0).split('\n') : [oneLine(cell)];
    return lines.map((line) => paint(shortened(line, room))).join('\n');
  };
  for (const row of rows) table.push(row.map(cellText));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** For narrow terminals: a line a cell, those that are too long go on below, and an empty one between rows. */
function lineByLine(
  columns: readonly TableColumn[],
  rows: ReadonlyArray<readonly string[]>,
  width: number,
  paintTitle: (text: string) => string,
): string {
  const named = Math.min(width - 10, largest(columns.map(({ title }) => displayWidth(title))));
  const room = width - named - 2;
  const blocks = rows.map((row) =>
    columns
      .map(({ title, paint = (text) => text }, at) => {
        const name = shortened(title, named);
        const gap = ' '.repeat(Math.max(0, named - displayWidth(name)) + 2);
        const lines = wrapped(oneLine(row[at] ?? ''), room, 0).split('\n');
        return `${paintTitle(name)}${gap}${lines.map((line) => paint(shortened(line, room))).join(`\n${' '.repeat(named + 2)}`)}`.trimEnd();
      })
      .join('\n'),
  );
  return blocks.join('\n\n');
}

/** Cut as cells of a table are. */
function shortened(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let short = '';
  for (const character of text) {
    if (displayWidth(short + character) > width - 1) break;
    short += character;
  }
  return `${short}…`;
}

/** The widest columns give way first; none becomes narrower than 8. */
function fit(natural: readonly number[], gap: number, width: number): number[] {
  const widths = [...natural];
  while (lineWidth(widths, gap) > width) {
    const widest = widths.indexOf(largest(widths));
    if ((widths[widest] ?? 0) <= 8) break;
    widths[widest] = (widths[widest] ?? 9) - 1;
  }
  return widths;
}

function lineWidth(widths: readonly number[], gap: number): number {
  return widths.reduce((sum, each) => sum + each + gap, -gap);
}

function oneLine(text: string): string {
  return escapeControls(text.replace(/\r\n|[\r\n]/g, '⏎').replaceAll('\t', ' '));
}
