/** Custom fields of a source as columns, one row per ticket: a table of the model for each that the lake has. */
import { fold } from '../../../../vendors/text';
import { FIXED_COLUMNS } from '../../schema/field-tables';
import type { FieldTable } from '../../schema/field-tables';
import { fixed, hidden } from './columns';
import type { Relationship } from './relationships';
import { modelColumnOf, modelTableNamed } from './tables';
import type { ModelTable } from './table';

const KEY = 'ticket_key';

export function fieldModelTables(tables: readonly FieldTable[]): ModelTable[] {
  const names = new Set<string>();
  return tables.map((table) => ({
    name: distinct(`Fields of ${table.source}`, table.name, names),
    description: table.description,
    rows: { kind: 'published', table },
    columns: [hidden(table, KEY), ...fieldColumns(table)],
  }));
}

/** Each ticket of the source has one row: a filter on either side reaches the other. */
export function fieldRelationships(tables: readonly ModelTable[]): Relationship[] {
  return tables.map((table) => ({
    from: { table: table.name, column: modelColumnOf(table, KEY).name },
    to: { table: 'Tickets', column: modelColumnOf(modelTableNamed('Tickets'), KEY).name },
    isActive: true,
    filtersBothWays: true,
    isOneToOne: true,
  }));
}

/** Called as the field is called now. A label that changes changes no source column, and so breaks no refresh. */
function fieldColumns(table: FieldTable): ModelTable['columns'] {
  const names = new Set([fold('Ticket Key')]);
  return table.columns
    .filter(({ name }) => !FIXED_COLUMNS.includes(name))
    .map((column) => {
      const label = plain(column.description);
      const description = `Custom field ${label === '' ? column.name : label}.`;
      return fixed({ ...column, description }, { name: distinct(label, column.name, names) });
    });
}

/** Names in TMDL stand in one line; Power BI trims them, and takes those for one that differ by case. */
function plain(label: string): string {
  return label.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
}

function distinct(name: string, further: string, taken: Set<string>): string {
  const free = name === '' || taken.has(fold(name)) ? `${name} (${further})`.trim() : name;
  taken.add(fold(free));
  return free;
}
