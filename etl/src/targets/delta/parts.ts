/** A table in parts, one file each: by source, and where its rows have a day, by year. So little is written for little that changed. */
import { createHash } from 'node:crypto';
import { literal, quoted } from '../../schema/tables';
import type { Reader } from '../../store/reader';
import { maybeTextIn, numberIn, textIn } from '../../store/row';
import type { LakeColumn, LakeTable } from '../published-lake';
import { relationOf } from '../published-lake';
import type { DeltaField } from './schema';
import { rowText } from './schema';

export interface Part {
  /** null: the table has no column of this name. */
  source: string | null;
  year: string | null;
  rows: number;
  /** Follows from the rows and from how they are written, not from the bytes of a file. */
  hash: string;
}

/** The first of them that a table has. */
const YEARS = ['created_local', 'changed_local', 'date'];
const UNKNOWN = 'unknown';

export interface Division {
  hasSource: boolean;
  /** SQL of the year of a row; null: all rows of a source are one part. */
  year: string | null;
}

export function divisionOf(columns: readonly LakeColumn[]): Division {
  const has = (name: string): boolean => columns.some((column) => column.name === name);
  const day = YEARS.find(has);
  const hasSource = has('source');
  const year = hasSource && day !== undefined ? `coalesce(strftime(${quoted(day)}, '%Y'), ${literal(UNKNOWN)})` : null;
  return { hasSource, year };
}

/** @param form what else decides what is in the files */
export async function partsOf(
  reader: Reader,
  table: LakeTable,
  { hasSource, year }: Division,
  fields: readonly DeltaField[],
  form: string,
): Promise<Part[]> {
  return reader.all(
    `SELECT ${hasSource ? quoted('source') : 'NULL'} AS part_source, ${year ?? 'NULL'} AS part_year, count(*) AS n,
       bit_xor(md5_number(${rowText(fields)}))::VARCHAR AS rows_hash
     FROM ${relationOf(table)} GROUP BY part_source, part_year HAVING count(*) > 0 ORDER BY ALL`,
    undefined,
    (row) => {
      const rows = numberIn(row, 'n');
      const hash = createHash('sha256')
        .update(`${form} ${rows} ${textIn(row, 'rows_hash')}`)
        .digest('hex');
      return { source: maybeTextIn(row, 'part_source'), year: maybeTextIn(row, 'part_year'), rows, hash };
    },
  );
}

/** SQL condition on a row of the lake's table. */
export function conditionOf({ source, year }: Part, division: Division): string {
  const conditions = [
    ...(source === null ? [] : [`${quoted('source')} = ${literal(source)}`]),
    ...(year === null || division.year === null ? [] : [`${division.year} = ${literal(year)}`]),
  ];
  return conditions.length === 0 ? 'true' : conditions.join(' AND ');
}
