/** The service's own log: a JSON line an event on standard error, as the exporter's. */
import pino from 'pino';
import type { Redact } from '../../../../vendors/redact';
import { redactedJson } from '../../../../vendors/redact';

export interface ServiceLog {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

export interface LogOptions {
  write(text: string): void;
  redact: Redact;
  /** Only warnings and errors. */
  quiet: boolean;
  /** Also every request. */
  verbose: boolean;
}

export function createLog({ write, redact, quiet, verbose }: LogOptions): ServiceLog & { request: ServiceLog['info'] } {
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
  const at = (level: 'debug' | 'info' | 'warn' | 'error') => (facts: object, message: string) => {
    log[level](facts, message);
  };
  return { info: at('info'), warn: at('warn'), error: at('error'), request: at('debug') };
}
