/** What n8n's HTTP helper gives back, answers and errors alike, as a response of vendors/http. */
import type { ErrorFacts } from '../../vendors/errors';
import { VendorError } from '../../vendors/errors';
import type { ApiResponse } from '../../vendors/http';

/** The whole response, as `returnFullResponse` with `encoding: 'arraybuffer'` gives it. */
export interface FullResponse {
  statusCode: number;
  headers: Record<string, unknown>;
  body: unknown;
}

export function responseOf(full: FullResponse, wantsBytes: boolean): ApiResponse {
  const bytes = bytesOf(full.body);
  const ok = full.statusCode >= 200 && full.statusCode < 300;
  return {
    status: full.statusCode,
    headers: headersIn(full.headers),
    body: wantsBytes && ok ? bytes : new TextDecoder().decode(bytes),
  };
}

function bytesOf(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return body;
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  if (body === undefined || body === null) return new Uint8Array();
  return new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body));
}

/** Names in lower case. */
export function headersIn(headers: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}

/** What n8n throws: a NodeApiError whose cause is axios' error. */
interface Thrown {
  message?: unknown;
  messages?: unknown[];
  description?: unknown;
  httpCode?: unknown;
  code?: unknown;
  context?: { data?: unknown };
  cause?: { code?: unknown; response?: { status?: number; headers?: Record<string, unknown>; data?: unknown } };
}

function asThrown(error: unknown): Thrown {
  return typeof error === 'object' && error !== null ? error : {};
}

/** How the message of an error begins with which a credential class tells that it could not mint a token. */
export const NO_TOKEN = 'No token could be made';
export const NO_TOKEN_NOW = `${NO_TOKEN} for now`;

/**
 * What a credential class said while it was applied: n8n wraps it into an error of its own, of which n8n 1 and 2.0
 * keep the message and the description only. Nothing was asked of the service's API then.
 */
export function toldFault(error: unknown): VendorError | undefined {
  const { message, messages = [], description } = asThrown(error);
  const told = [message, ...messages].find((text) => typeof text === 'string' && text.startsWith(NO_TOKEN));
  if (typeof told !== 'string') return undefined;
  const passes = told.startsWith(NO_TOKEN_NOW);
  return new VendorError({
    code: passes ? 'maintenance' : 'unauthorized',
    retryable: passes,
    message: told,
    ...(typeof description === 'string' && !told.startsWith(description) ? { remedy: description } : {}),
  });
}

/** The answer inside the error that n8n throws for an HTTP status; undefined when no answer came. */
export function refusedResponse(error: unknown): ApiResponse | undefined {
  const { httpCode, context, cause } = asThrown(error);
  const status = cause?.response?.status ?? Number(httpCode ?? Number.NaN);
  if (!Number.isInteger(status) || status < 100) return undefined;
  const body = cause?.response?.data ?? context?.data;
  return responseOf({ statusCode: status, headers: cause?.response?.headers ?? {}, body }, false);
}

/**
 * No answer came, or the credential could not be applied. n8n's and axios' own messages may hold the whole URL
 * with the key, so none of them is shown.
 */
export function carryFault(error: unknown, title: string): ErrorFacts {
  const code = networkCode(error);
  if (code === 'ERR_CANCELED') return { code: 'aborted', message: 'The execution was cancelled' };
  if (code === 'ECONNABORTED' || code === 'ETIMEDOUT') {
    return { code: 'timeout', retryable: true, message: `${title} did not answer in time` };
  }
  if (code === 'ERR_INVALID_CHAR') {
    return {
      code: 'bad_input',
      message: `The key of the ${title} credential holds a character that cannot be sent`,
      remedy: 'Copy the key again, without line breaks.',
    };
  }
  return {
    code: 'network',
    retryable: true,
    message: `${title} could not be reached${code === '' ? '' : ` (${code})`}`,
    remedy: remedyOf(code),
  };
}

function remedyOf(code: string): string {
  // Node's names: SELF_SIGNED_CERT_IN_CHAIN, UNABLE_TO_VERIFY_LEAF_SIGNATURE, UNABLE_TO_GET_ISSUER_CERT_LOCALLY …
  if (/CERT|VERIFY_LEAF|TLS|SSL/.test(code)) return UNTRUSTED;
  switch (code) {
    case 'EPROTO':
      return 'Check the base URL of the credential: no HTTPS is spoken there, so it begins with http or has another port.';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'Check the base URL of the credential: the name of its host is not known.';
    case 'ECONNREFUSED':
      return 'Check the base URL of the credential and its port: nothing answers there. In Docker, localhost is the container itself.';
    default:
      return 'Check the base URL of the credential and the network.';
  }
}

const UNTRUSTED =
  'The certificate at the base URL of the credential is not trusted. Name the file of your own authority in NODE_EXTRA_CA_CERTS where n8n runs; credentials of services on premises also have Ignore SSL Issues (Insecure).';

function networkCode(error: unknown): string {
  const { code, cause, httpCode } = asThrown(error);
  const found = [code, cause?.code, httpCode].find((candidate) => typeof candidate === 'string');
  return typeof found === 'string' && /^[A-Z][A-Z_0-9]{2,40}$/.test(found) ? found : '';
}
