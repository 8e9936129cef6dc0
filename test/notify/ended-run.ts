/** Runs as they ended, for tests of what is told of them. */
import type { RunRow } from '../../etl/src/base/run-row';
import type { EndedRun } from '../../etl/src/notify/notice';
import { runRow } from '../support/run-row';

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
  return runRow({ source, stream, outcome, error });
}
