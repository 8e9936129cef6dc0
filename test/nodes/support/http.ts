/** The request helper of n8n 2.41 (n8n-core, request-helpers/authentication.js) on fetch: what it sends, what it throws. */
import { Readable } from 'node:stream';
import type { IHttpRequestOptions, INode } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';

/** Named as axios names it: n8n's errors look at the name of the class. */
class AxiosError extends Error {
  readonly isAxiosError = true;
  constructor(
    message: string,
    readonly code: string,
    readonly response?: { status: number; statusText: string; headers: Record<string, string>; data: unknown },
  ) {
    super(message);
  }
}

export interface FullAnswer {
  statusCode: number;
  statusMessage: string;
  headers: Record<string, string>;
  body: unknown;
}

/** `helpers.httpRequest`: the body, or the whole answer where it is asked for. */
export async function httpRequest(options: IHttpRequestOptions): Promise<unknown> {
  const answer = await send(options);
  const ignored = options.ignoreHttpStatusErrors === true;
  if (!ignored && (answer.statusCode < 200 || answer.statusCode >= 300)) {
    throw new AxiosError(`Request failed with status code ${answer.statusCode}`, 'ERR_BAD_REQUEST', {
      status: answer.statusCode,
      statusText: answer.statusMessage,
      headers: answer.headers,
      data: answer.body,
    });
  }
  return options.returnFullResponse === true ? answer : answer.body;
}

async function send(options: IHttpRequestOptions): Promise<FullAnswer> {
  const response = await fetch(targetOf(options), {
    method: options.method ?? 'GET',
    headers: headersOf(options),
    redirect: options.disableFollowRedirect === true ? 'manual' : 'follow',
    signal: AbortSignal.timeout(options.timeout ?? 300_000),
    ...(options.body === undefined ? {} : { body: bodyOf(options.body) }),
  }).catch((error: unknown) => {
    throw asAxios(error);
  });
  const facts = {
    statusCode: response.status,
    statusMessage: response.statusText,
    headers: named(response.headers),
  };
  if (options.encoding === 'stream') return { ...facts, body: Readable.from(piecesOf(response)) };
  const bytes = await response.arrayBuffer().catch((error: unknown) => {
    throw asAxios(error);
  });
  return {
    ...facts,
    body: options.encoding === 'arraybuffer' ? Buffer.from(bytes) : parsed(Buffer.from(bytes).toString()),
  };
}

/** A connection that breaks off ends a stream of Node's own client with this code. */
async function* piecesOf({ body }: Response): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader();
  for (;;) {
    const read = await reader?.read().catch((error: unknown) => {
      throw Object.assign(new Error('aborted', { cause: error }), { code: 'ECONNRESET' });
    });
    if (read?.value === undefined) return;
    yield read.value as Uint8Array;
  }
}

function named(headers: Headers): Record<string, string> {
  const found: Record<string, string> = {};
  headers.forEach((value, name) => {
    found[name] = value;
  });
  return found;
}

function targetOf({ url, baseURL, qs }: IHttpRequestOptions): URL {
  const target = new URL(baseURL === undefined ? url : `${baseURL.replace(/\/+$/, '')}/${url.replace(/^\/+/, '')}`);
  for (const [name, value] of Object.entries(qs ?? {})) target.searchParams.append(name, String(value));
  return target;
}

function headersOf({ headers }: IHttpRequestOptions): Record<string, string> {
  return Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)]));
}

function bodyOf(body: unknown): string | Uint8Array<ArrayBuffer> {
  if (body instanceof Uint8Array) return new Uint8Array(body);
  return typeof body === 'string' ? body : JSON.stringify(body);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function asAxios(error: unknown): AxiosError {
  const { name, message, cause, code } = error as Error & { code?: string; cause?: { code?: string } };
  if (name === 'TimeoutError') return new AxiosError('timeout exceeded', 'ECONNABORTED');
  return new AxiosError(message, cause?.code ?? code ?? 'ERR_NETWORK');
}

/** The HTTP status inside of an error that `httpRequest` threw. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof AxiosError ? error.response?.status : undefined;
}

/** `helpers.httpRequestWithAuthentication` throws NodeApiErrors only. */
export function asNodeApiError(node: INode, error: unknown): NodeApiError {
  return new NodeApiError(node, error as ConstructorParameters<typeof NodeApiError>[1]);
}
