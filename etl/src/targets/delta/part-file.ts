/** Writes the rows of a part as a Parquet file, and says of it what readers skip files by. */
import { rename } from 'node:fs/promises';
import path from 'node:path';
import { dictionary } from '../../../../vendors/dictionary';
import { sha256Of, sizeOf, syncFile } from '../../base/files';
import { literal, quoted } from '../../schema/tables';
import type { Reader } from '../../store/reader';
import type { Row } from '../../store/row';
import { maybeTextIn, numberIn } from '../../store/row';
import type { LocalFile } from '../store/store';
import type { DeltaField } from './schema';

/** As for the lake's own files: rows of long texts must not pile up in memory. */
const ROW_GROUP = 122_880;
const ROW_GROUP_BYTES = '32MB';

export interface PartFile extends LocalFile {
  rows: number;
  /** JSON. */
  stats: string;
}

/** @param from SQL behind FROM, with its condition */
export async function writePartFile(
  reader: Reader,
  from: string,
  fields: readonly DeltaField[],
  compression: string,
  folder: string,
): Promise<PartFile> {
  const tempFile = path.join(folder, 'part.parquet');
  const columns = fields.map(({ name, value }) => `${value} AS ${quoted(name)}`).join(', ');
  await reader.run(
    `COPY (SELECT ${columns} FROM ${from}) TO ${literal(tempFile)}
     (FORMAT parquet, COMPRESSION ${compression}, ROW_GROUP_SIZE ${ROW_GROUP}, ROW_GROUP_SIZE_BYTES '${ROW_GROUP_BYTES}')`,
  );
  await syncFile(tempFile);
  const { rows, stats } = await statsOf(reader, tempFile, fields);
  const sha256 = await sha256Of(tempFile);
  const place = path.join(folder, `${sha256}.parquet`);
  await rename(tempFile, place);
  return { place, bytes: (await sizeOf(place)) ?? 0, sha256, rows, stats };
}

/** Texts have no least and greatest: the log would keep what someone wrote for as long as it is kept itself. */
async function statsOf(
  reader: Reader,
  file: string,
  fields: readonly DeltaField[],
): Promise<{ rows: number; stats: string }> {
  const counts = fields.map(({ name }, at) => `count(*) - count(${quoted(name)}) AS z${at}`);
  const bounds = fields.flatMap((field, at) => boundsOf(field, at));
  const found = await reader.one(
    `SELECT ${['count(*) AS n', ...counts, ...bounds].join(', ')} FROM read_parquet(${literal(file)}, hive_partitioning = false)`,
    undefined,
    (row: Row) => row,
  );
  const row = found ?? {};
  const rows = numberIn(row, 'n');
  const minValues: Record<string, string | number> = {};
  const maxValues: Record<string, string | number> = {};
  const nullCount: Record<string, number> = {};
  for (const [at, { name, type }] of fields.entries()) {
    nullCount[name] = numberIn(row, `z${at}`);
    if (BOUNDED[type] === undefined) continue;
    const [least, most] = [boundIn(row, `a${at}`, type), boundIn(row, `b${at}`, type)];
    if (least === null || most === null) continue;
    minValues[name] = least;
    maxValues[name] = most;
  }
  return { rows, stats: JSON.stringify({ numRecords: rows, minValues, maxValues, nullCount }) };
}

/** SQL of a bound as the log writes it. A log keeps milliseconds: the greatest is rounded up, or readers would skip rows. */
const BOUNDED: Readonly<Partial<Record<string, (column: string, most: boolean) => string>>> = dictionary({
  timestamp: (column, most) => `strftime(${millis(column, most)}, '%Y-%m-%dT%H:%M:%S.%gZ')`,
  timestamp_ntz: (column, most) => `strftime(${millis(column, most)}, '%Y-%m-%dT%H:%M:%S.%g')`,
  date: bound,
  integer: bound,
  long: bound,
  double: bound,
});

function bound(column: string, most: boolean): string {
  return `${most ? 'max' : 'min'}(${column})::VARCHAR`;
}

function millis(column: string, most: boolean): string {
  return most
    ? `date_trunc('milliseconds', max(${column}) + INTERVAL 999 MICROSECOND)`
    : `date_trunc('milliseconds', min(${column}))`;
}

function boundsOf({ name, type }: DeltaField, at: number): string[] {
  const write = BOUNDED[type];
  return write === undefined
    ? []
    : [`${write(quoted(name), false)} AS a${at}`, `${write(quoted(name), true)} AS b${at}`];
}

const NUMBERS: ReadonlySet<string> = new Set(['integer', 'long', 'double']);
/** A year of other than four digits, or an instant that is none, is nothing that every reader can read. */
const DAY = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}\.\d{3}Z?)?$/;

/** null: not known, or not to be written exactly */
function boundIn(row: Row, column: string, type: string): string | number | null {
  const text = maybeTextIn(row, column);
  if (text === null) return null;
  if (!NUMBERS.has(type)) return DAY.test(text) ? text : null;
  const number = Number(text);
  return Number.isFinite(number) && (type === 'double' || Number.isSafeInteger(number)) ? number : null;
}
