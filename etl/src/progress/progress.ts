/** Chooses how a run shows its progress. */
import pc from 'picocolors';
import type { Redact } from '../../../vendors/redact';
import type { Listener } from '../base/events';
import { escapeControls, printable } from '../base/printable';
import { bars } from './bars';
import { jsonLines } from './json-lines';
import type { Progress } from './reporter';
import { sentenceOf } from './sentence';
import type { Level, Sentence } from './sentence';

export interface ProgressOptions {
  /** Where progress is shown: standard error. */
  stream: NodeJS.WritableStream;
  isTerminal: boolean;
  hasColor: boolean;
  columns(): number;
  /** `--no-progress`: lines instead of bars. */
  hasBars: boolean;
  /** Only warnings and errors. */
  quiet: boolean;
  /** Everything, also what is of use only to find a fault. */
  verbose: boolean;
  redact: Redact;
  now(): number;
}

const ORDER: readonly Level[] = ['debug', 'info', 'warning', 'error'];

/** Bars on a terminal, or lines there if bars are not wanted; JSON lines everywhere else. */
export function createProgress(options: ProgressOptions): Progress {
  const { stream, redact, quiet, verbose, now } = options;
  const level: Level = quiet ? 'warning' : verbose ? 'debug' : 'info';
  const write = (text: string): void => {
    stream.write(printable(text));
  };
  if (!options.isTerminal) {
    return { listener: jsonLines({ write, redact, level, everyProgress: verbose, now }), stop: () => undefined };
  }
  const lineOf = (sentence: Sentence): string | null => lineFor(sentence, level, options.hasColor);
  if (options.hasBars && !quiet) return bars({ stream, redact, now, lineOf, columns: options.columns });
  let hasWritten = false;
  const listener: Listener = (event) => {
    const line = event.type === 'progress' ? null : lineOf(sentenceOf(event));
    if (line === null) return;
    write(`${redact(line)}\n`);
    hasWritten = !quiet;
  };
  return {
    listener,
    // As below the bars: the result stands apart.
    stop: () => {
      if (hasWritten) write('\n');
      hasWritten = false;
    },
  };
}

function lineFor(sentence: Sentence, least: Level, hasColor: boolean): string | null {
  if (ORDER.indexOf(sentence.level) < ORDER.indexOf(least)) return null;
  const color = pc.createColors(hasColor);
  const marks: Readonly<Record<Level, string>> = {
    debug: color.dim('·'),
    info: color.green('✓'),
    warning: color.yellow('!'),
    error: color.red('✗'),
  };
  return `${marks[sentence.level]} ${escapeControls(sentence.text)}`;
}
