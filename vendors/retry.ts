/** When a failed request is sent again, and after how long. Pure: the waiting is the caller's. */
import type { VendorError } from './errors';
import type { ApiRequest } from './http';
import { isRepeatable } from './http';

export interface RetryPolicy {
  /** Tries in all, the first one included. */
  tries: number;
  /** First back-off, doubled with every try, in milliseconds. */
  firstWaitMs: number;
  /** No single wait is longer, whatever Retry-After says. */
  longestWaitMs: number;
}

/** Reads: five tries, one second doubling, at most five minutes a wait. */
export const READ_POLICY: RetryPolicy = { tries: 5, firstWaitMs: 1000, longestWaitMs: 300_000 };

/** Codes that prove that the service did nothing with the request. */
const NOT_DONE = new Set(['rate_limited', 'maintenance']);

/**
 * @param attempt how often the request was sent already, 1 or more
 * @param random a number from 0 to 1 for the jitter
 * @returns milliseconds to wait before the next try, or undefined when the error is final
 */
export function waitBeforeRetry(
  error: VendorError,
  request: ApiRequest,
  attempt: number,
  random: number,
  policy: RetryPolicy = READ_POLICY,
): number | undefined {
  if (!error.retryable || attempt >= Math.min(policy.tries, error.triesAtMost ?? policy.tries)) return undefined;
  if (!isRepeatable(request) && !NOT_DONE.has(error.code)) return undefined;
  const backoff = policy.firstWaitMs * 2 ** (attempt - 1);
  const jittered = backoff * (0.75 + random / 2);
  return Math.min(Math.max(error.retryAfterMs ?? jittered, 0), policy.longestWaitMs);
}
