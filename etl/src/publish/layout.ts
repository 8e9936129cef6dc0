/** Which Parquet files a publication has, and what each holds. */
import type { Compression, Partition } from '../config/config';
import type { Table } from '../schema/column';
import { SCHEMA_VERSION, TABLES } from '../schema/tables';
import { martName } from '../marts/diff';
import { numberIn, textIn } from '../store/row';
import type { Session } from '../store/session';

export interface PlannedFile {
  table: Table;
  /** Below parquet/, with `/`. */
  path: string;
  /** As `created_month=2026-11`; null for a table in one file. */
  partition: string | null;
  /** SQL condition on the mart. */
  condition: string;
  rows: number;
  /** Tells one content from another: equal rows with equal stamps. */
  content: string;
  /** What else decides the bytes: compression, layout, schema. */
  form: string;
}

const FORMATS = { month: '%Y-%m', year: '%Y' } as const;
const UNKNOWN = 'unknown';

export async function plannedFiles(
  session: Session,
  { partition, compression }: { partition: Partition; compression: Compression },
): Promise<PlannedFile[]> {
  const files: PlannedFile[] = [];
  for (const table of TABLES) {
    const form = `${compression} schema ${SCHEMA_VERSION}`;
    if (partition === 'none' || !table.partitioned) {
      const [content] = await contents(session, table, 'NULL');
      const whole = { rows: content?.rows ?? 0, content: content?.content ?? '' };
      files.push({ table, path: `${table.name}.parquet`, partition: null, condition: 'true', form, ...whole });
    } else for (const each of await dividedFiles(session, table, partition, form)) files.push(each);
  }
  return files;
}

async function dividedFiles(
  session: Session,
  table: Table,
  by: 'month' | 'year',
  form: string,
): Promise<PlannedFile[]> {
  const part = `coalesce(strftime(_created, '${FORMATS[by]}'), '${UNKNOWN}')`;
  const found = await contents(session, table, part);
  // Readers find the columns of an empty table, too.
  const parts = found.length > 0 ? found : [{ part: UNKNOWN, rows: 0, content: '' }];
  return parts.map(({ part: value, rows, content }) => {
    const partition = `created_${by}=${value ?? UNKNOWN}`;
    const path = `${table.name}/${partition}/${table.name}.parquet`;
    return { table, path, partition, condition: `${part} = '${value ?? UNKNOWN}'`, rows, content, form };
  });
}

interface PartContent {
  part: string | null;
  rows: number;
  content: string;
}

function contents(session: Session, table: Table, part: string): Promise<PartContent[]> {
  const stamps = table.columns
    .filter(({ name }) => name === 'extracted_at' || name === 'run_id')
    .map(({ name }) => name);
  return session.all(
    `SELECT ${part} AS part, count(*) AS n,
       coalesce(bit_xor(_hash), 0)::VARCHAR || ' ' || coalesce(bit_xor(hash(_hash, ${stamps.join(', ')})), 0)::VARCHAR AS content
     FROM ${martName(table)} GROUP BY part ORDER BY part`,
    undefined,
    (row) => ({
      part: row['part'] === null ? null : textIn(row, 'part'),
      rows: numberIn(row, 'n'),
      content: textIn(row, 'content'),
    }),
  );
}
