/** Starts a run, shows how far it is, ends it. */
import { toResult } from '../../../../vendors/result';
import type { RunAnswer, RunRequest, RunsAnswer, StreamProgress } from '../answers';
import { ServiceError, post, remove } from './api';
import { element, fill, part, section } from './elements';
import { say } from './notices';
import { count, counted } from './format';
import type { PageClock } from './format';

const TRIGGERS: Readonly<Record<RunAnswer['trigger'], string>> = {
  api: 'started by hand',
  schedule: 'started by the clock',
  catch_up: 'made up for a missed one',
};

export class RunPanel {
  private readonly start = part('run-start', HTMLButtonElement);
  private readonly end = part('run-end', HTMLButtonElement);
  private readonly full = part('run-full', HTMLInputElement);
  private known: RunAnswer | null = null;
  private isAsking = false;

  /** @param changed a run was started or asked to end */
  constructor(
    sources: readonly string[],
    private readonly clock: PageClock,
    private readonly changed: () => void,
  ) {
    fill(
      section('run-sources'),
      sources.map((source) =>
        element(
          'label',
          {},
          element('input', { type: 'checkbox', name: 'source', value: source, checked: true }),
          source,
        ),
      ),
    );
    this.start.addEventListener('click', () => void this.ask(() => this.startRun()));
    this.end.addEventListener('click', () => void this.ask(() => this.endRun()));
  }

  /** @param lockHolder who else holds the lake, in words */
  show({ running, schedule, runs }: RunsAnswer, lockHolder: string | null): void {
    const run = runs.find(({ id }) => id === running) ?? null;
    this.announce(run, runs);
    this.known = run;
    const focus = document.activeElement;
    section('run-idle').hidden = run !== null;
    section('run-live').hidden = run === null;
    // What was pressed is gone from view: its counterpart takes the focus.
    if (focus === this.start && run !== null) this.end.focus();
    if (focus === this.end && run === null) this.start.focus();
    const next = schedule?.next_run_at ?? null;
    section('run-next').textContent =
      next === null
        ? 'No schedule is set: runs begin when they are started.'
        : `The next run begins by itself on ${this.clock.inWords(next)}.`;
    section('run-elsewhere').textContent =
      run === null && lockHolder !== null ? `The lake is locked by another run: ${lockHolder}` : '';
    if (run) this.showProgress(run);
  }

  private announce(run: RunAnswer | null, runs: readonly RunAnswer[]): void {
    if (run && this.known?.id !== run.id) say('A run has begun.');
    if (!run && this.known) {
      const ended = runs.find(({ id }) => id === this.known?.id);
      say(`The run has ended: ${ended?.outcome ?? 'unknown'}.`);
    }
  }

  private showProgress(run: RunAnswer): void {
    section('run-words').textContent =
      `A run is under way since ${this.clock.inWords(run.started_at)}, ${TRIGGERS[run.trigger]}.`;
    this.end.setAttribute('aria-disabled', String(run.is_ending));
    this.end.textContent = run.is_ending ? 'Ending after the page in hand …' : 'End the run';
    const waiting = run.waiting.map(({ source, until, message }) =>
      element('li', { class: 'waiting' }, `${source} waits until ${this.clock.inWords(until)}: ${message}`),
    );
    const working = run.progress.filter(({ state }) => state === 'running');
    const done = run.progress.filter(({ state }) => state === 'finished');
    fill(section('run-progress'), [...waiting, ...[...working, ...done].map(progressOf)]);
  }

  private async startRun(): Promise<void> {
    const boxes = [...document.querySelectorAll<HTMLInputElement>('#run-sources input')];
    const chosen = boxes.filter(({ checked }) => checked).map(({ value }) => value);
    if (chosen.length === 0) throw new ServiceError('no_source', 'no source is chosen', 'Tick at least one.');
    const request: RunRequest = {
      ...(chosen.length === boxes.length ? {} : { sources: chosen }),
      ...(this.full.checked ? { full: true } : {}),
    };
    await post<RunAnswer>('api/runs', request, { 'idempotency-key': newKey() });
  }

  private async endRun(): Promise<void> {
    if (this.known && !this.known.is_ending) await remove<RunAnswer>(`api/runs/${this.known.id}`);
  }

  private async ask(work: () => Promise<void>): Promise<void> {
    if (this.isAsking) return;
    this.isAsking = true;
    const outcome = await toResult(work());
    this.isAsking = false;
    const error: unknown = outcome.status === 'rejected' ? outcome.reason : null;
    const text = error instanceof ServiceError ? `${error.message}. ${error.remedy ?? ''}`.trim() : '';
    section('run-refused').textContent = text;
    if (text !== '') say(text);
    this.changed();
  }
}

/** A repeated request, as of a browser that tries again, begins no second run; randomUUID is not there over plain HTTP. */
function newKey(): string {
  return [...crypto.getRandomValues(new Uint32Array(4))].map((number) => number.toString(36)).join('-');
}

function progressOf(progress: StreamProgress): HTMLElement {
  const name = `${progress.source} · ${progress.stream}`;
  return element(
    'li',
    {},
    element('span', { class: 'stream' }, name),
    element('progress', { ...shareOf(progress), 'aria-label': name }),
    element('span', { class: 'rows' }, rowsInWords(progress)),
  );
}

/** Without a value the bar says: under way, nobody knows how far. */
function shareOf({ state, rows, total, outcome }: StreamProgress): Record<string, number> {
  if (state === 'finished') return { value: outcome === 'complete' || outcome === 'unsupported' ? 1 : 0, max: 1 };
  return total === null || total === 0 ? {} : { value: Math.min(rows, total), max: total };
}

function rowsInWords({ state, rows, total, outcome }: StreamProgress): string {
  if (state === 'finished') return `${counted(rows, 'row')}, ${outcome ?? 'done'}`;
  return total === null ? counted(rows, 'row') : `${count(rows)} of ${count(total)} rows`;
}
