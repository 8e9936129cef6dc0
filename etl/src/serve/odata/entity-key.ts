/** One row by its key: `tickets('acme:4711')`, `backlog(row_number=7)`. Pure. */
import type { Table } from '../../schema/column';
import { HttpError } from '../http/http-error';
import { readFilter } from './expression';
import type { Expression } from './expression';
import { ROW_COLUMN, isNumbered } from './metadata';

/** What stands in the place of an entity set; null: no brackets. */
export interface Addressed {
  set: string;
  key: string | null;
}

export function addressed(segment: string): Addressed {
  const [, set, key] = /^([^(]*)\((.*)\)$/s.exec(segment) ?? [];
  return set === undefined || key === undefined ? { set: segment, key: null } : { set, key };
}

/** A row number, or a condition that one row fulfils. */
export type RowKey = { kind: 'number'; number: number } | { kind: 'filter'; filter: Expression };

const LITERAL = String.raw`'(?:[^']|'')*'|-?\d+|\d{4}-\d{2}-\d{2}|true|false`;
const ALONE = new RegExp(`^\\s*(${LITERAL})\\s*$`, 's');
const NAMED = new RegExp(`\\s*(\\w+)\\s*=\\s*(${LITERAL})\\s*(?:,|$)`, 'gsy');

/** @throws Refusal 400 where it does not name each column of the key */
export function readKey(text: string, table: Table): RowKey {
  const names = isNumbered(table) ? [ROW_COLUMN] : table.key;
  const values = valuesOf(text, names);
  if (values === null)
    throw new HttpError(
      400,
      'bad_request',
      `the key of ${table.name} cannot be read`,
      `Write ${exampleOf(table, names)}.`,
    );
  if (isNumbered(table)) {
    const number = Number(values.get(ROW_COLUMN));
    if (Number.isSafeInteger(number) && number >= 0) return { kind: 'number', number };
    throw new HttpError(400, 'bad_request', `${ROW_COLUMN} is a whole number from 0`);
  }
  return {
    kind: 'filter',
    filter: readFilter(names.map((name) => `${name} eq ${values.get(name) ?? 'null'}`).join(' and ')),
  };
}

function valuesOf(text: string, names: readonly string[]): Map<string, string> | null {
  const [only] = names;
  const [, single] = ALONE.exec(text) ?? [];
  if (single !== undefined && only !== undefined && names.length === 1) return new Map([[only, single]]);
  const found = [...text.matchAll(NAMED)];
  const isWhole = found.reduce((length, [piece]) => length + piece.length, 0) === text.length;
  const values = new Map(found.map(([, name = '', value = '']) => [name, value]));
  return isWhole && values.size === names.length && names.every((name) => values.has(name)) ? values : null;
}

function exampleOf({ name }: Table, names: readonly string[]): string {
  const value = names[0] === ROW_COLUMN ? '0' : "'…'";
  return names.length === 1 ? `${name}(${value})` : `${name}(${names.map((each) => `${each}='…'`).join(',')})`;
}
