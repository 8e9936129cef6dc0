/** A row of `runs`: one request, one page, nothing read. */
import type { RunRow } from '../../etl/src/base/run-row';

/** @param changes what is told of this row; the times are a minute apart */
export function runRow(changes: Partial<RunRow>): RunRow {
  return {
    run_id: '20261130T060000000Z-aaaa',
    source: 'acme',
    vendor: 'notific',
    stream: 'tickets',
    started_at: '2026-11-30T06:00:00.000Z',
    finished_at: '2026-11-30T06:01:00.000Z',
    mode: 'full',
    outcome: 'complete',
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
    error: null,
    ...changes,
  };
}
