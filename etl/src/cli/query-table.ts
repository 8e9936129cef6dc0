/** The result of a query as a table that fits the terminal. */
import { count, counted } from '../progress/words';
import { cellText, isNumeric } from '../query/reading-formats';
import type { Batches } from '../query/text-formats';
import type { Cell, Column } from '../query/values';
import type { Invocation } from './options';
import { plainTable } from './table';
import { shownColumns } from './wide-table';

/** A table that nobody reads to its end must not fill the memory. */
const TABLE_ROWS = 1000;
const HIDDEN = { name: '…', type: 'VARCHAR' };

export async function queryTable(
  { terminal, output }: Invocation,
  columns: readonly Column[],
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
  const shown = shownColumns(names, texts, width);
  const titles = shown.map((at) => {
    const { name, type } = at === null ? HIDDEN : (columns[at] ?? HIDDEN);
    return { title: name, align: isNumeric(type) ? ('right' as const) : ('left' as const) };
  });
  const cells = texts.map((row) => shown.map((at) => (at === null ? HIDDEN.name : (row[at] ?? ''))));
  if (!output.quiet) {
    const hidden = columns.length - shown.filter((at) => at !== null).length;
    if (hidden > 0) output.err(`${counted(hidden, 'column')} of ${columns.length} hidden: --format line shows all`);
    output.err(
      rows.length > TABLE_ROWS
        ? `the first ${count(TABLE_ROWS)} rows; for more, choose --format csv or another`
        : counted(rows.length, 'row'),
    );
  }
  return `${plainTable(titles, cells, width)}\n`;
}
