/** The four charts of the period. */
import { rowsOf } from './api';
import { Chart } from './chart';
import type { Line } from './chart';
import { section } from './elements';
import { backlogByDay, firstResponse, flow, isUnfinished, resolution, stepOf } from './figures';
import type { BacklogDay, FlowStep, Question, Scope, SpeedWeek } from './figures';
import { count, hours } from './format';

const saysCount = (value: number | null): string => (value === null ? '–' : count(value));

export class Trends {
  private readonly charts = {
    backlog: new Chart(section('backlog')),
    flow: new Chart(section('flow')),
    firstResponse: new Chart(section('first-response')),
    resolution: new Chart(section('resolution')),
  };

  /** @param hasComments whether the lake holds any: first responses are mostly found among them */
  async show(scope: Scope, hasComments: boolean): Promise<void> {
    await this.showBacklog(scope);
    await this.showFlow(scope);
    const why = hasComments
      ? 'No ticket of this time has a first response yet.'
      : 'No comments are in the lake, and first responses are found among them: add comments to streams: in ticketlake.yaml, then start a run.';
    await showSpeed(this.charts.firstResponse, scope, firstResponse, why);
    await showSpeed(this.charts.resolution, scope, resolution, 'No ticket was solved in this time.');
  }

  redraw(): void {
    for (const chart of Object.values(this.charts)) chart.redraw();
  }

  private async showBacklog(scope: Scope): Promise<void> {
    const days = await rowsOf<BacklogDay>(backlogByDay(scope));
    this.charts.backlog.show({
      days: days.map(({ day }) => day),
      dayPrefix: '',
      lines: [{ name: 'Open', place: 'first', values: days.map(({ open }) => open) }],
      say: saysCount,
      isCount: true,
      // As many as are open now: a level, which a short day does not let fall.
      isLastUnfinished: false,
      empty: 'There is no ticket in this time.',
    });
  }

  private async showFlow(scope: Scope): Promise<void> {
    const steps = await rowsOf<FlowStep>(flow(scope));
    this.charts.flow.show({
      days: steps.map(({ day }) => day),
      dayPrefix: stepOf(scope) === 'week' ? 'Week of ' : '',
      lines: [
        { name: 'Created', place: 'first', values: steps.map(({ created }) => created) },
        { name: 'Solved', place: 'second', values: steps.map(({ solved }) => solved) },
        ...besides([
          { name: 'Created before', place: 'first', values: steps.map((step) => step.created_before) },
          { name: 'Solved before', place: 'second', values: steps.map((step) => step.solved_before) },
        ]),
      ],
      say: saysCount,
      isCount: true,
      isLastUnfinished: isUnfinished(steps.at(-1)?.day ?? scope.last, stepOf(scope), scope),
      empty: 'There is no ticket in this time.',
    });
  }
}

/** Thin lines, where there is anything to draw. */
function besides(lines: ReadonlyArray<Omit<Line, 'isThin'>>): Line[] {
  const isKnown = lines.some(({ values }) => values.some((value) => value !== null));
  return isKnown ? lines.map((line) => ({ ...line, isThin: true })) : [];
}

async function showSpeed(
  chart: Chart,
  scope: Scope,
  question: (scope: Scope) => Question,
  empty: string,
): Promise<void> {
  const weeks = await rowsOf<SpeedWeek>(question(scope));
  chart.show({
    days: weeks.map(({ day }) => day),
    dayPrefix: 'Week of ',
    lines: [
      { name: 'Median', place: 'first', values: weeks.map(({ median }) => median) },
      { name: '90th percentile', place: 'second', values: weeks.map(({ p90 }) => p90) },
      ...besides([
        { name: 'Median in business hours', place: 'first', values: weeks.map((week) => week.business_median) },
        { name: '90th percentile in business hours', place: 'second', values: weeks.map((week) => week.business_p90) },
      ]),
    ],
    say: hours,
    isCount: false,
    isLastUnfinished: isUnfinished(weeks.at(-1)?.day ?? scope.last, 'week', scope),
    empty,
  });
}
