/** Which published columns can be masked, and which ones name a person. */
import type { Column, Table } from './column';

const TABLES_WITH_PEOPLE: ReadonlySet<string> = new Set(['people', 'tickets', 'comments', 'status_changes']);
const OF_A_PERSON = /(?:^|_)(?:name|email)$/;

/** Whether the column is one of those that `mask: people` is about. */
export function namesPerson(table: Table, column: Column): boolean {
  return TABLES_WITH_PEOPLE.has(table.name) && OF_A_PERSON.test(column.name) && unmaskable(table, column) === null;
}

/** @returns why nothing can stand in the place of the column's values; null: it can be masked */
export function unmaskable(table: Table, { name, type, nullable }: Column): string | null {
  if (table.key.includes(name)) return 'is a part of the key';
  if (table.references.some(({ column }) => column === name) || name.endsWith('_key'))
    return 'is the key of another row';
  if (name === 'column_name') return 'is the name of a column';
  if (/(?:^|_)run_id$/.test(name)) return 'is the key of a run';
  if (type === 'instant' || type === 'local' || type === 'date') return 'is a time';
  if (type !== 'text') return 'is not a text';
  return nullable ? null : 'is never empty';
}
