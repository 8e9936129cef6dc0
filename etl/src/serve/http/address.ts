/** The address under which the reader knows the service, also behind a proxy. Pure. */
import type { IncomingHttpHeaders } from 'node:http';

const HOST = /^(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/;
const PREFIX = /^(?:\/[A-Za-z0-9._~-]+)*$/;

/** @returns without a slash at the end; what is not an address in X-Forwarded-* is passed over */
export function addressOf(headers: IncomingHttpHeaders): string {
  const scheme = /^https?$/i.exec(first(headers['x-forwarded-proto']))?.[0].toLowerCase() ?? 'http';
  const forwarded = first(headers['x-forwarded-host']);
  const host = [forwarded, headers.host ?? ''].find((name) => HOST.test(name)) ?? 'localhost';
  const port = first(headers['x-forwarded-port']);
  const isUsual = port === { http: '80', https: '443' }[scheme];
  const hasPort = /:\d+$/.test(host) || forwarded === '' || !/^\d{1,5}$/.test(port) || isUsual;
  const prefix = first(headers['x-forwarded-prefix']).replace(/\/+$/, '');
  return `${scheme}://${host}${hasPort ? '' : `:${port}`}${PREFIX.test(prefix) ? prefix : ''}`;
}

/** Of a list, the proxy that is nearest to the reader. */
function first(header: string | string[] | undefined): string {
  const text = Array.isArray(header) ? header[0] : header;
  return text?.split(',')[0]?.trim() ?? '';
}
