/** What tells the rows of a table from others, whatever their order: measures of parts make that of the whole. */
import type { Table } from '../schema/column';
import { columnNames, quoted } from '../schema/tables';
import { numberIn, textIn } from '../store/row';
import type { Session } from '../store/session';

/** Rows, and a checksum over every value that does not depend on their order. */
export interface TableMeasure {
  rows: number;
  checksum: string;
}

/** What is measured. */
export interface Measured {
  table: Table;
  /** SQL of a relation that has the columns of `table`. */
  from: string;
}

export async function measure(session: Session, table: Table, from: string): Promise<TableMeasure> {
  const [found] = await measures(session, [{ table, from }]);
  return found ?? NOTHING;
}

/** Each of them, by one statement. @returns in the order given */
export async function measures(session: Session, measured: readonly Measured[]): Promise<TableMeasure[]> {
  if (measured.length === 0) return [];
  const found = new Map<number, TableMeasure>();
  await session.all(measured.map(measureSql).join(' UNION ALL '), undefined, (row) =>
    found.set(numberIn(row, 'nth'), { rows: numberIn(row, 'n'), checksum: textIn(row, 'checksum') }),
  );
  return measured.map((_, nth) => found.get(nth) ?? NOTHING);
}

function measureSql({ table, from }: Measured, nth: number): string {
  const values = columnNames(table).map(quoted).join(', ');
  return `SELECT ${nth} AS nth, count(*) AS n, coalesce(bit_xor(hash(${values})), 0)::VARCHAR || ' ' || coalesce(sum(hash(${values}) % 1000003), 0)::VARCHAR AS checksum FROM ${from}`;
}

/** Of a table without rows. */
export const NOTHING: TableMeasure = { rows: 0, checksum: '0 0' };

/** Of the rows of both. */
export function withRows(one: TableMeasure, other: TableMeasure): TableMeasure {
  return combined(one, other, 1);
}

/** Of the rows that are left. @param gone some of them */
export function withoutRows(all: TableMeasure, gone: TableMeasure): TableMeasure {
  return combined(all, gone, -1);
}

function combined(one: TableMeasure, other: TableMeasure, sign: 1 | -1): TableMeasure {
  const [a, b] = [sums(one), sums(other)];
  const sum = sign === 1 ? a.sum + b.sum : a.sum - b.sum;
  return { rows: one.rows + sign * other.rows, checksum: `${a.xor ^ b.xor} ${sum}` };
}

function sums({ checksum }: TableMeasure): { xor: bigint; sum: bigint } {
  const [xor = '0', sum = '0'] = checksum.split(' ');
  return { xor: BigInt(xor), sum: BigInt(sum) };
}
