/** The backlog as a line in the terminal. */
import { plot } from 'asciichart';
import type { BacklogDay } from './facts';

const HEIGHT = 9;

/** @param width columns that the chart may take */
export function backlogChart(days: readonly BacklogDay[], width: number): string {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return 'No day has a ticket yet.';
  const labelWidth = String(Math.max(...days.map((day) => day.tickets))).length + 1;
  const room = Math.max(10, width - labelWidth - 3);
  const points = thin(
    days.map((day) => day.tickets),
    room,
  );
  const chart = plot(points, { height: HEIGHT, format: (value) => String(Math.round(value)).padStart(labelWidth) });
  const axis = `${first.date}${last.date.padStart(Math.max(points.length - first.date.length, last.date.length + 1))}`;
  return `${chart.replace(/ +$/gm, '')}\n${' '.repeat(labelWidth + 2)}${axis}`;
}

/** One value a column: of several days the last; of few days each as long as it lasted. */
function thin(values: readonly number[], columns: number): number[] {
  return Array.from(
    { length: columns },
    (_, at) => values[Math.min(values.length - 1, Math.floor(((at + 1) * values.length) / columns - 1e-9))] ?? 0,
  );
}
