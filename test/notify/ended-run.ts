/** Runs as they ended, for tests of what is told of them. */
import type { RunRow } from '../../etl/src/base/run-row';
import type { Config } from '../../etl/src/config/config';
import { secretsOf } from '../../etl/src/config/config';
import type { EndedRun } from '../../etl/src/notify/notice';
import { notifyOfRun } from '../../etl/src/notify/send-notices';
import { redactor } from '../../vendors/redact';
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

/** @returns what the run said of its notices, as it would be printed */
export async function tell(config: Config, run: EndedRun): Promise<string[]> {
  const warned: string[] = [];
  const redact = redactor(secretsOf(config));
  const { signal } = new AbortController();
  const warn = (message: string) => warned.push(redact(message));
  await notifyOfRun(run, { config, redact, warn, signal, pause: () => Promise.resolve() });
  return warned;
}
