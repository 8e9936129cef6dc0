/** From a published column to a column of the model: names, types, formats. */
import type { Column, ColumnType, Table } from '../../schema/column';
import type { MadeColumn, ModelColumn } from './table';

const DATA_TYPES: Readonly<Record<ColumnType, ModelColumn['dataType']>> = {
  text: 'string',
  integer: 'int64',
  bigint: 'int64',
  double: 'double',
  boolean: 'boolean',
  date: 'dateTime',
  local: 'dateTime',
  instant: 'dateTime',
};

const FORMATS: Readonly<Record<ColumnType, string | null>> = {
  text: null,
  integer: '#,0',
  bigint: '#,0',
  double: '#,0.##',
  boolean: '"""TRUE"";""TRUE"";""FALSE"""',
  date: 'Short Date',
  local: 'General Date',
  instant: 'General Date',
};

const ACRONYMS: ReadonlyMap<string, string> = new Map([
  ['id', 'ID'],
  ['sla', 'SLA'],
  ['url', 'URL'],
]);

interface Looks {
  /** Where the words of the column's own name do not say enough. */
  name?: string;
  /** Keys, and what only measures and relationships read. */
  isHidden?: boolean;
  /** A column of the same table, by its name in the model. */
  sortBy?: string;
  formatString?: string;
  /** Its sum over rows means something. */
  isSummed?: boolean;
}

/** @throws Error when the published table has no such column: a defect of the generator */
export function visible(table: Table, name: string, looks: Looks = {}): ModelColumn {
  const column = table.columns.find((candidate) => candidate.name === name);
  if (!column) throw new Error(`${table.name} has no column ${name}`);
  return modelColumn(column, null, looks);
}

export function hidden(table: Table, name: string, looks: Looks = {}): ModelColumn {
  return visible(table, name, { ...looks, isHidden: true });
}

/** A column that Power Query makes. */
export function made(column: Column, how: MadeColumn, looks: Looks = {}): ModelColumn {
  return modelColumn(column, how, looks);
}

/** A column with the name of a row, else its id. @param id the column of the id */
export function nameOr(id: string, column: Column): ModelColumn {
  return made(column, { m: `if [name] = null then [${id}] else [name]`, from: ['name', id] });
}

/** A column that stands in no registry of published tables. */
export function fixed(column: Column, looks: Looks = {}): ModelColumn {
  return modelColumn(column, null, looks);
}

function modelColumn(lake: Column, how: MadeColumn | null, looks: Looks): ModelColumn {
  return {
    name: looks.name ?? nameOf(lake),
    lake,
    made: how,
    dataType: DATA_TYPES[lake.type],
    formatString: looks.formatString ?? FORMATS[lake.type],
    summarizeBy: looks.isSummed === true ? 'sum' : 'none',
    isHidden: looks.isHidden === true,
    isDateKey: looks.name === DATE_KEY,
    sortBy: looks.sortBy ?? null,
    isWebAddress: lake.name === 'url',
  };
}

/** The name of the column that the date table is marked by. */
export const DATE_KEY = 'Date';

/** `created_local` is what people call Created; the instant behind it says that it is UTC. */
function nameOf({ name, type }: Column): string {
  const stem = type === 'local' ? name.replace(/_local$/, '') : type === 'instant' ? name.replace(/_at$/, '') : name;
  const words = stem
    .split('_')
    .map((word) => ACRONYMS.get(word) ?? `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`);
  return `${words.join(' ')}${type === 'instant' ? ' (UTC)' : ''}`;
}
