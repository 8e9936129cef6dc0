/** The backlog as a line in the terminal. */
import { plot } from 'asciichart';
import type { BacklogDay } from './demo-facts';
import { largest } from '../base/largest';

const MOST_LINES = 9;
/** As asciichart has them, but for the first: it marks the line of the number 0 with a cross, which is the top one when the chart begins at 0. */
const SYMBOLS = ['┤', '┤', '╶', '╴', '─', '╰', '╭', '╮', '╯', '│'];

/** @param width columns that the chart may take */
export function backlogChart(days: readonly BacklogDay[], width: number): string {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return 'No day has a ticket yet.';
  const widest = String(largest(days.map((day) => day.tickets))).length + 2;
  const points = thin(
    days.map((day) => day.tickets),
    Math.max(10, width - widest - 3),
  );
  const most = largest(points, 1);
  const step = stepFor(most);
  const height = Math.ceil(most / step);
  const labelWidth = String(height * step).length + 1;
  const format = (value: number): string => String(Math.round(value)).padStart(labelWidth);
  const chart = plot(points, { height, min: 0, max: height * step, format, symbols: SYMBOLS });
  const axis = `${first.date}${last.date.padStart(Math.max(points.length - first.date.length, last.date.length + 1))}`;
  return `${chart.replace(/ +$/gm, '')}\n${' '.repeat(labelWidth + 2)}${axis}`;
}

/** Tickets from one line to the next: 1, 2 or 5, or ten, a hundred … times as many. */
function stepFor(most: number): number {
  const least = most / MOST_LINES;
  const power = 10 ** Math.max(0, Math.floor(Math.log10(least)));
  return power * ([1, 2, 5].find((factor) => factor * power >= least) ?? 10);
}

/** One value a column: of several days the last; of few days each as long as it lasted. */
function thin(values: readonly number[], columns: number): number[] {
  return Array.from(
    { length: columns },
    (_, at) => values[Math.min(values.length - 1, Math.floor(((at + 1) * values.length) / columns - 1e-9))] ?? 0,
  );
}
