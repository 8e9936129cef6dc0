/** Rows of `runs`: one a run, source and stream. */
import type { RunRow } from '../base/run-row';
import type { WorkingDatabase } from './database';
import { jsonRows } from './json-rows';

const COLUMNS = [
  ['run_id', 'VARCHAR'],
  ['source', 'VARCHAR'],
  ['vendor', 'VARCHAR'],
  ['stream', 'VARCHAR'],
  ['started_at', 'TIMESTAMPTZ'],
  ['finished_at', 'TIMESTAMPTZ'],
  ['mode', 'VARCHAR'],
  ['outcome', 'VARCHAR'],
  ['requests', 'INTEGER'],
  ['retries', 'INTEGER'],
  ['rate_limited', 'INTEGER'],
  ['seconds_waited', 'DOUBLE'],
  ['pages', 'INTEGER'],
  ['rows_read', 'BIGINT'],
  ['rows_new', 'BIGINT'],
  ['rows_changed', 'BIGINT'],
  ['rows_unchanged', 'BIGINT'],
  ['rows_deleted', 'BIGINT'],
  ['rows_rejected', 'BIGINT'],
  ['vendor_total', 'BIGINT'],
  ['stored_total', 'BIGINT'],
  ['cursor_from', 'VARCHAR'],
  ['cursor_to', 'VARCHAR'],
  ['error', 'VARCHAR'],
] as const satisfies ReadonlyArray<readonly [keyof RunRow, string]>;

/** Writes rows, or writes them anew. */
export async function saveRunRows(working: WorkingDatabase, rows: readonly RunRow[]): Promise<void> {
  if (rows.length === 0) return;
  await working.run(
    `MERGE INTO runs r USING ${jsonRows(COLUMNS)} n ON r.run_id = n.run_id AND r.source = n.source AND r.stream = n.stream
     WHEN MATCHED THEN UPDATE WHEN NOT MATCHED THEN INSERT BY NAME`,
    { rows: JSON.stringify(rows) },
  );
}

/** Streams that were under way when their run was killed. To be called by the run that holds the lake now. */
export async function closeKilledRuns(working: WorkingDatabase): Promise<void> {
  await working.run(
    `UPDATE runs SET outcome = 'interrupted', error = 'the run was killed before the stream ended'
     WHERE finished_at IS NULL AND outcome <> 'interrupted'`,
  );
}
