/** Which Parquet files a publication has, and what each holds. */
import { createHash } from 'node:crypto';
import type { Compression, Config, Partition } from '../config/config';
import type { Table } from '../schema/column';
import { SCHEMA_VERSION, literal } from '../schema/tables';
import { keyTable } from '../marts/key-tables';
import { maybeTextIn, numberIn, textIn } from '../store/row';
import type { Session } from '../store/session';
import type { Publication } from './publications';

export interface PlannedFile {
  table: Table;
  /** Below parquet/, with `/`. */
  path: string;
  /** As `created_month=2026-11`; null for a table in one file. */
  partition: string | null;
  /** SQL condition on rows that have `_created`, the local time of their ticket's creation, beside their columns. */
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
export interface PublicationState {
  before: ReadonlyMap<string, Publication>;
  /** Tables that were changed since; null: perhaps any. */
  unpublished: ReadonlySet<string> | null;
}

export interface PublicationPlan {
  files: PlannedFile[];
  /** Tables that may not be what the last publication holds. */
  looked: Table[];
}

/** The files that are to stand in parquet/. Tables that were not changed are not looked through again. */
export async function plannedFiles(
  session: Session,
  { partition, compression, timezone }: Pick<Config, 'partition' | 'compression' | 'timezone'>,
  tables: readonly Table[],
  { before, unpublished }: PublicationState,
): Promise<PublicationPlan> {
  const plan: PublicationPlan = { files: [], looked: [] };
  const looked: Looked[] = [];
  for (const table of tables) {
    const form = formOf(table, compression, timezone);
    const by = table.partitioned ? partition : 'none';
    const known = [...before.values()].filter((file) => file.table === table.name);
    const isKnown = unpublished?.has(table.name) === false && known.length > 0;
    if (isKnown && known.every((file) => file.form === form && dividedBy(file) === by)) {
      for (const file of known) plan.files.push({ ...file, table, condition: conditionOf(by, file.partition) });
      continue;
    }
    looked.push({ table, by });
  }
  const found = await contents(session, looked);
  for (const { table, by } of looked) {
    plan.looked.push(table);
    const form = formOf(table, compression, timezone);
    for (const file of filesOf(table, by, form, found.get(table.name) ?? [])) plan.files.push(file);
  }
  // The manifest lists them in the order of the tables, whichever were looked through.
  plan.files.sort((a, b) => tables.indexOf(a.table) - tables.indexOf(b.table));
  return plan;
}

/** Files are written anew where they would say something else of themselves, too. */
function formOf({ columns }: Table, compression: Compression, zone: string): string {
  const texts = createHash('sha256').update(
    JSON.stringify(columns.map(({ name, description }) => [name, description])),
  );
  return `${compression} schema ${SCHEMA_VERSION} ordered ${zone} ${texts.digest('hex').slice(0, 16)}`;
}

/** A table that is looked through, and how it is divided. */
interface Looked {
  table: Table;
  by: Partition;
}

function filesOf(table: Table, by: Partition, form: string, found: readonly PartContent[]): PlannedFile[] {
  if (by !== 'none') return dividedFiles(table, by, form, found);
  const [content] = found;
  const whole = { rows: content?.rows ?? 0, content: content?.content ?? '' };
  return [{ table, path: `${table.name}.parquet`, partition: null, condition: 'true', form, ...whole }];
}

function dividedBy({ partition }: Publication): Partition {
  return partition === null ? 'none' : partition.startsWith('created_month=') ? 'month' : 'year';
}

function conditionOf(by: Partition, partition: string | null): string {
  if (by === 'none' || partition === null) return 'true';
  return `${partOf(by, '_created')} = ${literal(partition.slice(partition.indexOf('=') + 1))}`;
}

function partOf(by: 'month' | 'year', created: string): string {
  return `coalesce(strftime(${created}, '${FORMATS[by]}'), '${UNKNOWN}')`;
}

function dividedFiles(table: Table, by: 'month' | 'year', form: string, found: readonly PartContent[]): PlannedFile[] {
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

/** By name of the table. */
async function contents(session: Session, looked: readonly Looked[]): Promise<Map<string, PartContent[]>> {
  const found = new Map(looked.map(({ table }): [string, PartContent[]] => [table.name, []]));
  if (looked.length === 0) return found;
  await session.all(`${looked.map(contentSql).join(' UNION ALL ')} ORDER BY ALL`, undefined, (row) => {
    const { part, rows, content } = {
      part: maybeTextIn(row, 'part'),
      rows: numberIn(row, 'n'),
      content: textIn(row, 'content'),
    };
    found.get(textIn(row, 'name'))?.push({ part, rows, content });
  });
  return found;
}

function contentSql({ table, by }: Looked): string {
  const stamps = table.columns
    .filter(({ name }) => name === 'extracted_at' || name === 'run_id')
    .map(({ name }) => name);
  return `SELECT ${literal(table.name)} AS name, ${by === 'none' ? 'NULL' : partOf(by, 'created')} AS part, count(*) AS n,
      coalesce(bit_xor(hash), 0)::VARCHAR || ' ' || coalesce(bit_xor(hash(hash, ${stamps.join(', ')})), 0)::VARCHAR AS content
    FROM ${keyTable(table)} GROUP BY part`;
}
