/** quota → send → understand → wait and send again: what makes a `Send` a `Call` in the exporter. */
import { understand } from '../../../vendors/answer';
import { VendorError, isVendorError } from '../../../vendors/errors';
import type { Answer, ApiRequest, ApiResponse, Call, Send } from '../../../vendors/http';
import { describeRequest } from '../../../vendors/http';
import { READ_POLICY, waitBeforeRetry } from '../../../vendors/retry';
import type { RetryPolicy } from '../../../vendors/retry';
import type { Vendor } from '../../../vendors/vendor';
import type { Listener, WaitReason } from '../base/events';
import type { QuotaGate } from './quota';
import { clockText } from './quota';
import type { Clock, Sleep } from '../base/async';
import { causesOf } from '../base/causes';
import { WaitMeter, throwIfEnded } from '../base/async';

export interface CallOptions {
  source: string;
  send: Send;
  vendor: Pick<Vendor, 'errorParser' | 'title'>;
  quota: QuotaGate;
  listener: Listener;
  clock: Clock;
  sleep: Sleep;
  /** 0 to 1. */
  random: () => number;
  /** Ends waits; a request under way is carried to its end. */
  signal: AbortSignal;
  /** Default: five tries, as for all reads. */
  policy?: RetryPolicy;
}

/** What was counted since the call was made. */
export interface CallCounters {
  requests: number;
  retries: number;
  rate_limited: number;
  seconds_waited: number;
}

export interface CountingCall {
  call: Call;
  counters(): CallCounters;
  /** The service's clock, from its last answer, epoch ms; null before the first answer. */
  serverNow(): number | null;
  /** How far the machine's clock is ahead of the service's, ms, by the first answer with a Date; null before it. */
  aheadMs(): number | null;
}

/** A service that asks for more than this is not waited for. */
const LONGEST_ASKED_MS = 3_600_000;

/** @returns a call that keeps the quota, sends idempotent requests again, and counts */
export function createCall(options: CallOptions): CountingCall {
  const { send, vendor, quota, clock, sleep, random, signal, policy = READ_POLICY } = options;
  const meter = new WaitMeter(clock);
  const counters = { requests: 0, retries: 0, rate_limited: 0 };
  let serverNow: number | null = null;
  let aheadMs: number | null = null;

  const tryOnce = async (request: ApiRequest): Promise<Answer | VendorError> => {
    counters.requests += 1;
    const askedAt = clock();
    const response = await send(request).catch((error: unknown) => {
      if (isVendorError(error)) return error;
      throw error;
    });
    if (response instanceof VendorError) return response;
    serverNow = dateOf(response) ?? serverNow;
    // An answer that takes long to come makes no clock late: it is dated after it was asked for.
    if (aheadMs === null && serverNow !== null) aheadMs = askedAt - serverNow;
    return understand(request, response, vendor.errorParser);
  };

  const noteCauses = (error: VendorError, request: ApiRequest): void => {
    for (const cause of causesOf(error)) {
      const message = `${describeRequest(request)} because: ${cause}`;
      options.listener({ type: 'note', source: options.source, stream: null, level: 'debug', message });
    }
  };

  const waitToRetry = async (error: VendorError, request: ApiRequest, ms: number, next: number): Promise<void> => {
    const reason = reasonOf(error);
    const message = `${error.message} (${describeRequest(request)})`;
    // Too many requests, or closed: that is meant for everyone who would ask, so the quota holds all of them.
    if (reason !== 'retry') {
      quota.pause(ms, reason, error.message);
      return;
    }
    const tries = { next, most: Math.min(policy.tries, error.triesAtMost ?? policy.tries) };
    if (ms > 1000)
      options.listener({ type: 'waiting', source: options.source, until: clock() + ms, reason, message, tries });
    await meter.during(() => sleep(ms, signal));
  };

  const call: Call = async (request) => {
    for (let tries = 1; ; tries += 1) {
      const sentAt = await quota.take();
      throwIfEnded(signal);
      const outcome = await tryOnce(request);
      quota.answered(sentAt);
      if (!(outcome instanceof VendorError)) return outcome;
      noteCauses(outcome, request);
      if (outcome.code === 'rate_limited') {
        counters.rate_limited += 1;
        quota.refused(sentAt);
      }
      if ((outcome.retryAfterMs ?? 0) > LONGEST_ASKED_MS) throw asksTooLong(outcome, clock());
      const ms = waitBeforeRetry(outcome, request, tries, random(), policy);
      if (ms === undefined) throw outcome;
      await waitToRetry(outcome, request, ms, tries + 1);
      counters.retries += 1;
    }
  };

  return {
    call,
    counters: () => ({
      ...counters,
      seconds_waited: Math.round((meter.seconds + quota.secondsWaited()) * 1000) / 1000,
    }),
    serverNow: () => serverNow,
    aheadMs: () => aheadMs,
  };
}

/** The service's clock when it sent the answer, epoch ms. One that a cache kept has become older by its Age. */
function dateOf({ headers }: ApiResponse): number | null {
  const date = Date.parse(headers['date'] ?? '');
  if (Number.isNaN(date)) return null;
  const age = /^\d{1,10}$/.exec(headers['age']?.trim() ?? '')?.[0];
  return date + Number(age ?? 0) * 1000;
}

function reasonOf(error: VendorError): WaitReason {
  return error.code === 'rate_limited' || error.code === 'maintenance' ? error.code : 'retry';
}

function asksTooLong(error: VendorError, now: number): VendorError {
  return new VendorError({
    code: error.code,
    status: error.status,
    message: `${error.message}, and asks to wait until ${clockText(now + (error.retryAfterMs ?? 0))}`,
    remedy: 'Run again after that to resume where it ended.',
    request: error.request,
  });
}
