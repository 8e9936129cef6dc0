/** Rows of `runs`: one a run, source and stream. */
import type { RunRow } from '../run/run-row';
import type { Working } from './database';
import type { Session } from './session';

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
  await working.transaction(async (session) => {
    for (const row of rows) await saveRow(session, row);
  });
}

async function saveRow(session: Session, row: RunRow): Promise<void> {
  await session.run('DELETE FROM runs WHERE run_id = ? AND source = ? AND stream = ?', [
    row.run_id,
    row.source,
    row.stream,
  ]);
  await session.run(
    `INSERT INTO runs (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map(() => '?').join(', ')})`,
    COLUMNS.map((column) => row[column]),
  );
}

/** Streams that were under way when their run was killed. To be called by the run that holds the lake now. */
export async function closeKilledRuns(working: Working): Promise<void> {
  await working.run(
    `UPDATE runs SET outcome = 'interrupted', error = 'the run was killed before the stream ended'
     WHERE finished_at IS NULL AND outcome <> 'interrupted'`,
  );
}
