/** The way to a host: directly, or through the proxy that the environment names. */
import { BlockList, isIP } from 'node:net';
import type { Dispatcher } from 'undici';
import { Agent, EnvHttpProxyAgent } from 'undici';
import { isLoopback } from '../base/loopback';
import type { ProxyConfig } from '../base/proxy';
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
    noProxy: no,
    // A plain request is forwarded: many proxies open tunnels to port 443 only.
    proxyTunnel: false,
  });
}

/**
 * Whether NO_PROXY exempts a host in a way that undici does not know: `*` beside others, and ranges of addresses as curl
 * and Kubernetes write them (`10.0.0.0/8`, `fd00::/8`, `[fd00::1]`).
 */
function isExempt(url: string, no: string): boolean {
  const entries = no.split(/[,\s]+/).map(bare);
  const host = bare(new URL(url).hostname);
  if (entries.includes('*')) return true;
  if (isIP(host) === 0) return false;
  const ranges = new BlockList();
  for (const entry of entries) {
    const [address = '', bits] = entry.split('/');
    const longest = isIP(address) === 4 ? 32 : 128;
    const length = Number(bits ?? longest);
    if (isIP(address) !== 0 && Number.isInteger(length) && length >= 0 && length <= longest)
      ranges.addSubnet(address, length, familyOf(address));
  }
  return ranges.check(host, familyOf(host));
}

/** An address of IPv6 without its brackets. */
function bare(host: string): string {
  return host.replace(/[[\]]/g, '');
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
