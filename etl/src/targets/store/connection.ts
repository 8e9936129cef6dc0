/** Connections to a store go the way of those to services: proxies, certificates, time-outs. */
import type { Dispatcher } from 'undici';
import type { ProxyConfig } from '../../base/proxy';
import { createDispatcher } from '../../http/dispatcher';

export interface ConnectionOptions {
  /** Any URL of the store: whether it is asked through a proxy. */
  url: string;
  proxy: ProxyConfig;
  timeoutMs: number;
}

const CONNECTIONS = 8;
const LONGEST_CONNECT_MS = 15_000;

export function connectionTo({ url, proxy, timeoutMs }: ConnectionOptions): Dispatcher {
  return createDispatcher(url, proxy, {
    connections: CONNECTIONS,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connect: { timeout: Math.min(timeoutMs, LONGEST_CONNECT_MS) },
  });
}
