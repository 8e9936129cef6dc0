/** Rows of `runs`: one a run, source and stream. */
import type { RunRow } from '../base/run-row';
import type { Working } from './database';

const COLUMNS = [
  'run_id',
  'source',
  'vendor',
  'stream',
  'started_at',
  'finished_at',
  'mode',
  'outcome',
  'requests',
  'retries',
  'rate_limited',
  'seconds_waited',
  'pages',
  'rows_read',
  'rows_new',
  'rows_changed',
  'rows_unchanged',
  'rows_deleted',
  'rows_rejected',
  'vendor_total',
  'stored_total',
  'cursor_from',
  'cursor_to',
  'error',
] as const satisfies ReadonlyArray<keyof RunRow>;

/** Writes rows, or writes them anew. */
export async function saveRunRows(working: Working, rows: readonly RunRow[]): Promise<void> {
  if (rows.length === 0) return;
  const keys = rows.map(() => '(?, ?, ?)').join(', ');
  const values = rows.map(() => `(${COLUMNS.map(() => '?').join(', ')})`).join(', ');
  await working.transaction(async (session) => {
    await session.run(
      `DELETE FROM runs WHERE (run_id, source, stream) IN (${keys})`,
      rows.flatMap((row) => [row.run_id, row.source, row.stream]),
    );
    await session.run(
      `INSERT INTO runs (${COLUMNS.join(', ')}) VALUES ${values}`,
      rows.flatMap((row) => COLUMNS.map((column) => row[column])),
    );
  });
}

/** Streams that were under way when their run was killed. To be called by the run that holds the lake now. */
export async function closeKilledRuns(working: Working): Promise<void> {
  await working.run(
    `UPDATE runs SET outcome = 'interrupted', error = 'the run was killed before the stream ended'
     WHERE finished_at IS NULL AND outcome <> 'interrupted'`,
  );
}
