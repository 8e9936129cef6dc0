/** A JSON line an event, for logs that machines read. */
import pino from 'pino';
import type { Redact } from '../../../vendors/redact';
import { redactedJson } from '../../../vendors/redact';
import type { Listener, RunEvent } from '../base/events';
import { sentenceOf } from './sentence';
import type { EventLevel } from './sentence';

/** Progress of a stream gets a line this often. */
const EVERY_MS = 10_000;
/** What is too small for people's eyes is news for a machine. */
const ALWAYS: ReadonlySet<RunEvent['type']> = new Set(['stream_started', 'progress', 'stream_finished']);

export interface JsonLinesOptions {
  write(text: string): void;
  redact: Redact;
  /** The least level that is written. */
  level: EventLevel;
  /** Every progress event is written, not one each ten seconds. */
  everyProgress: boolean;
  now(): number;
}

export function jsonLines(options: JsonLinesOptions): Listener {
  const log = logger(options);
  const isDue = throttle(options);
  return (event) => {
    if (event.type === 'progress' && !isDue(event)) return;
    const { level, text } = sentenceOf(event, 'UTC');
    const loud = level === 'debug' && ALWAYS.has(event.type) ? 'info' : level;
    log[loud === 'warning' ? 'warn' : loud](factsOf(event), text);
  };
}

function factsOf(event: RunEvent): object {
  const { type, ...facts } = event;
  if (event.type === 'note') return { event: type, source: event.source, stream: event.stream };
  if (event.type === 'stream_finished') return { event: type, ...event.row };
  if (event.type === 'waiting') return { event: type, ...facts, until: new Date(event.until).toISOString() };
  return { event: type, ...facts };
}

function logger({ write, redact, level }: JsonLinesOptions): pino.Logger {
  const options: pino.LoggerOptions = {
    level: level === 'warning' ? 'warn' : level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  };
  return pino(options, {
    write: (line: string) => {
      write(`${redactedJson(line, redact)}\n`);
    },
  });
}

function throttle({
  everyProgress,
  now,
}: JsonLinesOptions): (event: Extract<RunEvent, { type: 'progress' }>) => boolean {
  const lastAt = new Map<string, number>();
  return ({ source, stream }) => {
    const name = `${source}/${stream}`;
    if (!everyProgress && now() - (lastAt.get(name) ?? Number.NEGATIVE_INFINITY) < EVERY_MS) return false;
    lastAt.set(name, now());
    return true;
  };
}
