/** Tells a webhook of a run that failed, whole or in part. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Redact } from '../../../../vendors/redact';
import { redactedJson } from '../../../../vendors/redact';
import type { ProxyConfig } from '../../base/proxy';
import { createDispatcher } from '../../http/dispatcher';
import { messageOf } from '../../base/system-error';
import type { RunAnswer } from '../answers';
import type { ServiceLog } from '../http/log';

const FAILED: ReadonlySet<string> = new Set(['failed', 'incomplete', 'crashed']);
const TIMEOUT_MS = 10_000;
const PAUSES_MS = [1000, 10_000];

export interface NoticeOptions {
  url: string;
  proxy: ProxyConfig;
  redact: Redact;
  log: ServiceLog;
  pause?: (ms: number) => Promise<unknown>;
}

/** What is POSTed. `text` is for chats that show one member of that name. */
export interface FailureNotice {
  event: 'run_failed';
  text: string;
  id: string;
  run_id: string | null;
  trigger: string;
  outcome: string;
  exit_code: number | null;
  started_at: string;
  finished_at: string | null;
  errors: Array<{ source: string | null; stream: string | null; message: string }>;
}

export function isFailure({ outcome }: RunAnswer): boolean {
  return outcome !== null && FAILED.has(outcome);
}

function noticeOf(run: RunAnswer): FailureNotice {
  const ofStreams = (run.result?.sources ?? []).flatMap(({ source, streams }) =>
    streams
      .filter(({ error, outcome }) => error !== null && outcome !== 'unsupported')
      .map(({ stream, error }) => ({ source, stream, message: error ?? '' })),
  );
  const whole = run.error === null ? [] : [{ source: null, stream: null, message: run.error.message }];
  const errors = [...whole, ...ofStreams];
  const [first] = errors;
  const where = [first?.source, first?.stream].filter((name) => typeof name === 'string').map((name) => `${name}: `);
  const { id, run_id, trigger, exit_code, started_at, finished_at } = run;
  const outcome = run.outcome ?? 'unknown';
  return {
    event: 'run_failed',
    text: `Ticketlake: the run of ${started_at.slice(0, 16).replace('T', ' ')} UTC ended ${outcome}. ${where.join('')}${first?.message ?? ''}`,
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

/** Tries three times. Never throws; a redirect is not followed, since it could lead anywhere. */
export async function sendNotice(run: RunAnswer, options: NoticeOptions): Promise<void> {
  const body = redactedJson(JSON.stringify(noticeOf(run)), options.redact);
  let trouble = '';
  for (const wait of [0, ...PAUSES_MS]) {
    if (wait > 0) await (options.pause ?? pause)(wait);
    trouble = await post(options, body);
    if (trouble === '') return;
  }
  options.log.error(
    { event: 'notice', run: run.id },
    `the notice of the failed run could not be delivered: ${trouble}`,
  );
}

/** @returns what went wrong, or nothing */
async function post({ url, proxy }: NoticeOptions, body: string): Promise<string> {
  const dispatcher = createDispatcher(url, proxy, { headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS });
  const { origin, pathname, search } = new URL(url);
  try {
    const answer = await dispatcher.request({
      origin,
      path: `${pathname}${search}`,
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'ticketlake' },
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await answer.body.dump();
    return answer.statusCode < 300 ? '' : `the webhook answered ${answer.statusCode}`;
  } catch (error) {
    return messageOf(error);
  } finally {
    await dispatcher.destroy();
  }
}
