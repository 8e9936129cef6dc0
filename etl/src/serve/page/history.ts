/** The last runs, and what one of them brought, stream by stream, against what the service says. */
import { toResult } from '../../../../vendors/result';
import type { LakeStatus } from '../answers';
import type { RunRow } from '../../base/run-row';
import { rowsOf } from './api';
import { badge, element, fill, part, section, time } from './elements';
import { streamsOf } from './figures';
import { table } from './table';
import type { TableColumn } from './table';
import { count } from './format';
import type { PageClock } from './format';

type StreamLine = Omit<RunRow, 'run_id' | 'vendor' | 'retries' | 'rate_limited' | 'seconds_waited' | 'pages'>;

const number = (title: string, figure: (stream: StreamLine) => number | null): TableColumn<StreamLine> => ({
  title,
  isNumber: true,
  cell: (stream) => {
    const value = figure(stream);
    return value === null ? '–' : count(value);
  },
});

export class History {
  private readonly chosen = part('run', HTMLSelectElement);

  constructor(private readonly clock: PageClock) {
    this.chosen.addEventListener('change', () => void this.showStreams());
  }

  async show({ runs }: LakeStatus): Promise<void> {
    section('runs-table').replaceChildren(
      table(
        'Last runs',
        [
          { title: 'Begun', cell: ({ started_at }) => time(started_at, this.clock.inWords) },
          { title: 'Outcome', cell: ({ outcome }) => badge(outcome) },
          {
            title: 'Took',
            isNumber: true,
            cell: ({ started_at, finished_at }) => durationText(started_at, finished_at),
          },
          { title: 'Requests', isNumber: true, cell: ({ requests }) => count(requests) },
          { title: 'New', isNumber: true, cell: ({ rows_new }) => count(rows_new) },
          { title: 'Changed', isNumber: true, cell: ({ rows_changed }) => count(rows_changed) },
          { title: 'Deleted', isNumber: true, cell: ({ rows_deleted }) => count(rows_deleted) },
          { title: 'Rejected', isNumber: true, cell: ({ rows_rejected }) => count(rows_rejected) },
          ...errorsOf(runs),
        ],
        runs,
      ),
    );
    const before = this.chosen.value;
    fill(
      this.chosen,
      runs.map(({ run_id, started_at, outcome }) =>
        element('option', { value: run_id }, `${this.clock.inWords(started_at)} · ${outcome}`),
      ),
    );
    if (runs.slice(1).some(({ run_id }) => run_id === before)) this.chosen.value = before;
    await this.showStreams();
  }

  private async showStreams(): Promise<void> {
    const run = this.chosen.value;
    if (run === '') return;
    const streams = await toResult(rowsOf<StreamLine>(streamsOf(run)));
    if (streams.status === 'rejected' || this.chosen.value !== run) return;
    section('streams-table').replaceChildren(
      table(
        'The run, stream by stream: what came against what the service counts',
        [
          { title: 'Source, stream', cell: ({ source, stream }) => `${source} · ${stream}` },
          { title: 'Outcome', cell: ({ outcome }) => badge(outcome) },
          { title: 'Mode', cell: ({ mode }) => mode },
          number('Read', ({ rows_read }) => rows_read),
          number('New', ({ rows_new }) => rows_new),
          number('Changed', ({ rows_changed }) => rows_changed),
          number('Deleted', ({ rows_deleted }) => rows_deleted),
          number('Rejected', ({ rows_rejected }) => rows_rejected),
          number('Service counts', ({ vendor_total }) => vendor_total),
          number('Stored', ({ stored_total }) => stored_total),
          { title: 'Difference', isNumber: true, cell: difference },
          ...errorsOf(streams.value),
        ],
        streams.value,
      ),
    );
  }
}

/** A column of its own only where there is one. */
function errorsOf<Row extends { error: string | null }>(rows: readonly Row[]): Array<TableColumn<Row>> {
  if (rows.every(({ error }) => error === null)) return [];
  return [{ title: 'Error', isLong: true, cell: ({ error }) => error ?? '' }];
}

function difference({ vendor_total, stored_total }: StreamLine): Node | string {
  if (vendor_total === null || stored_total === null) return '–';
  const more = stored_total - vendor_total;
  return more === 0
    ? element('span', { class: 'equal' }, '✓ equal')
    : `${more > 0 ? '+' : '−'}${count(Math.abs(more))}`;
}

function durationText(from: string, to: string | null): string {
  if (to === null) return '–';
  const seconds = (Date.parse(to) - Date.parse(from)) / 1000;
  return seconds < 90 ? `${seconds.toFixed(seconds < 10 ? 1 : 0)} s` : `${count(Math.round(seconds / 60))} min`;
}
