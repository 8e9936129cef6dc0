/**
 * Carries requests over the network. Only here the secret part joins the rest; nothing of undici's errors,
 * which may quote a URL, leaves this file.
 */
import { Pool } from 'undici';
import type { Dispatcher } from 'undici';
import { VendorError } from '../../../vendors/errors';
import type { ApiRequest, ApiResponse, Secrets, Send } from '../../../vendors/http';
import { describeRequest, encodeQuery } from '../../../vendors/http';
import { explain } from './network-error';
import { encodeBody } from './request-body';
import { ACCEPT_ENCODING, LARGEST_BODY, collect, decompress, textOf } from './response-body';

export interface TransportOptions {
  /** Base URL; requests' paths are joined to it. */
  url: string;
  secrets: Secrets;
  /** How long an answer may fail to begin, or to go on; five times that is the longest in all. */
  timeoutMs: number;
  /** Connections at once; they are kept alive. */
  concurrency: number;
}

export interface Transport {
  send: Send;
  /** Closes the connections; requests under way are ended. */
  close(): Promise<void>;
}

const TOTAL_TIMES = 5;
const KEEP_ALIVE_MS = 30_000;
const LONGEST_CONNECT_MS = 15_000;

/** @returns a `Send` that follows no redirect, and rejects with a VendorError only */
export function createSend(options: TransportOptions): Transport {
  const base = new URL(options.url);
  const pool = new Pool(base.origin, {
    connections: options.concurrency,
    headersTimeout: options.timeoutMs,
    bodyTimeout: options.timeoutMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connect: { timeout: Math.min(options.timeoutMs, LONGEST_CONNECT_MS) },
  });
  const prefix = base.pathname.replace(/\/$/, '');
  return {
    send: async (request) => {
      const outcome = await carry(pool, prefix, options, base.host, request);
      if (outcome instanceof VendorError) throw outcome;
      return outcome;
    },
    close: () => pool.destroy(),
  };
}

async function carry(
  pool: Pool,
  prefix: string,
  options: TransportOptions,
  host: string,
  request: ApiRequest,
): Promise<ApiResponse | VendorError> {
  const whole = new AbortController();
  const timer = setTimeout(() => {
    whole.abort();
  }, options.timeoutMs * TOTAL_TIMES);
  let begun = false;
  try {
    const response = await pool.request(toDispatch(prefix, options.secrets, request, whole.signal));
    begun = true;
    return await receive(request, response, host);
  } catch (error) {
    return explain(error, {
      host,
      request: describeRequest(request),
      begun,
      timedOut: whole.signal.aborted,
      timeoutMs: options.timeoutMs,
    });
  } finally {
    clearTimeout(timer);
  }
}

function toDispatch(
  prefix: string,
  secrets: Secrets,
  request: ApiRequest,
  signal: AbortSignal,
): Dispatcher.RequestOptions {
  const query = encodeQuery([...(request.query ?? []), ...Object.entries(secrets.query ?? {})]);
  const body = request.body === undefined ? undefined : encodeBody(request.body);
  return {
    method: request.method,
    path: `${prefix}${request.path}${query === '' ? '' : `?${query}`}`,
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
): Promise<ApiResponse | VendorError> {
  const headers = headersOf(response);
  const announced = Number(headers['content-length']);
  const received = announced > LARGEST_BODY ? undefined : await collect(response.body);
  if (received === undefined) {
    response.body.on('error', () => undefined).destroy();
    return tooLarge(request, response.statusCode, host);
  }
  const decoded = await decompress(received, headers['content-encoding']);
  if (!decoded.ok) {
    return decoded.reason === 'too_large'
      ? tooLarge(request, response.statusCode, host)
      : broken(request, response.statusCode, host, decoded.says);
  }
  const body =
    request.expects === 'bytes' ? new Uint8Array(decoded.bytes) : textOf(decoded.bytes, headers['content-type']);
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

function tooLarge(request: ApiRequest, status: number, host: string): VendorError {
  return new VendorError({
    code: 'too_large',
    status,
    message: `the answer from ${host} is larger than ${LARGEST_BODY / 1024 / 1024} MB`,
    remedy: 'Ask for smaller pages with page_size.',
    request: describeRequest(request),
  });
}

function broken(request: ApiRequest, status: number, host: string, says: string): VendorError {
  return new VendorError({
    code: 'truncated',
    status,
    retryable: true,
    message: `the answer from ${host} cannot be read: ${says}`,
    remedy: 'Try again; if it stays, a proxy on the way may change the answers.',
    request: describeRequest(request),
  });
}
