/** What a notice says of a run. Pure. */
import { zonedMinute } from '../base/zoned-time';
import type { Outcome } from '../base/run-result';
import type { RunRow } from '../base/run-row';

/** A run as it ended, of `export` or of the service. */
export interface EndedRun {
  /** The service's name for it; null for a run of the command line. */
  id: string | null;
  /** null: it ended before it held the lake. */
  run_id: string | null;
  trigger: string;
  asked: { streams: readonly string[] | null };
  outcome: Outcome | 'locked' | 'crashed' | null;
  exit_code: number | null;
  started_at: string;
  finished_at: string | null;
  result: {
    sources: ReadonlyArray<{ source: string; outcome: Outcome; streams: readonly RunRow[] }>;
    targets?: ReadonlyArray<{ target: string; error: string | null }>;
  } | null;
  error: { message: string } | null;
}

export type NoticeEvent = 'run_failed' | 'run_recovered' | 'run_succeeded' | 'test';

export interface NoticeError {
  source: string | null;
  stream: string | null;
  message: string;
}

/** What is POSTed as JSON. `text` is for chats that show one member of that name. */
export interface Notice {
  event: NoticeEvent;
  text: string;
  /** Folder of the lake. */
  lake: string;
  id: string | null;
  run_id: string | null;
  trigger: string;
  outcome: string;
  exit_code: number | null;
  started_at: string;
  finished_at: string | null;
  errors: NoticeError[];
}

export interface NoticeSubject {
  lake: string;
  /** Reporting zone. */
  timezone: string;
  /** When the run began that failed first; null where nothing had failed. */
  since: string | null;
}

export function noticeOf(event: NoticeEvent, run: EndedRun, about: NoticeSubject): Notice {
  const { id, run_id, trigger, exit_code, started_at, finished_at } = run;
  const outcome = run.outcome ?? 'unknown';
  const errors = event === 'run_failed' ? errorsOf(run) : [];
  const ended = `Ticketlake: the run of ${zonedMinute(started_at, about.timezone)} ended ${outcome}.`;
  return {
    event,
    text: `${ended}${more(event, errors, about)}`,
    lake: about.lake,
    id,
    run_id,
    trigger,
    outcome,
    exit_code,
    started_at,
    finished_at,
    errors,
  };
}

/** @param now canonical instant */
export function testNotice(lake: string, timezone: string, now: string): Notice {
  return {
    event: 'test',
    text: `Ticketlake: a test of ${zonedMinute(now, timezone)}. Notices of runs arrive here.`,
    lake,
    id: null,
    run_id: null,
    trigger: 'test',
    outcome: 'test',
    exit_code: null,
    started_at: now,
    finished_at: now,
    errors: [],
  };
}

function more(event: NoticeEvent, errors: readonly NoticeError[], { timezone, since }: NoticeSubject): string {
  if (event === 'run_recovered')
    return since === null
      ? ' What failed works again.'
      : ` What failed since ${zonedMinute(since, timezone)} works again.`;
  const [first] = errors;
  return first === undefined ? '' : ` ${errorText(first)}`;
}

/** As `acme: tickets: the key is not known`. */
export function errorText({ source, stream, message }: NoticeError): string {
  const where = [source, stream].filter((name) => name !== null).map((name) => `${name}: `);
  return `${where.join('')}${message}`;
}

function errorsOf({ error, result }: EndedRun): NoticeError[] {
  const whole = error === null ? [] : [{ source: null, stream: null, message: error.message }];
  const ofStreams = (result?.sources ?? []).flatMap(({ source, streams }) =>
    streams.flatMap(({ stream, error: message, outcome }) =>
      message === null || outcome === 'unsupported' ? [] : [{ source, stream, message }],
    ),
  );
  const ofTargets = (result?.targets ?? []).flatMap(({ target, error: message }) =>
    message === null ? [] : [{ source: null, stream: null, message: `target ${target}: ${message}` }],
  );
  return [...whole, ...ofStreams, ...ofTargets];
}
