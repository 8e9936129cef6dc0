/** Asks one source: can it be reached, is the key right, what may it do, is its clock ours. */
import { isVendorError } from '../../../vendors/errors';
import type { Send } from '../../../vendors/http';
import type { SourceConfig } from '../config/config';
import { settingsOf } from '../config/config';
import type { ProxyConfig } from '../base/proxy';
import { createQuota } from '../http/quota';
import { createCall } from '../http/retry';
import { createSend } from '../http/transport';
import { sleep } from '../base/async';
import { roughSpan } from '../progress/format';
import type { Listener } from '../base/events';
import type { CheckFinding } from './finding';

/** A person waits for the answer: one try more, and no long waits. */
const PATIENCE = { tries: 2, firstWaitMs: 500, longestWaitMs: 10_000 };
const SKEW_MS = 30_000;

export interface SourceCheck {
  signal: AbortSignal;
  proxy: ProxyConfig;
  /** Whether the lake masks people: whose key it is stays unsaid. */
  hidesPeople: boolean;
  /** Epoch ms. */
  now(): number;
  listener: Listener;
}

export async function checkSource(
  source: SourceConfig,
  { signal, proxy, hidesPeople, now, listener }: SourceCheck,
): Promise<CheckFinding[]> {
  const { name, vendor } = source;
  const transport = createSend({
    url: source.url,
    secrets: vendor.secrets({ key: source.key }),
    timeoutMs: source.timeoutMs,
    concurrency: 1,
    proxy,
    hasPages: vendor.hasNoPages !== true,
  });
  const clock = watchClock(transport.send, now);
  const surroundings = { source: name, listener, clock: now, sleep, signal };
  const quota = createQuota({
    ...surroundings,
    quota: vendor.quota,
    requestsPerMinute: source.requestsPerMinute,
    requestsPerHour: null,
    requestsPerDay: null,
    store: { load: () => Promise.resolve([]), save: () => Promise.resolve() },
  });
  const { call } = createCall({
    ...surroundings,
    send: clock.send,
    vendor,
    quota,
    random: Math.random,
    policy: PATIENCE,
  });
  try {
    const findings = await vendor.check(call, settingsOf(source));
    return [
      ...findings.map(({ level, message, person, remedy }) => {
        const as = person === undefined || hidesPeople ? '' : ` as ${person}`;
        return { subject: name, level, message: `${message}${as}`, remedy };
      }),
      ...skewOf(name, clock.skewMs()),
    ];
  } catch (error) {
    if (!isVendorError(error)) throw error;
    return [{ subject: name, level: 'error', message: error.message, remedy: error.remedy }];
  } finally {
    await transport.close();
  }
}

/** Compares the Date header of the answers with our clock, in the middle between question and answer. */
function watchClock(send: Send, now: () => number): { send: Send; skewMs(): number | null } {
  let skewMs: number | null = null;
  return {
    skewMs: () => skewMs,
    send: async (request) => {
      const asked = now();
      const response = await send(request);
      const date = Date.parse(response.headers['date'] ?? '');
      // The header has whole seconds: half of one is the best guess.
      if (!Number.isNaN(date)) skewMs = date + 500 - (asked + now()) / 2;
      return response;
    },
  };
}

function skewOf(subject: string, skewMs: number | null): CheckFinding[] {
  if (skewMs === null) return [];
  if (Math.abs(skewMs) < SKEW_MS) return [{ subject, level: 'ok', message: 'its clock and this machine agree' }];
  return [
    {
      subject,
      level: 'warning',
      message: `this machine's clock is ${roughSpan(Math.abs(skewMs))} ${skewMs > 0 ? 'behind' : 'ahead of'} the service's`,
      remedy:
        'Set the clock. Windows of time and waits depend on it, and no export begins while it is more than ten minutes ahead of every service.',
    },
  ];
}
