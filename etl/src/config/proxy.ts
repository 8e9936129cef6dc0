/** The proxies of HTTP_PROXY, HTTPS_PROXY and NO_PROXY, as curl and Node name them. */
import type { ProxyConfig } from '../base/proxy';
import type { Problem } from './problem';
import type { Variables } from './variables';

/** A name in small letters wins over the same name in capitals, as with curl. */
export function readProxy(variables: Variables): { proxy: ProxyConfig; problems: Problem[] } {
  const problems: Problem[] = [];
  const address = (name: string): string | null => {
    const text = valueOf(variables, name);
    if (text === '') return null;
    const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
    if (isHttp(url)) return url;
    // The value is not shown: it may hold a password.
    problems.push({
      line: 0,
      column: 0,
      message: `the variable ${name} is not the address of an HTTP proxy`,
      remedy: 'Write it like http://proxy.example:3128.',
    });
    return null;
  };
  return {
    proxy: { http: address('HTTP_PROXY'), https: address('HTTPS_PROXY'), no: valueOf(variables, 'NO_PROXY') },
    problems,
  };
}

function valueOf(variables: Variables, name: string): string {
  return (variables[name.toLowerCase()] ?? variables[name] ?? '').trim();
}

function isHttp(address: string): boolean {
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
}
