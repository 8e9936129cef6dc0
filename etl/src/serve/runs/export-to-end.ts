/** One export, to whatever end it comes: nothing is thrown. */
import type { Config } from '../../config/config';
import { messageRedactor } from '../../config/message-redaction';
import type { Listener } from '../../base/events';
import { runExport } from '../../sync/export';
import { LOCKED_EXIT_CODE, LakeError } from '../../base/errors';
import { firstLineOf } from '../../base/system-error';
import type { RunOptions } from './messages';
import type { RunEnd } from './record';

export async function exportToEnd(
  config: Config,
  options: RunOptions,
  signal: AbortSignal,
  listener: Listener,
): Promise<RunEnd> {
  try {
    const result = await runExport(config, { ...options, concurrency: null, signal, listener });
    return { outcome: result.outcome, exit_code: result.exit_code, result, error: null };
  } catch (error) {
    return endOf(error, messageRedactor(config));
  }
}

function endOf(error: unknown, redact: (text: string) => string): RunEnd {
  const message = firstLineOf(error);
  const remedy = error instanceof LakeError ? redact(error.remedy) : null;
  const isLocked = error instanceof LakeError && error.code === 'locked';
  return {
    outcome: isLocked ? 'locked' : 'failed',
    exit_code: isLocked ? LOCKED_EXIT_CODE : 1,
    result: null,
    error: { message: redact(message), remedy },
  };
}
