/** Lines over days: drawn by uPlot, read out under the pointer, and told as a sentence and as a table. */
import uPlot from 'uplot';
import { COUNT_STEPS, HOUR_STEPS, dayLabels, dayTicks, hourLabels } from './axis';
import { secondsOf } from './days';
import { element } from './elements';
import { table } from './table';
import { dayInWords } from './format';
import { largest } from '../../base/largest';

export interface Line {
  name: string;
  /** The second is drawn in another colour and dashed. */
  place: 'first' | 'second';
  /** Beside a line of the same place: of the period before, or counted another way. */
  isThin?: boolean;
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
  /** The last day or week is not over: it is left out of the lines, which it would let fall, and told beside them. */
  isLastUnfinished: boolean;
  /** What to do when there is nothing to draw. */
  empty: string;
}

const HEIGHT = 220;
/** Of a label below the chart. */
const TICK_WIDTH = 70;

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
    const finished = finishedOf(drawing);
    this.plotted.hidden = isEmpty(finished);
    if (isEmpty(drawing)) {
      this.rest.replaceChildren(element('p', { class: 'empty' }, drawing.empty));
      return;
    }
    const reading = element('span', { 'aria-hidden': 'true', class: 'reading' });
    const isOpen = this.rest.querySelector('details')?.open === true;
    this.rest.replaceChildren(element('div', { class: 'legend' }, drawing.lines.map(keyOf), reading));
    this.rest.append(
      element('p', { class: 'note' }, unfinishedWords(drawing)),
      element('details', { open: isOpen }, element('summary', {}, 'Show as a table'), this.tableOf(drawing)),
    );
    this.plotted.setAttribute('aria-label', `${this.title}. ${sentence(drawing)}`);
    if (!this.plotted.hidden) this.plot = new uPlot(this.optionsFor(finished, reading), dataOf(finished), this.plotted);
  }

  /** After the colours changed. */
  redraw(): void {
    this.plot?.redraw(false);
  }

  private tableOf({ days, dayPrefix, lines, say, isLastUnfinished }: Drawing): HTMLElement {
    const soFar = (at: number): string => (isLastUnfinished && at === days.length - 1 ? ', so far' : '');
    const day = {
      title: dayPrefix === '' ? 'Day' : 'Week from',
      cell: (at: number) => `${dayInWords(days[at] ?? '')}${soFar(at)}`,
    };
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
        {
          ...axis,
          grid: { show: false },
          ticks: grid,
          size: 34,
          space: TICK_WIDTH,
          // One step over all of it: the room that is found for it is the width.
          incrs: (_plot, _axis, from, to) => [to - from],
          splits: (_plot, _axis, from, to, _step, width) => dayTicks(from, to, Math.floor(width / TICK_WIDTH)),
          values: (_plot, splits) => dayLabels(splits),
        },
        {
          ...axis,
          grid,
          ticks: { show: false },
          size: (_plot, labels) => 18 + 7 * largest((labels ?? ['']).map(({ length }) => length)),
          incrs: isCount ? COUNT_STEPS : HOUR_STEPS,
          values: (_plot, splits) => (isCount ? splits.map(say) : hourLabels(splits)),
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

  private series({ place, isThin = false, values }: Line): uPlot.Series {
    const isAlone = values.filter((value) => value !== null).length < 3;
    return {
      stroke: () => this.color(`--${place}`),
      width: isThin ? 1.5 : 2,
      ...(isThin ? { dash: [2, 3] } : place === 'first' ? {} : { dash: [6, 4] }),
      ...(place === 'first' && !isThin ? { fill: () => this.color('--first-wash') } : {}),
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

function keyOf({ name, place, isThin = false }: Line): HTMLElement {
  const looks = `swatch ${place}${isThin ? ' thin' : ''}`;
  return element('span', { class: 'key' }, element('span', { class: looks, 'aria-hidden': 'true' }), name);
}

function dataOf({ days, lines }: Drawing): uPlot.AlignedData {
  return [days.map(secondsOf), ...lines.map(({ values }) => [...values])];
}

function isEmpty({ lines }: Drawing): boolean {
  return lines.every(({ values }) => values.every((value) => value === null));
}

/** Without the last day or week where that is not over. */
function finishedOf(drawing: Drawing): Drawing {
  if (!drawing.isLastUnfinished) return drawing;
  const lines = drawing.lines.map((line) => ({ ...line, values: line.values.slice(0, -1) }));
  return { ...drawing, days: drawing.days.slice(0, -1), lines, isLastUnfinished: false };
}

/** `Week of Mon, 30 Nov 2026, not over yet: Created 3, Solved 1.`; empty when every step is over. */
function unfinishedWords({ days, dayPrefix, lines, say, isLastUnfinished }: Drawing): string {
  if (!isLastUnfinished) return '';
  const known = lines.filter(({ values }) => (values.at(-1) ?? null) !== null);
  const figures = known.map(({ name, values }) => `${name} ${say(values.at(-1) ?? null)}`);
  const text = figures.length === 0 ? 'nothing' : figures.join(', ');
  return `${dayPrefix}${dayInWords(days.at(-1) ?? '')}, not over yet: ${text}.`;
}

/** What the lines show, for who does not see them. Pure. */
export function sentence(drawing: Drawing): string {
  const { days, dayPrefix, lines, say } = finishedOf(drawing);
  if (days.length === 0) return unfinishedWords(drawing);
  const span = `${dayPrefix}${dayInWords(days[0] ?? '')} to ${dayInWords(days.at(-1) ?? '')}.`;
  const each = lines.map(({ name, values }) => {
    const known = values.filter((value) => value !== null);
    if (known.length === 0) return `${name}: none.`;
    return `${name}: first ${say(known[0] ?? null)}, last ${say(known.at(-1) ?? null)}, highest ${say(largest(known))}.`;
  });
  return [span, ...each, unfinishedWords(drawing)].join(' ').trim();
}
