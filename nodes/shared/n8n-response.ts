/** What n8n's HTTP helper gives back, answers and errors alike, as a response of vendors/http. */
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
interface ThrownByHelper {
  message?: unknown;
  messages?: unknown[];
  description?: unknown;
  httpCode?: unknown;
  context?: { data?: unknown };
  cause?: { response?: { status?: number; headers?: Record<string, unknown>; data?: unknown } };
}

function asThrown(error: unknown): ThrownByHelper {
  return typeof error === 'object' && error !== null ? error : {};
}

/** How the message of an error begins with which a credential class tells that it could not mint a token. */
export const NO_TOKEN = 'No token could be made';
export const NO_TOKEN_NOW = `${NO_TOKEN} for now`;

/**
 * What a credential class said while it was applied: n8n wraps it into an error of its own, of which n8n 1 and 2.0
 * keep the message and the description only. Nothing was asked of the service's API then.
 */
export function credentialError(error: unknown): VendorError | undefined {
  const { message, messages = [], description } = asThrown(error);
  const reported = [message, ...messages].find((text) => typeof text === 'string' && text.startsWith(NO_TOKEN));
  if (typeof reported !== 'string') return undefined;
  const passes = reported.startsWith(NO_TOKEN_NOW);
  return new VendorError({
    code: passes ? 'maintenance' : 'unauthorized',
    retryable: passes,
    message: reported,
    ...(typeof description === 'string' && !reported.startsWith(description) ? { remedy: description } : {}),
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
