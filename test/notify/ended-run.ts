/** Runs as they ended, for tests of what is told of them. */
import type { RunRow } from '../../etl/src/base/run-row';
import type { EndedRun } from '../../etl/src/notify/notice';

export function endedRun(changes: Partial<EndedRun> = {}): EndedRun {
  return {
    id: null,
    run_id: '20261130T060000000Z-aaaa',
    trigger: 'export',
    asked: { streams: null },
    outcome: 'complete',
    exit_code: 0,
    started_at: '2026-11-30T06:00:00.000Z',
    finished_at: '2026-11-30T06:01:00.000Z',
    result: null,
    error: null,
    ...changes,
  };
}

export function rowOf(source: string, stream: string, outcome: RunRow['outcome'], error: string | null = null): RunRow {
  return {
    run_id: '20261130T060000000Z-aaaa',
    source,
    vendor: 'notific',
    stream,
    started_at: '2026-11-30T06:00:00.000Z',
    finished_at: '2026-11-30T06:01:00.000Z',
    mode: 'full',
    outcome,
    requests: 1,
    retries: 0,
    rate_limited: 0,
    seconds_waited: 0,
    pages: 1,
    rows_read: 0,
    rows_new: 0,
    rows_changed: 0,
    rows_unchanged: 0,
    rows_deleted: 0,
    rows_rejected: 0,
    vendor_total: null,
    stored_total: null,
    cursor_from: null,
    cursor_to: null,
    error,
  };
}
