/** Rows of `runs`: one a run, source and stream. */
import type { RunRow } from '../run/run-row';
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

/** Writes the row, or writes it anew. */
export async function saveRunRow(
  working: Session & { transaction<T>(work: (session: Session) => Promise<T>): Promise<T> },
  row: RunRow,
): Promise<void> {
  await working.transaction(async (session) => {
    await session.run('DELETE FROM runs WHERE run_id = ? AND source = ? AND stream = ?', [
      row.run_id,
      row.source,
      row.stream,
    ]);
    await session.run(
      `INSERT INTO runs (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map(() => '?').join(', ')})`,
      COLUMNS.map((column) => row[column]),
    );
  });
}
