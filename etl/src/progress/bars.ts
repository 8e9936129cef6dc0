/** A bar a source and stream that is being read; what is done moves up as a line. */
import { MultiBar } from 'cli-progress';
import type { SingleBar } from 'cli-progress';
import type { Redact } from '../../../vendors/redact';
import type { RunEvent } from '../base/events';
import { escapeControls } from '../base/printable';
import { barLine } from './bar-line';
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

const NAME_WIDTH = 24;

export function bars(options: BarsOptions): Progress {
  const { redact, now, columns, timezone, lines, fitted } = options;
  const states = new Map<string, BarState>();
  const drawn = new Map<string, SingleBar>();
  let begun = false;
  const multi = new MultiBar({
    stream: options.stream,
    fps: 10,
    hideCursor: true,
    linewrap: false,
    forceRedraw: true,
    // Ctrl-C is the run's: it ends after the page in hand.
    gracefulExit: false,
    format: (_options, _params, payload: { key?: unknown }) => {
      const state = states.get(String(payload.key));
      return state === undefined ? '' : redact(barLine(state, now(), NAME_WIDTH, columns()));
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
      drawn.set(key, multi.create(total ?? 0, 0, { key }));
    }
    return state;
  };

  const remove = (source: string, stream: string): void => {
    const key = `${source}/${stream}`;
    const bar = drawn.get(key);
    if (!bar) return;
    states.delete(key);
    drawn.delete(key);
    bar.stop();
    multi.remove(bar);
  };

  const draw = (event: RunEvent): void => {
    if (event.type === 'stream_started') stateOf(event);
    if (event.type === 'stream_finished') remove(event.row.source, event.row.stream);
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
    // Before the first bar there is nothing to draw around, and an update then would leave a timer behind.
    for (const line of some)
      if (begun) multi.log(fitted(line));
      else options.stream.write(fitted(line));
    if (begun && states.size === 0) multi.update();
  };

  return {
    listener: (event) => {
      draw(event);
      // A wait is shown in the bar itself.
      if (event.type !== 'waiting' || states.size === 0) print(lines.linesOf(event));
    },
    stop: (thrown) => {
      print(lines.rest(thrown));
      if (!begun) return;
      for (const state of [...states.values()]) remove(state.source, state.stream);
      multi.update();
      multi.stop();
    },
  };
}
