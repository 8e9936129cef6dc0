/** What a run says, line by line, to people: on a terminal above or without bars, in a mail, in a log. */
import pc from 'picocolors';
import type { RunEvent } from '../base/events';
import { escapeControls } from '../base/printable';
import { firstLineOf } from '../base/system-error';
import { sentenceOf } from './sentence';
import type { EventLevel } from './sentence';

/** Progress and waits get a line this often. */
const EVERY_MS = 30_000;
const ORDER: readonly EventLevel[] = ['debug', 'info', 'warning', 'error'];

export interface TextLinesOptions {
  /** The least level that is written. */
  level: EventLevel;
  hasColor: boolean;
  /** Bars show how far the streams are and what is done: no line does. */
  hasBars: boolean;
  /** The command says at its end how the run ended: no line does. */
  hasSummary: boolean;
  /** Reporting zone. */
  timezone: string;
  now(): number;
}

/** A line that is no event of a run, without colours; null where it is not worth a line. */
export function markedLine(level: EventLevel, text: string, least: EventLevel): string | null {
  const marks: Readonly<Record<EventLevel, string>> = { debug: '·', info: '·', warning: '!', error: '✗' };
  return ORDER.indexOf(level) < ORDER.indexOf(least) ? null : `${marks[level]} ${escapeControls(text)}`;
}

interface HeldLine {
  line: string;
  /** What the line says is wrong; null for a publication. */
  reason: string | null;
}

/** What went well with a stream or table: the block that is drawn below the lines says it, and the summary at the end. */
function isShownInBars(event: RunEvent): boolean {
  if (event.type === 'stream_finished') return event.row.outcome === 'complete' && event.row.rows_rejected === 0;
  return event.type === 'published' || (event.type === 'note' && event.stream !== null);
}

export class TextLines {
  /** What was said to be wrong with a source. */
  private readonly reasons = new Map<string, Set<string>>();
  private readonly running = new Map<string, string>();
  private readonly waited = new Map<string, number>();
  private held: HeldLine[] = [];
  private lastProgress: number;

  constructor(private readonly options: TextLinesOptions) {
    this.lastProgress = options.now();
  }

  /** What is to be written now that this happened, without line ends. */
  linesOf(event: RunEvent): string[] {
    switch (event.type) {
      case 'progress':
        return this.progressOf(event);
      case 'waiting':
        return this.isDue(event) ? [...this.heldLines(), ...this.lineOf(event)] : [];
      case 'published':
        return this.hold(event, null);
      case 'stream_finished': {
        const { source, stream, outcome, error } = event.row;
        this.running.delete(`${source}/${stream}`);
        if (this.isSaid(source, error)) return [];
        return outcome === 'failed' ? this.hold(event, error) : [...this.heldLines(), ...this.lineOf(event)];
      }
      case 'note':
        if (event.source !== null && event.level === 'error') this.remember(event.source, event.message);
        return [...this.heldLines(), ...this.lineOf(event)];
      case 'run_finished':
        // Whatever was written of a run that failed holds nothing new but what the run says of itself.
        if (event.outcome === 'failed') this.held = this.held.filter(({ reason }) => reason !== null);
        return [...this.heldLines(), ...(this.options.hasSummary ? [] : this.lineOf(event))];
      case 'run_started':
        this.begin();
        return this.lineOf(event);
      default:
        return [...this.heldLines(), ...this.lineOf(event)];
    }
  }

  /** A service has many runs: what one said is news again in the next. */
  private begin(): void {
    for (const map of [this.reasons, this.running, this.waited]) map.clear();
    this.held = [];
    this.lastProgress = this.options.now();
  }

  /** What is left to be written at the end. @param thrown what ended the run, if the command says it itself */
  rest(thrown?: unknown): string[] {
    const reported = thrown === undefined ? null : firstLineOf(thrown);
    this.held = this.held.filter(({ reason }) => reason === null || reason !== reported);
    return this.heldLines();
  }

  /** What may turn out not to be worth a line waits for what comes next. */
  private hold(event: RunEvent, reason: string | null): string[] {
    const lines = this.heldLines();
    this.held = this.lineOf(event).map((line) => ({ line, reason }));
    return lines;
  }

  private heldLines(): string[] {
    const lines = this.held.map(({ line }) => line);
    this.held = [];
    return lines;
  }

  private remember(source: string, reason: string): void {
    const known = this.reasons.get(source) ?? new Set();
    this.reasons.set(source, known.add(reason));
  }

  private isSaid(source: string, error: string | null): boolean {
    return error !== null && error.split(' | ').every((reason) => this.reasons.get(source)?.has(reason) === true);
  }

  private progressOf(event: Extract<RunEvent, { type: 'progress' }>): string[] {
    if (this.options.hasBars) return [];
    this.running.set(`${event.source}/${event.stream}`, sentenceOf(event, this.options.timezone).text);
    if (this.options.now() - this.lastProgress < EVERY_MS) return [];
    this.lastProgress = this.options.now();
    return [
      ...this.heldLines(),
      ...this.format('info', this.mark(event, 'info'), [...this.running.values()].join('; ')),
    ];
  }

  private isDue({ source, reason }: Extract<RunEvent, { type: 'waiting' }>): boolean {
    const key = `${source}/${reason}`;
    const now = this.options.now();
    // Each try gets a line, so that they can be counted.
    if (reason !== 'retry' && now - (this.waited.get(key) ?? Number.NEGATIVE_INFINITY) < EVERY_MS) return false;
    this.waited.set(key, now);
    return true;
  }

  private lineOf(event: RunEvent): string[] {
    const { level, text } = sentenceOf(event, this.options.timezone);
    const isInBlock = this.options.hasBars && level === 'info' && isShownInBars(event);
    return this.format(isInBlock ? 'debug' : level, this.mark(event, level), text);
  }

  private format(level: EventLevel, mark: string, text: string): string[] {
    return ORDER.indexOf(level) < ORDER.indexOf(this.options.level) ? [] : [`${mark} ${escapeControls(text)}`];
  }

  private mark({ type }: RunEvent, level: EventLevel): string {
    const color = pc.createColors(this.options.hasColor);
    if (level === 'error') return color.red('✗');
    if (level === 'warning') return color.yellow('!');
    const isDone = type === 'stream_finished' || type === 'published' || type === 'run_finished';
    return isDone ? color.green('✓') : color.dim('·');
  }
}
