/** One export, to whatever end it comes: nothing is thrown. */
import type { Config } from '../../config/config';
import { messageRedactor } from '../../config/message-redaction';
import type { Listener } from '../../base/events';
import { runExport } from '../../sync/export';
import { LOCKED_EXIT_CODE, LakeError } from '../../base/errors';
import { firstLineOf } from '../../base/system-error';
import { observed } from '../../telemetry/observed';
import type { RunOptions } from './messages';
import type { RunEnd } from './record';

export async function exportToEnd(
  config: Config,
  options: RunOptions,
  signal: AbortSignal,
  listener: Listener,
): Promise<RunEnd> {
  const redact = messageRedactor(config);
  try {
    const observing = { config, signal, listener, now: Date.now, exitCodeOf };
    const result = await observed(observing, (heard) =>
      runExport(config, { ...options, concurrency: null, signal, listener: heard }),
    );
    return { outcome: result.outcome, exit_code: result.exit_code, result, error: null };
  } catch (error) {
    return endOf(error, redact);
  }
}

function exitCodeOf(error: unknown): number {
  return error instanceof LakeError && error.code === 'locked' ? LOCKED_EXIT_CODE : 1;
}

function endOf(error: unknown, redact: (text: string) => string): RunEnd {
  const message = firstLineOf(error);
  const remedy = error instanceof LakeError ? redact(error.remedy) : null;
  const isLocked = error instanceof LakeError && error.code === 'locked';
  return {
    outcome: isLocked ? 'locked' : 'failed',
    exit_code: exitCodeOf(error),
    result: null,
    error: { message: redact(message), remedy },
  };
}
