/** Which Parquet files a publication has, and what each holds. */
import type { Compression, Partition } from '../config/config';
import type { Table } from '../schema/column';
import { SCHEMA_VERSION, TABLES, literal } from '../schema/tables';
import { martName } from '../marts/diff';
import { numberIn, textIn } from '../store/row';
import type { Session } from '../store/session';
import type { Publication } from './publications';

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

/** What is known of a publication. */
export interface Known {
  before: ReadonlyMap<string, Publication>;
  /** Tables that were changed since; null: perhaps any. */
  unpublished: ReadonlySet<string> | null;
}

export interface Plan {
  files: PlannedFile[];
  /** Tables that may not be what the last publication holds. */
  looked: Table[];
}

/** The files that are to stand in parquet/. Tables that were not changed are not looked through again. */
export async function plannedFiles(
  session: Session,
  { partition, compression }: { partition: Partition; compression: Compression },
  { before, unpublished }: Known,
): Promise<Plan> {
  const form = `${compression} schema ${SCHEMA_VERSION}`;
  const plan: Plan = { files: [], looked: [] };
  for (const table of TABLES) {
    const by = table.partitioned ? partition : 'none';
    const known = [...before.values()].filter((file) => file.table === table.name);
    const isKnown = unpublished?.has(table.name) === false && known.length > 0;
    if (isKnown && known.every((file) => file.form === form && dividedBy(file) === by)) {
      for (const file of known) plan.files.push({ ...file, table, condition: conditionOf(by, file.partition) });
      continue;
    }
    plan.looked.push(table);
    for (const file of await filesOf(session, table, by, form)) plan.files.push(file);
  }
  return plan;
}

async function filesOf(session: Session, table: Table, by: Partition, form: string): Promise<PlannedFile[]> {
  if (by !== 'none') return dividedFiles(session, table, by, form);
  const [content] = await contents(session, table, 'NULL');
  const whole = { rows: content?.rows ?? 0, content: content?.content ?? '' };
  return [{ table, path: `${table.name}.parquet`, partition: null, condition: 'true', form, ...whole }];
}

function dividedBy({ partition }: Publication): Partition {
  return partition === null ? 'none' : partition.startsWith('created_month=') ? 'month' : 'year';
}

function conditionOf(by: Partition, partition: string | null): string {
  if (by === 'none' || partition === null) return 'true';
  return `${partOf(by)} = ${literal(partition.slice(partition.indexOf('=') + 1))}`;
}

function partOf(by: 'month' | 'year'): string {
  return `coalesce(strftime(_created, '${FORMATS[by]}'), '${UNKNOWN}')`;
}

async function dividedFiles(
  session: Session,
  table: Table,
  by: 'month' | 'year',
  form: string,
): Promise<PlannedFile[]> {
  const found = await contents(session, table, partOf(by));
  // Readers find the columns of an empty table, too.
  const parts = found.length > 0 ? found : [{ part: UNKNOWN, rows: 0, content: '' }];
  return parts.map(({ part: value, rows, content }) => {
    const partition = `created_${by}=${value ?? UNKNOWN}`;
    const path = `${table.name}/${partition}/${table.name}.parquet`;
    return { table, path, partition, condition: conditionOf(by, partition), rows, content, form };
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
