/** Tells the receivers of `notify:` how an export of the command line ended, also one that could not begin. */
import type { Listener } from '../base/events';
import type { ExportOptions, ExportResult } from '../base/run-result';
import { EXIT_CODES } from '../base/run-result';
import { LakeError } from '../base/errors';
import { firstLineOf } from '../base/system-error';
import type { Config } from '../config/config';
import type { EndedRun } from '../notify/notice';
import { exitCodeOf } from './failure';
import type { Invocation } from './options';

/**
 * @param work the export; it tells the listener that it is given
 * @returns what it returns. @throws what it throws: a notice changes neither
 */
export async function withNotices(
  { output, terminal }: Invocation,
  config: Config,
  { streams }: Pick<ExportOptions, 'streams'>,
  { signal, listener }: Pick<ExportOptions, 'signal' | 'listener'>,
  work: (listener: Listener) => Promise<ExportResult>,
): Promise<ExportResult> {
  if (config.notify.length === 0) return work(listener);
  const { notifyOfRun } = await import('../notify/send-notices.js');
  const startedAt = now(terminal);
  let runId: string | null = null;
  const heard: Listener = (event) => {
    if (event.type === 'run_started') runId = event.run_id;
    listener(event);
  };
  const notify = async (end: Pick<EndedRun, 'outcome' | 'exit_code' | 'result' | 'error'>): Promise<void> => {
    const asked = { streams: streams ?? null };
    const run = {
      id: null,
      run_id: runId,
      trigger: 'export',
      asked,
      started_at: startedAt,
      finished_at: now(terminal),
    };
    const warn = (message: string): void => {
      listener({ type: 'note', source: null, stream: null, level: 'warning', message });
    };
    await notifyOfRun({ ...run, ...end }, { config, redact: output.redact, warn, signal });
  };
  try {
    const result = await work(heard);
    await notify({ outcome: result.outcome, exit_code: EXIT_CODES[result.outcome], result, error: null });
    return result;
  } catch (error) {
    await notify({
      outcome: outcomeOf(error, signal),
      exit_code: exitCodeOf(error),
      result: null,
      error: { message: firstLineOf(error) },
    });
    throw error;
  }
}

function outcomeOf(error: unknown, signal: AbortSignal): 'locked' | 'interrupted' | 'failed' {
  if (signal.aborted) return 'interrupted';
  return error instanceof LakeError && error.code === 'locked' ? 'locked' : 'failed';
}

function now(terminal: Invocation['terminal']): string {
  return new Date(terminal.now()).toISOString();
}
