/**
 * Carries requests over the network. Only here the secret part joins the rest. undici's errors, which may
 * quote a URL, leave this file without addresses and secrets only.
 */
import type { Dispatcher } from 'undici';
import { VendorError } from '../../../vendors/errors';
import type { ApiRequest, ApiResponse, Secrets, Send } from '../../../vendors/http';
import { describeRequest, encodeQuery } from '../../../vendors/http';
import { redactor } from '../../../vendors/redact';
import type { ProxyConfig } from '../base/proxy';
import { createDispatcher } from './dispatcher';
import { TOTAL_TIMES, explain } from './network-error';
import { encodeBody } from './request-body';
import { ACCEPT_ENCODING, LARGEST_LIST, LARGEST_PAGE, collect, decodeText, decompress } from './response-body';

export interface TransportOptions {
  /** Base URL; requests' paths are joined to it. */
  url: string;
  secrets: Secrets;
  /** How long an answer may fail to begin, or to go on; five times that is the longest in all. */
  timeoutMs: number;
  /** Connections at once; they are kept alive. */
  concurrency: number;
  proxy: ProxyConfig;
  /** The service has no pages: its lists come whole, however long they are. */
  hasPages: boolean;
}

export interface Transport {
  send: Send;
  /** Closes the connections; requests under way are ended. */
  close(): Promise<void>;
}

const KEEP_ALIVE_MS = 30_000;
const LONGEST_CONNECT_MS = 15_000;

/** @returns a `Send` that follows no redirect, and rejects with a VendorError only */
export function createSend(options: TransportOptions): Transport {
  const base = new URL(options.url);
  const dispatcher = createDispatcher(base.href, options.proxy, {
    connections: options.concurrency,
    headersTimeout: options.timeoutMs,
    bodyTimeout: options.timeoutMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connect: { timeout: Math.min(options.timeoutMs, LONGEST_CONNECT_MS) },
  });
  return {
    send: async (request) => {
      const outcome = await carry(dispatcher, base, options, request);
      if (outcome instanceof VendorError) throw outcome;
      return outcome;
    },
    close: () => dispatcher.destroy(),
  };
}

async function carry(
  dispatcher: Dispatcher,
  base: URL,
  options: TransportOptions,
  request: ApiRequest,
): Promise<ApiResponse | VendorError> {
  const { host } = base;
  const whole = new AbortController();
  const timer = setTimeout(() => {
    whole.abort();
  }, options.timeoutMs * TOTAL_TIMES);
  let begun = false;
  try {
    const response = await dispatcher.request(toDispatch(base, options.secrets, request, whole.signal));
    begun = true;
    return await receive(request, response, host, options.hasPages);
  } catch (error) {
    return explain(error, {
      host,
      request: describeRequest(request),
      begun,
      timedOut: whole.signal.aborted,
      timeoutMs: options.timeoutMs,
      redact: redactor(valuesOf(options.secrets)),
    });
  } finally {
    clearTimeout(timer);
  }
}

/** The values that are secret, and the parts of one like `Bearer …`. */
function valuesOf({ headers = {}, query = {} }: Secrets): string[] {
  return [...Object.values(headers), ...Object.values(query)].flatMap((value) => [value, ...value.split(/\s+/)]);
}

function toDispatch(base: URL, secrets: Secrets, request: ApiRequest, signal: AbortSignal): Dispatcher.RequestOptions {
  const query = encodeQuery([...(request.query ?? []), ...Object.entries(secrets.query ?? {})]);
  const body = request.body === undefined ? undefined : encodeBody(request.body);
  return {
    origin: base.origin,
    method: request.method,
    path: `${base.pathname.replace(/\/$/, '')}${request.path}${query === '' ? '' : `?${query}`}`,
    headers: {
      accept: request.expects === 'bytes' ? '*/*' : 'application/json',
      'accept-encoding': ACCEPT_ENCODING,
      'user-agent': 'ticketlake',
      ...(body === undefined ? {} : { 'content-type': body.contentType, 'content-length': String(body.bytes.length) }),
      ...request.headers,
      ...secrets.headers,
    },
    body: body?.bytes ?? null,
    signal,
  };
}

async function receive(
  request: ApiRequest,
  response: Dispatcher.ResponseData,
  host: string,
  hasPages: boolean,
): Promise<ApiResponse | VendorError> {
  const limit = hasPages ? LARGEST_PAGE : LARGEST_LIST;
  const headers = headersOf(response);
  const announced = Number(headers['content-length']);
  const received = announced > limit ? undefined : await collect(response.body, limit);
  if (received === undefined) {
    response.body.on('error', () => undefined).destroy();
    return tooLarge(request, response.statusCode, host, hasPages);
  }
  const decoded = await decompress(received, headers['content-encoding'], limit);
  if (!decoded.ok) {
    return decoded.reason === 'too_large'
      ? tooLarge(request, response.statusCode, host, hasPages)
      : broken(request, response.statusCode, host, decoded.says);
  }
  const body =
    request.expects === 'bytes' ? new Uint8Array(decoded.bytes) : decodeText(decoded.bytes, headers['content-type']);
  return { status: response.statusCode, headers, body };
}

/** Cookies are the service's secrets, and nobody here needs them. */
function headersOf(response: Dispatcher.ResponseData): Record<string, string> {
  const named = Object.entries(response.headers).filter(
    ([name, value]) => value !== undefined && !/^set-cookie2?$/i.test(name),
  );
  return Object.fromEntries(
    named.map(([name, value]) => [name.toLowerCase(), Array.isArray(value) ? value.join(', ') : String(value)]),
  );
}

function tooLarge(request: ApiRequest, status: number, host: string, hasPages: boolean): VendorError {
  const limit = hasPages ? LARGEST_PAGE : LARGEST_LIST;
  return new VendorError({
    code: 'too_large',
    status,
    message: `the answer from ${host} is larger than ${limit / 1024 / 1024} MB`,
    remedy: hasPages
      ? 'Ask for smaller pages with page_size.'
      : 'This service has no pages, and Ticketlake reads no longer list. Archive old tickets in the service.',
    request: describeRequest(request),
  });
}

function broken(request: ApiRequest, status: number, host: string, says: string): VendorError {
  return new VendorError({
    code: 'truncated',
    status,
    retryable: true,
    message: `the answer from ${host} cannot be read: ${says}`,
    remedy: 'Try again. If the problem remains, a proxy on the way may change the answers.',
    request: describeRequest(request),
  });
}
