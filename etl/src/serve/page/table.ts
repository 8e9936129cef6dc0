/**
 * Tables: a caption that says what they hold, headings of columns and rows, and a frame that scrolls. On a phone each row
 * is a block, its cells under their titles; the roles keep it a table for who listens to it.
 */
import { element } from './elements';

export interface TableColumn<Row> {
  title: string;
  isNumber?: boolean;
  /** Long text, which may take several lines. */
  isLong?: boolean;
  cell(row: Row): Node | string;
}

let tables = 0;

export function table<Row>(
  caption: string,
  columns: ReadonlyArray<TableColumn<Row>>,
  rows: readonly Row[],
): HTMLElement {
  tables += 1;
  const id = `table-${tables}`;
  const head = columns.map(({ title, ...looks }) =>
    element('th', { role: 'columnheader', scope: 'col', class: classOf(looks) }, title),
  );
  const body = rows.map((row) =>
    element(
      'tr',
      { role: 'row' },
      columns.map(({ title, cell, ...looks }, at) =>
        at === 0
          ? element('th', { role: 'rowheader', scope: 'row', class: classOf(looks) }, cell(row))
          : element('td', { role: 'cell', 'data-title': title, class: classOf(looks) }, cell(row)),
      ),
    ),
  );
  return element(
    'div',
    { class: 'frame', role: 'region', tabindex: 0, 'aria-labelledby': id },
    element(
      'table',
      { role: 'table' },
      element('caption', { id }, caption),
      element('thead', { role: 'rowgroup' }, element('tr', { role: 'row' }, head)),
      element('tbody', { role: 'rowgroup' }, body),
    ),
  );
}

function classOf({ isNumber, isLong }: Pick<TableColumn<never>, 'isNumber' | 'isLong'>): string | null {
  if (isNumber === true) return 'number';
  return isLong === true ? 'long' : null;
}
