/** The way to one service: connections, quota, retries. */
import type { Answer, Call } from '../../../vendors/http';
import { instantOfDate } from '../../../vendors/time';
import type { RuntimeEnv } from '../base/async';
import type { Listener } from '../base/events';
import type { ExportOptions } from '../base/run-result';
import { quotaUsageStore } from '../checkpoints/quota-usage';
import type { ProxyConfig } from '../base/proxy';
import type { SourceConfig } from '../config/config';
import { createQuota } from '../http/quota';
import type { CountingCall } from '../http/retry';
import { createCall } from '../http/retry';
import { createSend } from '../http/transport';
import type { WorkingDatabase } from '../store/database';

export interface Connection extends Pick<CountingCall, 'call' | 'counters' | 'aheadMs'> {
  /** The service's clock as its last response gave it, canonical; null before the first response. */
  serverNow(): string | null;
  close(): Promise<void>;
}

export interface ConnectionParts {
  proxy: ProxyConfig;
  options: ExportOptions;
  env: RuntimeEnv;
  working: WorkingDatabase;
  listener: Listener;
}

export function connect(source: SourceConfig, { proxy, options, env, working, listener }: ConnectionParts): Connection {
  const { name, vendor, url, timeoutMs, requestsPerMinute, requestsPerHour, requestsPerDay } = source;
  const concurrency = options.concurrency ?? source.concurrency;
  const secrets = vendor.secrets({ key: source.key });
  const hasPages = vendor.hasNoPages !== true;
  const transport = createSend({ url, secrets, timeoutMs, concurrency, proxy, hasPages });
  const shared = { source: name, listener, clock: env.now, sleep: env.sleep, signal: options.signal };
  const budgets = { requestsPerMinute, requestsPerHour, requestsPerDay };
  const quota = createQuota({ ...shared, ...budgets, quota: vendor.quota, store: quotaUsageStore(working, name) });
  const calls = createCall({ ...shared, send: transport.send, vendor, quota, random: () => env.random() });
  return {
    call: askingOnce(calls.call, vendor.askedOnce ?? []),
    counters: calls.counters,
    aheadMs: calls.aheadMs,
    serverNow: () => {
      const server = calls.serverNow();
      return server === null ? null : instantOfDate(new Date(server));
    },
    close: async () => {
      await quota.close();
      await transport.close();
    },
  };
}

/** An answer that is no answer is asked for again. */
function askingOnce(call: Call, endpoints: readonly string[]): Call {
  const kept = new Map<string, Promise<Answer>>();
  return (request) => {
    if (!endpoints.includes(request.endpoint)) return call(request);
    const what = JSON.stringify([request.method, request.path, request.query]);
    const known = kept.get(what);
    if (known !== undefined) return known;
    const asked = call(request);
    kept.set(what, asked);
    asked.catch(() => kept.delete(what));
    return asked;
  };
}
