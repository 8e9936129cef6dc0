/** One block that is drawn again and again: a bar for each stream that is read, a line for each source between them. */
import { MultiBar } from 'cli-progress';
import type { SingleBar } from 'cli-progress';
import type { Redact } from '../../../vendors/redact';
import type { RunEvent } from '../base/events';
import type { RunRow } from '../base/run-row';
import { escapeControls } from '../base/printable';
import { barLine, doneLine } from './bar-line';
import type { BarState } from './bar-line';
import type { Progress } from './reporter';
import type { TextLines } from './text-lines';

export interface BarsOptions {
  stream: NodeJS.WritableStream;
  columns(): number;
  redact: Redact;
  now(): number;
  /** Reporting zone. */
  timezone: string;
  /** What is written above the bars. */
  lines: TextLines;
  /** A line as it is written, without secrets. */
  fitted(line: string): string;
}

/** What a service answered may hold line ends and escapes. */
function printableRow(row: RunRow): RunRow {
  return { ...row, error: row.error === null ? null : escapeControls(row.error) };
}

const NAME_WIDTH = 24;
/** Clears what was drawn there: of several lines at once only the first is cleared. */
const TO_END_OF_LINE = '\u001b[K';

export function bars(options: BarsOptions): Progress {
  const { redact, now, columns, timezone, lines, fitted } = options;
  const states = new Map<string, BarState>();
  const done = new Map<string, RunRow[]>();
  const drawn = new Map<string, SingleBar>();
  let begun = false;
  let hasWritten = false;
  const multi = new MultiBar({
    stream: options.stream,
    fps: 10,
    hideCursor: true,
    linewrap: false,
    forceRedraw: true,
    clearOnComplete: true,
    // Ctrl-C is the run's: it ends after the page in hand.
    gracefulExit: false,
    format: (_options, _params, payload: { key?: unknown }) => {
      const key = String(payload.key);
      const state = states.get(key);
      if (state !== undefined) return redact(barLine(state, now(), NAME_WIDTH, columns()));
      const rows = done.get(key);
      return rows === undefined ? '' : redact(doneLine(key, rows.map(printableRow), NAME_WIDTH, columns()));
    },
  });

  const stateOf = (
    event: Pick<Extract<RunEvent, { type: 'progress' }>, 'source' | 'stream' | 'total' | 'unit'>,
  ): BarState => {
    const { source, stream, total, unit } = event;
    const key = `${source}/${stream}`;
    const state = states.get(key) ?? { source, stream, rows: 0, total, unit, startedAt: now(), wait: null, timezone };
    if (!states.has(key)) {
      states.set(key, state);
      begun = true;
      erase(source);
      drawn.set(key, multi.create(total ?? 0, 0, { key }));
    }
    return state;
  };

  const erase = (key: string): void => {
    const bar = drawn.get(key);
    if (!bar) return;
    states.delete(key);
    drawn.delete(key);
    bar.stop();
    multi.remove(bar);
  };

  const isReading = (source: string): boolean => [...states.values()].some((state) => state.source === source);

  /** A source none of whose streams is being read says what became of its rows so far. */
  const finish = (row: RunRow): void => {
    const { source, stream } = row;
    done.set(source, [...(done.get(source) ?? []), row]);
    erase(`${source}/${stream}`);
    if (begun && !isReading(source) && !drawn.has(source)) drawn.set(source, multi.create(0, 0, { key: source }));
  };

  const draw = (event: RunEvent): void => {
    if (event.type === 'stream_started') {
      // A source reads one stream at a time: lists that it has read wait for their end alone.
      for (const [key, { source }] of [...states]) if (source === event.source) erase(key);
      stateOf(event);
    }
    if (event.type === 'stream_finished') finish(event.row);
    if (event.type === 'progress') {
      const state = stateOf(event);
      state.rows = event.rows;
      state.total = event.total ?? state.total;
      // One request that is tried again does not hold the others.
      if (state.wait?.reason === 'retry') state.wait = null;
    }
    if (event.type === 'waiting') {
      const { until, reason } = event;
      const message = escapeControls(event.message);
      for (const state of states.values()) if (state.source === event.source) state.wait = { until, reason, message };
    }
  };

  const print = (some: readonly string[]): void => {
    if (some.length === 0) return;
    hasWritten = true;
    // Before the first bar there is nothing to draw around, and an update then would leave a timer behind.
    for (const line of some)
      if (begun) multi.log(fitted(line).replace(/^(?=.)/gm, TO_END_OF_LINE));
      else options.stream.write(fitted(line));
    if (begun && drawn.size === 0) multi.update();
  };

  return {
    listener: (event) => {
      draw(event);
      // A wait is shown in the bars of its source.
      if (event.type !== 'waiting' || !isReading(event.source)) print(lines.linesOf(event));
    },
    stop: (thrown) => {
      print(lines.rest(thrown));
      if (begun) {
        multi.update();
        multi.stop();
      }
      // The result stands apart.
      if (begun || hasWritten) options.stream.write('\n');
      hasWritten = false;
    },
  };
}
