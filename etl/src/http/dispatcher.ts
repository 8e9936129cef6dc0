/** The way to a host: directly, or through the proxy that the environment names. */
import type { Dispatcher } from 'undici';
import { Agent, EnvHttpProxyAgent } from 'undici';
import { isLoopback } from '../base/loopback';
import type { ProxyConfig } from '../base/proxy';
import { isExempt } from './no-proxy';
import { steadyBodies } from './steady-body';

/** undici reads what is left out from the environment itself; an empty text says that there is none. */
const NONE = '';

/** @param url of the host that is asked: one on this machine is never asked through a proxy */
export function createDispatcher(url: string, proxy: ProxyConfig, options: Agent.Options): Dispatcher {
  return agentFor(url, proxy, options).compose(steadyBodies);
}

function agentFor(url: string, proxy: ProxyConfig, options: Agent.Options): Dispatcher {
  const { http, https, no } = proxy;
  if (isLoopback(url) || (http === null && https === null) || isExempt(url, no)) return new Agent(options);
  return new EnvHttpProxyAgent({
    ...options,
    httpProxy: http ?? NONE,
    httpsProxy: https ?? NONE,
    noProxy: NONE,
    // A plain request is forwarded: many proxies open tunnels to port 443 only.
    proxyTunnel: false,
  });
}
