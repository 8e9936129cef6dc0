/** From a response to an answer or an error: the same rules for every service, the words are the vendor's. */
import type { Json } from './json';
import { parseJson } from './json';
import type { ErrorCode, ErrorFacts } from './errors';
import { VendorError } from './errors';
import type { Answer, ApiRequest, ApiResponse, Call, Send } from './http';
import { describeRequest } from './http';

/** What a service's error body says, in words that may be shown: no HTML, no stack trace. */
export interface ServiceMessage {
  text: string | null;
  codes?: readonly string[];
  remedy?: string;
  /** Where the status alone would mislead, as Deskpro's old 403 for a used-up quota. */
  code?: ErrorCode;
  /** Of a 404: what else than a missing record may be so. null: it may well be the address that is not there. */
  missing?: string | null;
}

/** How one service says that something went wrong. */
export interface ErrorParser {
  /** The service's name in messages. */
  title: string;
  /** Reads an error body. `json` is null when the body was not JSON. `request` tells what was asked for. */
  read(status: number, json: Json, request: ApiRequest): ServiceMessage;
  /** A web page or a redirect that the service is known to give in place of data, as a login page for a wrong key. */
  page?(html: string, location: string | undefined): ServiceMessage | undefined;
  /** Failure told inside a 2xx, as TeamsWork's `error: true`. undefined = it is a success. */
  failureIn?(json: Json): ServiceMessage | undefined;
}

const CODES: Readonly<Record<number, ErrorCode>> = {
  400: 'invalid_request',
  401: 'unauthorized',
  402: 'forbidden',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  408: 'timeout',
  409: 'conflict',
  410: 'not_found',
  413: 'too_large',
  415: 'invalid_request',
  422: 'invalid_request',
  423: 'maintenance',
  429: 'rate_limited',
  501: 'unsupported',
};

const SAYS: Readonly<Partial<Record<ErrorCode, string>>> = {
  invalid_request: 'does not accept the request',
  unauthorized: 'does not accept the key',
  forbidden: 'does not allow this with the given key',
  not_found: 'does not have what was asked for',
  method_not_allowed: 'does not offer this operation',
  conflict: 'reports a conflict',
  unsupported: 'does not support this',
  rate_limited: 'is receiving too many requests',
  maintenance: 'is closed for maintenance',
  server_error: 'could not answer',
  timeout: 'did not answer in time',
};

const REMEDIES: Readonly<Partial<Record<ErrorCode, string>>> = {
  unauthorized: 'Check the key and that it belongs to this address.',
  forbidden: 'Use a key with more rights.',
  not_found: 'Check the ID and the base URL.',
  rate_limited: 'Wait, or lower the request rate.',
  maintenance: 'Try again later.',
  server_error: 'Try again later.',
};

/**
 * @param send carries a request
 * @param errorParser how this service words its errors
 * @returns a call that resolves with an understood answer only
 */
export function callWith(send: Send, errorParser: ErrorParser): Call {
  return async (request) => {
    const response = await send(request);
    const outcome = understand(request, response, errorParser);
    if (outcome instanceof VendorError) throw outcome;
    return response.location === undefined ? outcome : { ...outcome, location: response.location };
  };
}

/** Decides whether a response is a success, and what it says if not. Never throws. */
export function understand(request: ApiRequest, response: ApiResponse, errorParser: ErrorParser): Answer | VendorError {
  const { status, headers, body } = response;
  const success = (status >= 200 && status < 300) || (request.alsoSuccess ?? []).includes(status);
  if (status >= 300 && status < 400) {
    const known = errorParser.page?.('', headers['location']);
    if (known) return knownPage(request, status, known, errorParser);
    return fail(request, {
      code: 'redirect',
      status,
      message: `${errorParser.title} answered with a redirect (HTTP ${status})`,
      remedy: 'Check the base URL. A login page or another host is at this address.',
      redirectPath: pathOf(headers['location']),
    });
  }
  // Nobody asked for a range: what is left out may be rows.
  if (status === 206 && request.method === 'GET') {
    return fail(request, {
      code: 'truncated',
      status,
      retryable: true,
      message: `${errorParser.title} answered with a part of what was asked for (HTTP 206)`,
      remedy: 'Ask whoever runs the service, or a proxy before it, why answers are cut.',
    });
  }
  if (success && body instanceof Uint8Array) return { status, headers, json: null, bytes: body };
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body);
  if (!success) return failure(request, response, text, errorParser);
  // A read that gives no body, be it a 204, says nothing: least of all that a list is empty.
  if (request.expects === 'none' || (status === 204 && text === '' && request.method !== 'GET'))
    return { status, headers, json: null, bytes: null };
  return readSuccess(request, response, text, errorParser);
}

/** Queries and fragments are left out: they may hold secrets. */
function pathOf(location: string | undefined): string | undefined {
  return location?.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '');
}

function readSuccess(
  request: ApiRequest,
  response: ApiResponse,
  text: string,
  errorParser: ErrorParser,
): Answer | VendorError {
  const { status, headers } = response;
  if (looksLikeHtml(text)) {
    const known = errorParser.page?.(text, undefined);
    if (known) return knownPage(request, status, known, errorParser);
    return fail(request, {
      code: 'not_json',
      status,
      retryable: true,
      message: `${errorParser.title} answered with a web page instead of data`,
      remedy: 'Check the base URL and the key. Some services show a login page for a wrong key.',
    });
  }
  if (text.trim() === '') {
    // A write that answers nothing has been done (Notific's PUT, 200 or 204); a read must say something.
    if (request.method !== 'GET') return { status, headers, json: null, bytes: null };
    return fail(request, {
      code: 'empty_answer',
      status,
      retryable: true,
      message: `${errorParser.title} answered with an empty body`,
    });
  }
  const parsed = parseJson(text);
  if (!parsed.ok) {
    return fail(request, {
      code: 'truncated',
      status,
      retryable: true,
      message: `${errorParser.title} answered with broken JSON: ${parsed.reason}`,
    });
  }
  const error = errorParser.failureIn?.(parsed.value);
  if (error) {
    return fail(request, {
      code: error.code ?? 'refused_by_service',
      status,
      message: `${errorParser.title} refused: ${error.text ?? 'no reason given'}`,
      remedy: error.remedy,
      serviceCodes: error.codes,
    });
  }
  const { value: json } = parsed;
  return { status, headers, json, bytes: null, received: { text, json } };
}

function failure(request: ApiRequest, response: ApiResponse, text: string, errorParser: ErrorParser): VendorError {
  const { status, headers } = response;
  if (status === 407) return fail(request, { code: 'network', status, ...wantsLogin(errorParser.title) });
  const isPage = looksLikeHtml(text);
  const parsed = isPage ? null : parseJson(text);
  const error = errorParser.read(status, parsed?.ok ? parsed.value : null, request);
  const code = error.code ?? CODES[status] ?? (status >= 500 ? 'server_error' : 'invalid_request');
  return fail(request, {
    code,
    status,
    retryable: ['rate_limited', 'maintenance', 'timeout', 'server_error'].includes(code),
    retryAfterMs: retryAfterMs(headers['retry-after'], Date.parse(headers['date'] ?? '')),
    message: `${errorParser.title} ${SAYS[code] ?? 'refused'} (HTTP ${status})${error.text === null ? '' : `: ${error.text}`}`,
    remedy: error.remedy ?? REMEDIES[code],
    serviceCodes: error.codes,
    missing: status === 404 && code === 'not_found' && !isPage ? missingIn(error) : undefined,
  });
}

/** A service that says nothing else means the record. */
function missingIn({ missing = '' }: ServiceMessage): string | undefined {
  return missing ?? undefined;
}

/** No service says so: what stands between does. */
function wantsLogin(title: string): Pick<ErrorFacts, 'message' | 'remedy'> {
  return {
    message: `The proxy before ${title} needs a user name and a password (HTTP 407)`,
    remedy: 'Write them into the address of the proxy, in HTTP_PROXY and HTTPS_PROXY.',
  };
}

function knownPage(request: ApiRequest, status: number, error: ServiceMessage, errorParser: ErrorParser): VendorError {
  const code = error.code ?? 'not_json';
  return fail(request, {
    code,
    status,
    message: `${errorParser.title} ${SAYS[code] ?? 'answered with a web page instead of data'}${error.text === null ? '' : `: ${error.text}`}`,
    remedy: error.remedy ?? REMEDIES[code],
  });
}

function fail(request: ApiRequest, facts: ErrorFacts): VendorError {
  return new VendorError({ ...facts, request: describeRequest(request) });
}

export function looksLikeHtml(text: string): boolean {
  return /^\s*<(?:!doctype|html|head|body|\?xml|!--)/i.test(text);
}

/**
 * Retry-After in seconds or as an HTTP date (RFC 9110, 10.2.3).
 * @param serverNow the answer's own Date header in epoch ms, so that a skewed clock here does not matter
 * @returns milliseconds to wait, undefined when the header is absent or unreadable
 */
export function retryAfterMs(header: string | undefined, serverNow: number): number | undefined {
  if (header === undefined || header.trim() === '') return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const until = Date.parse(header);
  if (Number.isNaN(until) || Number.isNaN(serverNow)) return Number.isNaN(until) ? undefined : 1000;
  return Math.max(0, until - serverNow);
}

/** Service texts in messages: one line, no markup, not longer than a person reads. */
export function oneLine(text: string | null): string | null {
  if (text === null || looksLikeHtml(text)) return null;
  const line = text
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (line === '') return null;
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}
