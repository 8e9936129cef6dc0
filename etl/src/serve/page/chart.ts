/** Lines over days: drawn by uPlot, read out under the pointer, and told as a sentence and as a table. */
import uPlot from 'uplot';
import { secondsOf } from './days';
import { element } from './elements';
import { table } from './table';
import { counted, dayInWords, hours } from './words';
import { largest } from '../../base/largest';

export interface Line {
  name: string;
  /** The second is drawn in another colour and dashed. */
  place: 'first' | 'second';
  values: ReadonlyArray<number | null>;
}

export interface Drawing {
  days: readonly string[];
  /** Before a day, as `Week of `; else nothing. */
  dayPrefix: string;
  lines: readonly Line[];
  /** A value in words. */
  say(value: number | null): string;
  /** In whole numbers. */
  isCount: boolean;
  /** What to do when there is nothing to draw. */
  empty: string;
}

const HEIGHT = 220;
const DAY_S = 86_400;
const DATE_STEPS = [1, 2, 7, 14, 28, 56, 91, 182, 365, 730, 1825].map((days) => days * DAY_S);
/** Hours. */
const TIME_STEPS = [1 / 60, 1 / 12, 0.25, 0.5, 1, 2, 4, 6, 12, 24, 48, 120, 240, 480, 1200, 2400, 4800, 12_000, 24_000];
const WHOLE_STEPS = [1, 2, 5].flatMap((first) => Array.from({ length: 9 }, (_, tens) => first * 10 ** tens));

export class Chart {
  private readonly title: string;
  private readonly plotted: HTMLElement;
  private readonly rest: HTMLElement;
  private readonly probe: HTMLElement;
  private plot: uPlot | null = null;

  /** @param figure holds a heading */
  constructor(figure: HTMLElement) {
    this.title = figure.querySelector('h3')?.textContent ?? '';
    this.plotted = element('div', { class: 'plot', role: 'img' });
    this.rest = element('div', { class: 'below' });
    this.probe = element('span', { hidden: true });
    figure.append(this.plotted, this.rest, this.probe);
    new ResizeObserver(() => this.plot?.setSize({ width: this.plotted.clientWidth, height: HEIGHT })).observe(
      this.plotted,
    );
  }

  show(drawing: Drawing): void {
    this.plot?.destroy();
    this.plot = null;
    const isEmpty = drawing.lines.every(({ values }) => values.every((value) => value === null));
    this.plotted.hidden = isEmpty;
    if (isEmpty) {
      this.rest.replaceChildren(element('p', { class: 'empty' }, drawing.empty));
      return;
    }
    const reading = element('span', { 'aria-hidden': 'true', class: 'reading' });
    const isOpen = this.rest.querySelector('details')?.open === true;
    this.rest.replaceChildren(element('div', { class: 'legend' }, drawing.lines.map(keyOf), reading));
    this.rest.append(
      element('details', { open: isOpen }, element('summary', {}, 'Show as a table'), this.tableOf(drawing)),
    );
    this.plotted.setAttribute('aria-label', `${this.title}. ${sentence(drawing)}`);
    this.plot = new uPlot(this.optionsFor(drawing, reading), dataOf(drawing), this.plotted);
  }

  /** After the colours changed. */
  redraw(): void {
    this.plot?.redraw(false);
  }

  private tableOf({ days, dayPrefix, lines, say }: Drawing): HTMLElement {
    const day = { title: dayPrefix === '' ? 'Day' : 'Week from', cell: (at: number) => dayInWords(days[at] ?? '') };
    const values = lines.map((line) => ({
      title: line.name,
      isNumber: true,
      cell: (at: number) => say(line.values[at] ?? null),
    }));
    return table(this.title, [day, ...values], [...days.keys()].reverse());
  }

  private optionsFor(drawing: Drawing, reading: HTMLElement): uPlot.Options {
    const { days, dayPrefix, lines, say, isCount } = drawing;
    const axis = { stroke: () => this.color('--quiet'), font: '12px system-ui, sans-serif' };
    const grid = { stroke: () => this.color('--line'), width: 1 };
    return {
      width: this.plotted.clientWidth,
      height: HEIGHT,
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false } },
      scales: { y: { range: (_plot, _least, most) => [0, most > 0 ? most * 1.08 : 1] } },
      axes: [
        { ...axis, grid: { show: false }, ticks: grid, size: 34, incrs: DATE_STEPS, space: 70, values: daysOnAxis },
        {
          ...axis,
          grid,
          ticks: { show: false },
          size: (_plot, labels) => 18 + 7 * largest((labels ?? ['']).map(({ length }) => length)),
          incrs: isCount ? WHOLE_STEPS : TIME_STEPS,
          values: (_plot, splits) =>
            splits.map((value) => (value === 0 ? '0' : isCount ? say(value) : hoursOnAxis(value, splits))),
        },
      ],
      series: [{}, ...lines.map((line) => this.series(line))],
      hooks: {
        setCursor: [
          ({ cursor: { idx } }) => {
            const values = lines.map(({ name, values }) => `${name} ${say(values[idx ?? -1] ?? null)}`);
            const day = typeof idx === 'number' ? days[idx] : undefined;
            reading.textContent = day === undefined ? '' : `${dayPrefix}${dayInWords(day)}: ${values.join(', ')}`;
          },
        ],
      },
    };
  }

  private series({ place, values }: Line): uPlot.Series {
    const isAlone = values.filter((value) => value !== null).length < 3;
    return {
      stroke: () => this.color(`--${place}`),
      width: 2,
      ...(place === 'first' ? { fill: () => this.color('--first-wash') } : { dash: [6, 4] }),
      spanGaps: false,
      points: { show: isAlone, size: 7, fill: () => this.color(`--${place}`) },
    };
  }

  /** A canvas knows no variables and no light-dark(): the browser is asked what the colour is. */
  private color(variable: string): string {
    this.probe.style.color = `var(${variable})`;
    return getComputedStyle(this.probe).color;
  }
}

function keyOf({ name, place }: Line): HTMLElement {
  return element('span', { class: 'key' }, element('span', { class: `swatch ${place}`, 'aria-hidden': 'true' }), name);
}

function dataOf({ days, lines }: Drawing): uPlot.AlignedData {
  return [days.map(secondsOf), ...lines.map(({ values }) => [...values])];
}

function daysOnAxis(_plot: uPlot, splits: number[], _axis: number, _space: number, step: number): string[] {
  const looks: Intl.DateTimeFormatOptions =
    step >= 365 * DAY_S
      ? { year: 'numeric' }
      : step >= 28 * DAY_S
        ? { month: 'short', year: '2-digit' }
        : { day: 'numeric', month: 'short' };
  const format = new Intl.DateTimeFormat('en-GB', { ...looks, timeZone: 'UTC' });
  return splits.map((seconds) => format.format(seconds * 1000));
}

/** Whole days throughout where the steps are days. */
function hoursOnAxis(value: number, splits: readonly number[]): string {
  const step = (splits[1] ?? 0) - (splits[0] ?? 0);
  return step >= 24 ? counted(Math.round(value / 24), 'day') : hours(value);
}

/** What the lines show, for who does not see them. Pure. */
export function sentence({ days, dayPrefix, lines, say }: Drawing): string {
  const span = `${dayPrefix}${dayInWords(days[0] ?? '')} to ${dayInWords(days.at(-1) ?? '')}.`;
  const each = lines.map(({ name, values }) => {
    const known = values.filter((value) => value !== null);
    if (known.length === 0) return `${name}: none.`;
    return `${name}: first ${say(known[0] ?? null)}, last ${say(known.at(-1) ?? null)}, highest ${say(largest(known))}.`;
  });
  return [span, ...each].join(' ');
}
