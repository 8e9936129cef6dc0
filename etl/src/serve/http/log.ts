/** The service's own log on standard error: a line for people or a JSON line for each event, as the exporter's. */
import pino from 'pino';
import type { Redact } from '../../../../vendors/redact';
import { redactedJson } from '../../../../vendors/redact';
import type { LogFormat } from '../../progress/progress';
import { markedLine } from '../../progress/text-lines';

export interface ServiceLog {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

export interface LogOptions {
  format: LogFormat;
  write(text: string): void;
  redact: Redact;
  /** Only warnings and errors. */
  quiet: boolean;
  /** Also every request. */
  verbose: boolean;
}

type Level = 'debug' | 'info' | 'warn' | 'error';

export function createLog(options: LogOptions): ServiceLog & { request: ServiceLog['info'] } {
  const log = options.format === 'json' ? jsonLog(options) : textLog(options);
  const at = (level: Level) => (facts: object, message: string) => {
    log(level, facts, message);
  };
  return { info: at('info'), warn: at('warn'), error: at('error'), request: at('debug') };
}

type Log = (level: Level, facts: object, message: string) => void;

function textLog({ write, redact, quiet, verbose }: LogOptions): Log {
  const least = quiet ? 'warning' : verbose ? 'debug' : 'info';
  return (level, _facts, message) => {
    const line = markedLine(level === 'warn' ? 'warning' : level, message, least);
    if (line !== null) write(`${redact(line)}\n`);
  };
}

function jsonLog({ write, redact, quiet, verbose }: LogOptions): Log {
  const log = pino(
    {
      level: quiet ? 'warn' : verbose ? 'debug' : 'info',
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    {
      write: (line: string) => {
        write(`${redactedJson(line, redact)}\n`);
      },
    },
  );
  return (level, facts, message) => {
    log[level](facts, message);
  };
}
