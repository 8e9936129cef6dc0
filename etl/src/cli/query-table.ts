/** The result of a query as a table that fits the terminal. */
import { displayWidth } from '../progress/width';
import { count, counted } from '../progress/format';
import { cellText, isNumeric } from '../query/reading-formats';
import type { Batches } from '../query/text-formats';
import type { Cell, ResultColumn } from '../query/values';
import type { Invocation } from './options';
import { plainTable } from './table';

/** A table that nobody reads to its end must not fill the memory. */
const TABLE_ROWS = 1000;
/** A column that is cut to less says nothing. */
const READABLE = 12;
const GAP = 2;
const HIDDEN = { name: '…', type: 'VARCHAR' };

export async function queryTable(
  { terminal, output }: Invocation,
  columns: readonly ResultColumn[],
  batches: Batches,
): Promise<string> {
  const rows: Cell[][] = [];
  for await (const batch of batches) {
    for (const row of batch) rows.push(row);
    if (rows.length > TABLE_ROWS) break;
  }
  const texts = rows.slice(0, TABLE_ROWS).map((row) => row.map((cell, at) => cellText(cell, columns[at]?.type ?? '')));
  const width = terminal.stdoutIsTerminal ? terminal.columns() : Number.POSITIVE_INFINITY;
  const names = columns.map(({ name }) => name);
  const visible = shownColumns(names, texts, width);
  const titles = visible.map((at) => {
    const { name, type } = at === null ? HIDDEN : (columns[at] ?? HIDDEN);
    return { title: name, align: isNumeric(type) ? ('right' as const) : ('left' as const) };
  });
  const cells = texts.map((row) => visible.map((at) => (at === null ? HIDDEN.name : (row[at] ?? ''))));
  const hidden = columns.length - visible.filter((at) => at !== null).length;
  const isCut = rows.length > TABLE_ROWS;
  if (!output.quiet && hidden > 0)
    output.err(`${counted(hidden, 'column')} of ${columns.length} hidden. --format line shows all`);
  // What is missing is said whatever --quiet says.
  if (isCut) output.err(`the first ${count(TABLE_ROWS)} rows. For more, choose --format csv or another`);
  else if (!output.quiet) output.err(counted(rows.length, 'row'));
  return `${plainTable(titles, cells, width)}\n`;
}

/**
 * Which columns of a wide table are shown: those at both ends, as many as can be read.
 * @returns places of the columns; null stands for those that are left out in the middle
 */
function shownColumns(
  names: readonly string[],
  rows: ReadonlyArray<readonly string[]>,
  width: number,
): Array<number | null> {
  const all = names.map((_name, at) => at);
  const least = all.map((at) => {
    const widest = rows.reduce(
      (most, row) => Math.max(most, displayWidth(row[at] ?? '')),
      displayWidth(names[at] ?? ''),
    );
    return Math.min(READABLE, widest) + GAP;
  });
  const room = width + GAP;
  if (least.reduce((sum, each) => sum + each, 0) <= room) return all;
  let [left, right] = [0, 0];
  let used = 1 + GAP;
  for (;;) {
    // First one from the left, then one from the right: keys stand in front, and what was computed at the end.
    const fromLeft = left <= right;
    const next = least[fromLeft ? left : names.length - 1 - right] ?? 0;
    if (left + right >= names.length - 1 || used + next > room) break;
    used += next;
    if (fromLeft) left += 1;
    else right += 1;
  }
  // A terminal that is too narrow for anything still shows the first one.
  const front = all.slice(0, Math.max(1, left));
  return [...front, null, ...all.slice(names.length - right)];
}
