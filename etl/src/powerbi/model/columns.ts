/** From a published column to a column of the model: names, types, formats. */
import type { Column, ColumnType, Table } from '../../schema/column';
import type { ModelColumn } from './table';

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

/** Texts of up to 32,000 characters that no chart shows: they would fill the memory of the model. */
const LEFT_OUT: ReadonlySet<string> = new Set(['tickets.description', 'comments.body', 'rejects.raw']);

/** Where the words of the column's own name do not say enough. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['dates.month', 'Month Number'],
  ['dates.month_name', 'Month'],
  ['dates.weekday', 'Weekday Number'],
  ['dates.weekday_name', 'Weekday'],
]);

const SORT_BY: ReadonlyMap<string, string> = new Map([
  ['dates.month_name', 'Month Number'],
  ['dates.weekday_name', 'Weekday Number'],
]);

const ACRONYMS: ReadonlyMap<string, string> = new Map([
  ['id', 'ID'],
  ['iso', 'ISO'],
  ['sla', 'SLA'],
  ['url', 'URL'],
]);

/** Numbers whose sum over rows means something. */
const SUMMED: ReadonlySet<string> = new Set([
  'comment_count',
  'reopen_count',
  'requests',
  'retries',
  'rate_limited',
  'seconds_waited',
  'pages',
  'rows_read',
  'rows_new',
  'rows_changed',
  'rows_unchanged',
  'rows_deleted',
  'rows_rejected',
]);

const TECHNICAL = /_key$|^(?:ticket|comment|person|queue|field|run|first_run|last_run)_id$/;
const PLAIN_NUMBERS: ReadonlySet<string> = new Set(['year', 'quarter', 'month', 'iso_year', 'iso_week', 'weekday']);

/** Columns of the model, in the order of the published table. */
export function modelColumns(table: Table): ModelColumn[] {
  return table.columns
    .filter(({ name }) => !LEFT_OUT.has(`${table.name}.${name}`))
    .map((column) => modelColumn(table, column));
}

function modelColumn(table: Table, column: Column): ModelColumn {
  const { name, type } = column;
  const path = `${table.name}.${name}`;
  const isDateKey = path === 'dates.date';
  return {
    name: NAMES.get(path) ?? nameOf(column),
    lake: column,
    dataType: DATA_TYPES[type],
    formatString: PLAIN_NUMBERS.has(name) ? '0' : FORMATS[type],
    summarizeBy: SUMMED.has(name) ? 'sum' : 'none',
    isHidden: type === 'instant' || TECHNICAL.test(name) || [...SORT_BY.values()].includes(NAMES.get(path) ?? ''),
    isDateKey,
    sortBy: SORT_BY.get(path) ?? null,
    isWebAddress: name === 'url',
  };
}

/** `created_local` is what people call Created; the instant behind it says that it is UTC. */
function nameOf({ name, type }: Column): string {
  const stem = type === 'local' ? name.replace(/_local$/, '') : type === 'instant' ? name.replace(/_at$/, '') : name;
  const words = stem
    .split('_')
    .map((word) => ACRONYMS.get(word) ?? `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`);
  return `${words.join(' ')}${type === 'instant' ? ' (UTC)' : ''}`;
}
