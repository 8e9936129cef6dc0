/** A request and a response as data. Who carries them (undici, n8n's helper, a test) is handed in as `Send`. */
import type { Json } from './json';
import { VendorError } from './errors';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface FilePart {
  name: string;
  file_name: string;
  media_type: string;
  bytes: Uint8Array;
}

export type RequestBody =
  | { kind: 'json'; value: Json }
  | { kind: 'multipart'; fields: ReadonlyArray<readonly [string, string]>; files: readonly FilePart[] };

/** A request without its secret part: that is joined by the transport, at the last moment. */
export interface ApiRequest {
  /** The vendor's name of the endpoint, a key of `Vendor.endpoints`: for counts, messages and contracts. */
  endpoint: string;
  method: Method;
  /** Below the source's base URL, begins with `/`, segments already percent-encoded. */
  path: string;
  /** In order; a name may repeat. Values are not yet encoded. */
  query?: ReadonlyArray<readonly [string, string]>;
  headers?: Readonly<Record<string, string>>;
  body?: RequestBody;
  /** bytes: the body is handed on as it is; none: a body, if any, does not matter. */
  expects?: 'json' | 'bytes' | 'none';
  /** May be sent again after a timeout, a reset or a 5xx. Default: only GET. */
  repeatable?: boolean;
  /** Statuses that mean success beside 2xx, as SympoQ's 410 after DELETE. */
  alsoSuccess?: readonly number[];
}

export interface ApiResponse {
  status: number;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  /** Text when JSON or nothing was expected, bytes when bytes were. */
  body: string | Uint8Array;
  /** Where the Location header points, as a path below the base URL; absent where it points elsewhere. */
  location?: string;
}

/** A successful, understood answer. */
export interface Answer {
  status: number;
  headers: Readonly<Record<string, string>>;
  /** null for an empty body or bytes. */
  json: Json;
  /** What `json` was read from. Of a copy with another `json` it is not: look at both. */
  received?: { text: string; json: Json };
  bytes: Uint8Array | null;
  /** As in the response. */
  location?: string;
}

/** Carries one request. Resolves for every HTTP status; rejects with a VendorError when no response came. */
export type Send = (request: ApiRequest) => Promise<ApiResponse>;

/** Carries one request and understands the answer; rejects with a VendorError for everything else. */
export type Call = (request: ApiRequest) => Promise<Answer>;

/** Where the key travels. Kept apart from the request, so that nothing that prints a request can print it. */
export interface Secrets {
  query?: Readonly<Record<string, string>>;
  headers?: Readonly<Record<string, string>>;
}

export function isRepeatable(request: ApiRequest): boolean {
  return request.repeatable ?? request.method === 'GET';
}

/** One path segment. `.` and `..` would walk up the path even when encoded, an empty one would name the list. */
export function segment(id: string): string {
  if (id.trim() === '' || id === '.' || id === '..') {
    throw new VendorError({
      code: 'bad_input',
      message: `"${id}" cannot be used as an ID`,
      remedy: 'Give the ID as the service shows it.',
    });
  }
  return encodeURIComponent(id);
}

/**
 * @param base the base URL
 * @param path of the request, to which a Location may be relative
 * @returns the path below the base URL; undefined for another origin: the key must not travel there
 */
export function locationBelow(base: string, path: string, header: string | undefined): string | undefined {
  if (header === undefined || header === '' || !URL.canParse(header, `${base}${path}`)) return undefined;
  const [found, root] = [new URL(header, `${base}${path}`), new URL(base)];
  const rootPath = root.pathname.replace(/\/+$/, '');
  if (found.origin !== root.origin || !found.pathname.startsWith(`${rootPath}/`)) return undefined;
  return found.pathname.slice(rootPath.length);
}

/**
 * The id of the record that a Location names.
 * @param pathOf the path of the record with an id
 * @returns null when it names no such record
 */
export function idAt(location: string | undefined, pathOf: (id: string) => string): string | null {
  const ids = (location ?? '').split('/').flatMap((part) => decoded(part) ?? []);
  return ids.find((id) => id !== '' && decoded(pathOf(id)) === decoded(location ?? '')) ?? null;
}

/** null for text that is not percent-encoded as it should be. */
export function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** The request as people may see it: method, path and query, without the secret part. */
export function describeRequest(request: ApiRequest): string {
  const query = (request.query ?? []).map(([name, value]) => `${name}=${value}`).join('&');
  return `${request.method} ${request.path}${query === '' ? '' : `?${query}`}`;
}

/** Query text, percent-encoded by the rules of RFC 3986 (a space is %20, which every server reads). */
export function encodeQuery(query: ReadonlyArray<readonly [string, string]>): string {
  return query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
}
