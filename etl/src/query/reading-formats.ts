/** Rows as people read or paste them: one value per line, or a table in Markdown. Pieces come as rows do. */
import type { Batches } from './text-formats';
import type { Cell, ResultColumn } from './values';

/** NULL as the table shows it. */
export const NULL_TEXT = '∅';

/** The text of a cell; instants without what is of no use to the eye. */
export function cellText(cell: Cell, type: string): string {
  if (cell === null) return NULL_TEXT;
  if (typeof cell === 'object') return JSON.stringify(cell);
  if (typeof cell !== 'string' || !type.startsWith('TIMESTAMP')) return String(cell);
  return cell.replace('T', ' ').replace(/\.0+(?=Z?$)/, '');
}

export function isNumeric(type: string): boolean {
  return /^(?:U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?|FLOAT|DOUBLE|DECIMAL.*)$/.test(type);
}

/** `name = value`, names aligned; lines of a value stand below each other, and a blank line between rows. */
export async function* lines(columns: readonly ResultColumn[], batches: Batches): AsyncGenerator<string> {
  const width = columns.reduce((widest, { name }) => Math.max(widest, name.length), 0);
  const indent = `\n${' '.repeat(width + 3)}`;
  let between = '';
  for await (const rows of batches) {
    for (const row of rows) {
      const values = columns.map(({ name, type }, at) => {
        const text = cellText(row[at] ?? null, type).replace(/\r\n?|\n/g, indent);
        return `${name.padStart(width)} = ${text}\n`;
      });
      yield `${between}${values.join('')}`;
      between = '\n';
    }
  }
}

/** GitHub's tables. What would be markup is escaped; a line break is `<br>`. */
export async function* markdown(columns: readonly ResultColumn[], batches: Batches): AsyncGenerator<string> {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  yield row(columns.map(({ name }) => escaped(name)));
  yield row(columns.map(({ type }) => (isNumeric(type) ? '---:' : '---')));
  for await (const rows of batches)
    yield rows
      .map((cells) =>
        row(cells.map((cell, at) => (cell === null ? '' : escaped(cellText(cell, columns[at]?.type ?? ''))))),
      )
      .join('');
}

function escaped(text: string): string {
  return text
    .replace(/[\\|<>&`*[\]~]|(?<!\w)_|_(?!\w)/g, (mark) => (mark === '&' ? '&amp;' : `\\${mark}`))
    .replace(/\r\n?|\n/g, '<br>');
}
