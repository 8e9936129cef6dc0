/** Work that is watched on standard error and can be ended. */
import type { Redact } from '../../../vendors/redact';
import { createProgress } from '../progress/progress';
import type { ProgressOptions } from '../progress/progress';
import type { Listener } from '../base/events';
import { EXIT } from './failure';
import { logFormat } from './options';
import type { CommonOptions, Invocation } from './options';
import type { Terminal } from './terminal';

/**
 * Shows the progress of a run; the first Ctrl-C ends it after the page in hand, the second at once.
 * @param timezone reporting zone
 */
export async function watched<T>(
  { terminal, output, common }: Invocation,
  timezone: string,
  work: (signal: AbortSignal, listener: Listener) => Promise<T>,
): Promise<T> {
  const ending = new AbortController();
  const progress = createProgress({ ...progressOptions(terminal, common, output.redact), timezone });
  const stopListening = terminal.onInterrupt(() => {
    if (ending.signal.aborted) {
      progress.stop();
      terminal.exitAtOnce(EXIT.interrupted);
      return;
    }
    ending.abort();
    progress.listener({
      type: 'note',
      source: null,
      stream: null,
      level: 'warning',
      message: 'ending after the page in hand. Ctrl-C again ends at once',
    });
  });
  try {
    const done = await work(ending.signal, progress.listener);
    progress.stop();
    return done;
  } catch (error) {
    progress.stop(error);
    throw error;
  } finally {
    stopListening();
  }
}

export function progressOptions(
  terminal: Terminal,
  common: CommonOptions,
  redact: Redact,
): Omit<ProgressOptions, 'timezone'> {
  return {
    stream: terminal.stderr,
    format: logFormat(terminal, common),
    isTerminal: terminal.stderrIsTerminal,
    hasColor: terminal.hasColor,
    columns: terminal.columns,
    hasBars: common.progress,
    hasSummary: common.quiet !== true && common.json !== true,
    quiet: common.quiet === true,
    verbose: common.verbose === true,
    redact,
    now: terminal.now,
  };
}
