/** How one stream's progress looks in one line of a terminal. Pure. */
import type { CountedUnit, WaitReason } from '../base/events';
import type { RunRow } from '../base/run-row';
import { zonedClock } from '../base/zoned-time';
import { count, counted, span } from './format';
import { newsOf } from './news';
import type { NewsRow } from './news';

export interface BarState {
  source: string;
  stream: string;
  rows: number;
  total: number | null;
  unit: CountedUnit;
  startedAt: number;
  wait: { until: number; reason: WaitReason; message: string } | null;
  /** Reporting zone. */
  timezone: string;
}

const FULL = '█';
const EMPTY = '░';
const BAR = 20;
const SHORT_BAR = 10;
const REASONS: Readonly<Record<WaitReason, string>> = {
  quota: 'quota used up',
  rate_limited: 'service asks for a pause',
  maintenance: 'maintenance',
  retry: 'trying again',
};

/**
 * `acme  tickets   ████████░░░░░░░░░░░░  12,345 / 50,000  850/s  45 s left`
 * @param nameWidth columns for source and stream
 * @param columns of the terminal; the line is cut to them
 */
export function barLine(state: BarState, now: number, nameWidth: number, columns: number): string {
  const name = `${state.source} ${state.stream}`.padEnd(nameWidth);
  const elapsed = Math.max(1, now - state.startedAt);
  const rate = (state.rows * 1000) / elapsed;
  if (state.wait !== null && state.wait.until > now) {
    return cut([name, short(state), waiting(state.wait, state.timezone, now)].join('  '), columns);
  }
  const speed = state.rows > 0 ? [`${count(Math.round(rate))}/s`, left(state, rate)] : [];
  const lines = [
    [name, progress(state, elapsed, BAR), amount(state), ...speed],
    [name, progress(state, elapsed, SHORT_BAR), amount(state), ...speed],
    [name, progress(state, elapsed, SHORT_BAR), short(state), ...speed],
  ].map((parts) => parts.filter((part) => part !== '').join('  '));
  return cut(lines.find((line) => line.length < columns) ?? lines.at(-1) ?? '', columns);
}

/** `acme  tickets: 298 new; comments: 1,164 new`, or `acme  failed: the service does not accept the key` */
export function doneLine(
  source: string,
  rows: ReadonlyArray<NewsRow & Pick<RunRow, 'outcome' | 'error'>>,
  nameWidth: number,
  columns: number,
): string {
  const wrong = WRONG.flatMap((outcome) => rows.filter((row) => row.outcome === outcome))[0];
  const problem = wrong && `${wrong.outcome}${wrong.error === null ? '' : `: ${wrong.error}`}`;
  const parts = [problem ?? '', newsOf(rows)].filter((part) => part !== '');
  return cut(`${source.padEnd(nameWidth)}  ${parts.length === 0 ? 'nothing new' : parts.join('; ')}`, columns);
}

/** The worst first. */
const WRONG = ['failed', 'incomplete', 'interrupted'] as const;

function progress({ rows, total }: BarState, elapsed: number, width: number): string {
  if (total === null || total === 0) {
    // Without a total there is no share to show: a block that wanders says that it goes on.
    const at = Math.floor(elapsed / 100) % (width - 3);
    return total === 0 ? EMPTY.repeat(width) : `${EMPTY.repeat(at)}${FULL.repeat(3)}${EMPTY.repeat(width - 3 - at)}`;
  }
  const full = Math.min(width, Math.floor((rows / total) * width));
  return `${FULL.repeat(full)}${EMPTY.repeat(width - full)}`;
}

function amount({ rows, total, unit }: BarState): string {
  return total === null ? counted(rows, unit) : `${count(rows)} / ${counted(total, unit)}`;
}

/** A wait needs the room for its reason. */
function short({ rows, total }: BarState): string {
  return total === null ? count(rows) : `${count(rows)} / ${count(total)}`;
}

function left({ rows, total }: BarState, rate: number): string {
  if (total === null || rate <= 0 || rows >= total) return '';
  return `${span(((total - rows) / rate) * 1000).replace(/\.\d s$/, ' s')} left`;
}

function waiting(wait: { until: number; reason: WaitReason }, timezone: string, now: number): string {
  // The zone may be cut in a narrow terminal, the seconds are not.
  const seconds = Math.ceil((wait.until - now) / 1000);
  return `${REASONS[wait.reason]}, ${seconds} s, until ${zonedClock(wait.until, timezone)}`;
}

function cut(line: string, columns: number): string {
  return line.length < columns ? line : `${line.slice(0, Math.max(1, columns - 2))}…`;
}
