/**
 * `$apply` as Power BI folds it: filters, then one groupby or aggregate (OData Extension for Data Aggregation 4.0).
 * What comes out is a table of its own, which the other options are about. Pure.
 */
import { dictionary } from '../../../../vendors/dictionary';
import { quoted } from '../../schema/tables';
import type { Column, ColumnType, Table } from '../../schema/column';
import { HttpError } from '../http/http-error';
import { readFilter } from './expression';
import type { Expression } from './expression';
import { columnNamed } from './sql';
import type { SqlWriter } from './sql';

export interface Apply {
  filters: Expression[];
  groups: Column[];
  aggregates: Aggregate[];
  /** What comes out. */
  result: Table;
}

interface Aggregate {
  /** Over the columns of the table; no text of a reader but checked names. */
  sql: string;
  column: Column;
}

const SHAPE = 'Write filter(…)/groupby((a,b),aggregate($count as n,c with sum as total)), or aggregate(…) alone.';
const NAME = /^[A-Za-z_]\w{0,127}$/;
const NUMBERS: readonly ColumnType[] = ['integer', 'bigint', 'double'];

/** @throws Refusal 400 for what is wrong, 501 for transformations that the feed does not have */
export function readApply(text: string, table: Table): Apply {
  const steps = stepsOf(text);
  const last = steps.pop() ?? '';
  const filters = steps.map((step) => {
    const [, inside] = /^filter\((.*)\)$/s.exec(step) ?? [];
    if (inside === undefined) throw unsupported(step);
    return readFilter(inside);
  });
  const { groups, aggregates } = groupsOf(last, table);
  const columns = [...groups, ...aggregates.map(({ column }) => column)];
  // DuckDB takes names that differ by case alone for the same.
  const names = columns.map(({ name }) => name.toLowerCase());
  const double = columns.find((_, at) => names.indexOf(names[at] ?? '') !== at)?.name;
  if (double !== undefined) throw wrong(`"${double}" is named twice`);
  return { filters, groups, aggregates, result: { ...table, columns, key: [], references: [], partitioned: false } };
}

/** The number of a row; no alias of a reader can be called so. */
export const ROW_NUMBER = '"$row"';

/** Rows are numbered in an order that stays within a state, so that pages of them fit together. */
export function applied(table: Table, { filters, groups, aggregates }: Apply, writer: SqlWriter): string {
  const names = groups.map(({ name }) => quoted(name));
  const listed = [...names, ...aggregates.map(({ sql, column }) => `${sql} AS ${quoted(column.name)}`)];
  const where = filters.map((filter) => writer.condition(filter));
  const sql = [
    `SELECT ${listed.join(', ')} FROM ${quoted(table.name)}`,
    where.length > 0 ? `WHERE ${where.join(' AND ')}` : '',
    names.length > 0 ? `GROUP BY ${names.join(', ')}` : '',
  ];
  const order = names.length > 0 ? `ORDER BY ${names.join(', ')}` : '';
  const rows = sql.filter((piece) => piece !== '').join(' ');
  return `(SELECT row_number() OVER (${order}) - 1 AS ${ROW_NUMBER}, * FROM (${rows}))`;
}

/** Pieces between slashes that stand neither in brackets nor in a text. */
function stepsOf(text: string): string[] {
  const steps = [''];
  let [depth, isText] = [0, false];
  for (const sign of text) {
    if (sign === "'") isText = !isText;
    if (!isText && sign === '(') depth += 1;
    if (!isText && sign === ')') depth -= 1;
    if (sign === '/' && depth === 0 && !isText) steps.push('');
    else steps[steps.length - 1] = `${steps.at(-1) ?? ''}${sign}`;
  }
  return steps.map((step) => step.trim());
}

function groupsOf(step: string, table: Table): Pick<Apply, 'groups' | 'aggregates'> {
  const [, aggregation] = /^aggregate\(([^()]*)\)$/s.exec(step) ?? [];
  if (aggregation !== undefined) return { groups: [], aggregates: aggregatesOf(aggregation, table) };
  const [, by, inside] = /^groupby\(\s*\(([^()]*)\)\s*(?:,\s*aggregate\(([^()]*)\)\s*)?\)$/s.exec(step) ?? [];
  if (by === undefined) throw unsupported(step);
  const groups = by.split(',').map((name) => columnNamed(table, name.trim(), 1));
  return { groups, aggregates: inside === undefined ? [] : aggregatesOf(inside, table) };
}

function aggregatesOf(text: string, table: Table): Aggregate[] {
  return text.split(',').map((item) => aggregateOf(item.trim(), table));
}

function aggregateOf(item: string, table: Table): Aggregate {
  const [, counted] = /^\$count\s+as\s+(\S+)$/.exec(item) ?? [];
  if (counted !== undefined) return { sql: 'count(*)', column: columnOf(counted, 'bigint') };
  const [, name, method, alias] = /^(\S+)\s+with\s+(\S+)\s+as\s+(\S+)$/.exec(item) ?? [];
  if (name === undefined || method === undefined || alias === undefined) throw unsupported(item);
  const write = Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
  if (write === undefined) throw unsupported(`with ${method}`);
  const source = columnNamed(table, name, 1);
  const { sql, type } = write(quoted(source.name), source.type);
  return { sql, column: columnOf(alias, type) };
}

function columnOf(name: string, type: ColumnType): Column {
  if (!NAME.test(name)) throw wrong(`"${name.slice(0, 60)}" cannot be a name`);
  return { name, type, nullable: true, description: '' };
}

type AggregateMethod = (sql: string, type: ColumnType) => { sql: string; type: ColumnType };

const METHODS: Readonly<Record<string, AggregateMethod>> = dictionary<Record<string, AggregateMethod>>({
  sum: (sql, type) => {
    const sum = type === 'double' ? ('double' as const) : ('bigint' as const);
    return { sql: `sum(${number(sql, type)})::${sum === 'double' ? 'DOUBLE' : 'BIGINT'}`, type: sum };
  },
  average: (sql, type) => ({ sql: `avg(${number(sql, type)})`, type: 'double' }),
  min: (sql, type) => ({ sql: `min(${ordered(sql, type)})`, type }),
  max: (sql, type) => ({ sql: `max(${ordered(sql, type)})`, type }),
  countdistinct: (sql) => ({ sql: `count(DISTINCT ${sql})`, type: 'bigint' }),
});

function number(sql: string, type: ColumnType): string {
  if (NUMBERS.includes(type)) return sql;
  throw wrong(`a number is needed for sum and average, ${sql} is none`);
}

function ordered(sql: string, type: ColumnType): string {
  if (type !== 'boolean') return sql;
  throw wrong(`min and max are not for ${sql}, which is true or false`);
}

function wrong(what: string): HttpError {
  return new HttpError(400, 'bad_request', `$apply: ${what}`, SHAPE);
}

function unsupported(step: string): HttpError {
  return new HttpError(501, 'not_supported', `$apply: "${step.slice(0, 60)}" is not supported`, SHAPE);
}
