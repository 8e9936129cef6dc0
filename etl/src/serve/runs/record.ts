/** A run as the service tells of it, from the events that come. Pure. */
import type { RunEvent } from '../../base/events';
import type { RunAnswer, RunRequest, RunTrigger, StreamProgress } from '../answers';

export interface NewRun {
  id: string;
  trigger: RunTrigger;
  request: RunRequest;
  /** Canonical instant. */
  at: string;
}

export function newRecord({ id, trigger, request, at }: NewRun): RunAnswer {
  const { sources, streams, full, since } = request;
  return {
    id,
    run_id: null,
    state: 'running',
    trigger,
    asked: { sources: sources ?? null, streams: streams ?? null, full: full === true, since: since ?? null },
    started_at: at,
    finished_at: null,
    outcome: null,
    exit_code: null,
    is_ending: false,
    progress: [],
    waiting: [],
    published_at: null,
    result: null,
    error: null,
  };
}

/** @param at canonical instant of the event */
export function withEvent(run: RunAnswer, event: RunEvent, at: string): RunAnswer {
  switch (event.type) {
    case 'run_started':
      return { ...run, run_id: event.run_id };
    case 'stream_started': {
      const { source, stream, total } = event;
      const begun: StreamProgress = {
        source,
        stream,
        state: 'running',
        rows: 0,
        pages: 0,
        requests: 0,
        total,
        outcome: null,
      };
      return { ...run, progress: replaced(run.progress, begun) };
    }
    case 'progress': {
      const { source, stream, rows, pages, requests, total } = event;
      const now: StreamProgress = { source, stream, state: 'running', rows, pages, requests, total, outcome: null };
      const waiting = run.waiting.filter((wait) => wait.source !== source);
      return { ...run, waiting, progress: replaced(run.progress, now) };
    }
    case 'waiting': {
      const { source, reason, message } = event;
      const others = run.waiting.filter((wait) => wait.source !== source);
      const until = new Date(event.until).toISOString();
      return { ...run, waiting: [...others, { source, until, reason, message }] };
    }
    case 'stream_finished': {
      const { source, stream, rows_read: rows, pages, requests, vendor_total: total, outcome } = event.row;
      const ended: StreamProgress = { source, stream, state: 'finished', rows, pages, requests, total, outcome };
      const waiting = run.waiting.filter((wait) => wait.source !== source);
      return { ...run, waiting, progress: replaced(run.progress, ended) };
    }
    case 'published':
      return { ...run, published_at: at };
    case 'note':
    case 'run_finished':
      return run;
  }
}

function replaced(all: readonly StreamProgress[], one: StreamProgress): StreamProgress[] {
  const at = all.findIndex(({ source, stream }) => source === one.source && stream === one.stream);
  return at === -1 ? [...all, one] : all.map((other, place) => (place === at ? one : other));
}

export interface RunEnd {
  outcome: NonNullable<RunAnswer['outcome']>;
  exit_code: number | null;
  result: RunAnswer['result'];
  error: RunAnswer['error'];
}

export function ended(run: RunAnswer, end: RunEnd, at: string): RunAnswer {
  return { ...run, ...end, state: 'finished', finished_at: at, waiting: [] };
}
