/** What stands in parquet/ as far as the working database knows: files whose content is the same are not touched. */
import { SCHEMA_VERSION } from '../schema/tables';
import type { WorkingDatabase } from '../store/database';
import { maybeTextIn, numberIn, textIn } from '../store/row';
import { jsonRows } from '../store/json-rows';
import type { Session } from '../store/session';
import { rememberDatabase } from './database-file';
import type { Standing } from '../marts/standing-database';
import type { ManifestEntry } from './manifest';

export interface Publication extends ManifestEntry {
  content: string;
  form: string;
}

const STORED = {
  path: 'VARCHAR',
  table: 'VARCHAR',
  partition: 'VARCHAR',
  rows: 'BIGINT',
  content: 'VARCHAR',
  form: 'VARCHAR',
  bytes: 'BIGINT',
  sha256: 'VARCHAR',
  run_id: 'VARCHAR',
};

/** What the manifest says of it. */
export function entryOf({
  path,
  table,
  partition,
  rows,
  bytes,
  sha256,
  schema_version,
  run_id,
}: Publication): ManifestEntry {
  return { path, table, partition, rows, bytes, sha256, schema_version, run_id };
}

/** By path. */
export async function publications(session: Session): Promise<Map<string, Publication>> {
  const rows = await session.all('SELECT * FROM publications', undefined, (row) => ({
    path: textIn(row, 'path'),
    table: textIn(row, 'table'),
    partition: maybeTextIn(row, 'partition'),
    rows: numberIn(row, 'rows'),
    bytes: numberIn(row, 'bytes'),
    sha256: textIn(row, 'sha256'),
    schema_version: SCHEMA_VERSION,
    run_id: textIn(row, 'run_id'),
    content: textIn(row, 'content'),
    form: textIn(row, 'form'),
  }));
  return new Map(rows.map((row) => [row.path, row]));
}

/** @param database what is kept of `ticketlake.duckdb` */
export async function rememberPublications(
  working: WorkingDatabase,
  done: readonly Publication[],
  database: Omit<Standing, 'schema'>,
): Promise<void> {
  await working.transaction(async (session) => {
    await session.run(
      `MERGE INTO publications p USING ${jsonRows(Object.entries(STORED))} n ON p.path = n.path
       WHEN MATCHED THEN UPDATE WHEN NOT MATCHED BY SOURCE THEN DELETE WHEN NOT MATCHED THEN INSERT BY NAME`,
      { rows: JSON.stringify(done) },
    );
    await rememberDatabase(session, database);
  });
}
