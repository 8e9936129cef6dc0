/** One page of a table: as many rows as fit, and where the next one begins. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { batchesOf } from '../../query/values';
import type { Cell } from '../../query/values';
import { columnNames, quoted } from '../../schema/tables';
import type { Column, Table } from '../../schema/column';
import { ROW_NUMBER, applied } from './apply';
import { ROW_COLUMN, isNumbered } from './metadata';
import type { FeedOptions } from './options';
import type { PageToken } from './page-token';
import { SqlWriter } from './sql';

export interface PageLimits {
  rows: number;
  /** Characters of JSON; one row at least is always given. */
  characters: number;
}

export interface FeedPage {
  /** Each a JSON object. */
  rows: string[];
  next: Omit<PageToken, 'snapshot'> | null;
}

/** @param now canonical instant */
export async function pageOf(
  connection: DuckDBConnection,
  table: Table,
  options: FeedOptions,
  limits: PageLimits,
  now: string,
): Promise<FeedPage> {
  const served = options.token?.served ?? 0;
  const left = options.top === null ? limits.rows : Math.min(limits.rows, options.top - served);
  if (left <= 0) return { rows: [], next: null };
  const { writer, ...source } = sourceOf(table, options, now);
  const columns = visibleColumns(options.of, options.select);
  const { sql, offset } = statement(source, columns, options, writer, left + 1);
  const result = await connection.stream(sql, writer.params);
  const rows: string[] = [];
  let [characters, lastRow, hasMore] = [0, -1, false];
  for await (const batch of batchesOf(result)) {
    for (const [number, ...cells] of batch) {
      hasMore = rows.length === left || (rows.length > 0 && characters > limits.characters);
      if (hasMore) break;
      const row = rowJson(columns, cells);
      rows.push(row);
      characters += row.length;
      lastRow = Number(number);
    }
    if (hasMore) break;
  }
  const total = served + rows.length;
  const isEnough = options.top !== null && total >= options.top;
  if (!hasMore || isEnough) return { rows, next: null };
  const next =
    offset === null
      ? { kind: 'after' as const, position: lastRow }
      : { kind: 'offset' as const, position: offset + rows.length };
  return { rows, next: { ...next, served: total } };
}

/** How many rows the filter lets pass, whatever $top and $skip say. */
export async function countOf(
  connection: DuckDBConnection,
  table: Table,
  options: Pick<FeedOptions, 'filter' | 'of' | 'apply'>,
  now: string,
): Promise<number> {
  const { filter } = options;
  const { from, writer } = sourceOf(table, options, now);
  const where = filter === null ? '' : ` WHERE ${writer.condition(filter)}`;
  const reader = await connection.runAndReadAll(`SELECT count(*) FROM ${from}${where}`, writer.params);
  return Number(reader.getRowsJS()[0]?.[0] ?? 0);
}

/** What rows come from, and the writer of conditions about them. */
function sourceOf(
  table: Table,
  { of, apply }: Pick<FeedOptions, 'of' | 'apply'>,
  now: string,
): RowSource & { writer: SqlWriter } {
  const inside = new SqlWriter(table, now);
  const source: RowSource =
    apply === null ? plainSource(table) : { from: applied(table, apply, inside), row: ROW_NUMBER };
  return { ...source, writer: new SqlWriter(of, now, inside.params) };
}

/** What rows come from, and the SQL of their number in it. */
interface RowSource {
  from: string;
  row: string;
}

/** A custom field may be called as DuckDB calls the number of a row. */
function plainSource({ name, columns }: Table): RowSource {
  if (!columns.some((column) => column.name.toLowerCase() === 'rowid')) return { from: quoted(name), row: 'rowid' };
  return { from: `(SELECT row_number() OVER () - 1 AS ${ROW_NUMBER}, * FROM ${quoted(name)})`, row: ROW_NUMBER };
}

type VisibleColumn = Pick<Column, 'name' | 'type'>;

function visibleColumns(table: Table, select: string[] | null): VisibleColumn[] {
  const number: VisibleColumn[] = isNumbered(table) ? [{ name: ROW_COLUMN, type: 'bigint' }] : [];
  const names = select ?? columnNames(table);
  const columns = names.flatMap((name) => table.columns.filter((column) => column.name === name));
  return [...number, ...columns];
}

/**
 * Rows come in the order of the file, which DuckDB keeps for a plain SELECT and which never changes within a state:
 * a page begins behind the last row without reading the ones before. In another order, rows are passed over.
 */
function statement(
  { from, row }: RowSource,
  columns: readonly VisibleColumn[],
  { of: table, filter, order, skip, token }: FeedOptions,
  writer: SqlWriter,
  limit: number,
): { sql: string; offset: number | null } {
  const listed = columns.map(({ name }) => (name === ROW_COLUMN && isNumbered(table) ? row : quoted(name)));
  const conditions = [
    ...(token?.kind === 'after' ? [`${row} > ${writer.param(BigInt(token.position))}::BIGINT`] : []),
    ...(filter === null ? [] : [writer.condition(filter)]),
  ];
  const isOrdered = order.length > 0;
  const offset = token?.kind === 'offset' ? token.position : token === null ? skip : 0;
  const sql = [
    `SELECT ${row}, ${listed.join(', ')} FROM ${from}`,
    conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '',
    isOrdered ? `ORDER BY ${writer.order(order)}, ${row}` : '',
    `LIMIT ${limit}${offset > 0 ? ` OFFSET ${offset}` : ''}`,
  ];
  return { sql: sql.filter((piece) => piece !== '').join(' '), offset: isOrdered ? offset : null };
}

function rowJson(columns: readonly VisibleColumn[], cells: readonly Cell[]): string {
  const members = columns.map(({ name, type }, at) => {
    const cell = cells[at] ?? null;
    return `${JSON.stringify(name)}:${JSON.stringify(type === 'local' && typeof cell === 'string' ? `${cell}Z` : cell)}`;
  });
  return `{${members.join(',')}}`;
}
