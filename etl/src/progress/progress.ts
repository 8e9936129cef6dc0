/** Chooses how a run shows its progress. */
import type { Redact } from '../../../vendors/redact';
import type { Listener } from '../base/events';
import { printable } from '../base/printable';
import { bars } from './bars';
import { jsonLines } from './json-lines';
import type { Progress } from './reporter';
import type { EventLevel } from './sentence';
import { TextLines } from './text-lines';
import { wrapped } from './wrap';

export type LogFormat = 'text' | 'json';

export interface ProgressOptions {
  /** Where progress is shown: standard error. */
  stream: NodeJS.WritableStream;
  format: LogFormat;
  isTerminal: boolean;
  hasColor: boolean;
  columns(): number;
  /** `--no-progress`: lines instead of bars. */
  hasBars: boolean;
  /** The command says at its end how the run ended. */
  hasSummary: boolean;
  /** Only warnings and errors. */
  quiet: boolean;
  /** Everything, also what is of use only to find a fault. */
  verbose: boolean;
  redact: Redact;
  /** Reporting zone, of the times that people read. */
  timezone: string;
  now(): number;
}

/** JSON lines where they are asked for; text for people everywhere else, on a terminal with bars below it. */
export function createProgress(options: ProgressOptions): Progress {
  const { stream, redact, quiet, verbose, now, isTerminal, hasColor, hasSummary, columns, timezone } = options;
  const level: EventLevel = quiet ? 'warning' : verbose ? 'debug' : 'info';
  const write = (text: string): void => {
    stream.write(printable(text));
  };
  if (options.format === 'json')
    return { listener: jsonLines({ write, redact, level, everyProgress: verbose, now }), stop: () => undefined };
  const hasBars = isTerminal && options.hasBars && !quiet;
  const lines = new TextLines({ level, hasColor: hasColor && isTerminal, hasBars, hasSummary, timezone, now });
  const fitted = (line: string): string => {
    const text = redact(line);
    return `${isTerminal ? wrapped(text, columns(), 2) : text}\n`;
  };
  if (hasBars) return bars({ stream, redact, now, timezone, lines, fitted, columns });
  let hasWritten = false;
  const writeLines = (some: readonly string[]): void => {
    for (const line of some) write(fitted(line));
    hasWritten ||= some.length > 0 && !quiet;
  };
  const listener: Listener = (event) => {
    writeLines(lines.linesOf(event));
  };
  return {
    listener,
    // As below the bars: the result stands apart.
    stop: (thrown) => {
      writeLines(lines.rest(thrown));
      if (hasWritten && isTerminal) write('\n');
      hasWritten = false;
    },
  };
}
