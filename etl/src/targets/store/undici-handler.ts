/** Carries the requests of a cloud's SDK by the way that those to services go: proxies, certificates, time-outs. */
import type { Dispatcher } from 'undici';
import { request } from 'undici';
import type { ProxyConfig } from '../../base/proxy';
import { codeOf, firstLineOf } from '../../base/system-error';
import { createDispatcher } from '../../http/dispatcher';

/** A request as SDKs of AWS describe it. */
export interface SdkRequest {
  method: string;
  protocol: string;
  hostname: string;
  port?: number;
  path: string;
  query?: Record<string, string | string[] | null>;
  headers: Record<string, string>;
  body?: unknown;
}

export interface SdkResponse {
  statusCode: number;
  headers: Record<string, string>;
  body: Dispatcher.ResponseData['body'];
}

export interface HandlerOptions {
  /** Any URL of the store: whether it is asked through a proxy. */
  url: string;
  proxy: ProxyConfig;
  timeoutMs: number;
}

const CONNECTIONS = 8;
const LONGEST_CONNECT_MS = 15_000;
/** undici answers it by itself, and refuses to send it. */
const NOT_SENT = 'expect';

export class UndiciHandler {
  readonly metadata = { handlerProtocol: 'http/1.1' };
  private readonly dispatcher: Dispatcher;

  constructor(options: HandlerOptions) {
    this.dispatcher = createDispatcher(options.url, options.proxy, {
      connections: CONNECTIONS,
      headersTimeout: options.timeoutMs,
      bodyTimeout: options.timeoutMs,
      connect: { timeout: Math.min(options.timeoutMs, LONGEST_CONNECT_MS) },
    });
  }

  async handle(asked: SdkRequest): Promise<{ response: SdkResponse }> {
    const headers = Object.fromEntries(
      Object.entries(asked.headers).filter(([name]) => name.toLowerCase() !== NOT_SENT),
    );
    const answer = await orLost(
      request(urlOf(asked), {
        method: methodOf(asked.method),
        headers,
        body: bodyOf(asked.body),
        dispatcher: this.dispatcher,
      }),
    );
    const { statusCode, body } = answer;
    const flat = Object.entries(answer.headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value] as const],
    );
    return { response: { statusCode, headers: Object.fromEntries(flat), body } };
  }

  destroy(): void {
    void this.dispatcher.destroy();
  }

  httpHandlerConfigs(): Record<string, never> {
    return {};
  }

  updateHttpClientConfig(): void {
    // Nothing of it can be changed afterwards.
  }
}

/** SDKs send again what the system's own codes say was lost, and know none of undici's. */
async function orLost<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const code = codeOf(error);
    if (!code.startsWith('UND_ERR_')) throw error;
    const lost = new Error(firstLineOf(error), { cause: error });
    throw Object.assign(lost, { name: 'TimeoutError', code: /TIMEOUT/.test(code) ? 'ETIMEDOUT' : 'ECONNRESET' });
  }
}

function urlOf({ protocol, hostname, port, path, query = {} }: SdkRequest): string {
  const pairs = Object.entries(query).flatMap(([name, value]) => {
    const values = Array.isArray(value) ? value : [value ?? ''];
    return values.map((each) => `${encodeURIComponent(name)}=${encodeURIComponent(each)}`);
  });
  const host = port === undefined ? hostname : `${hostname}:${port}`;
  return `${protocol}//${host}${path}${pairs.length === 0 ? '' : `?${pairs.join('&')}`}`;
}

const METHODS: readonly Dispatcher.HttpMethod[] = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'];

function methodOf(method: string): Dispatcher.HttpMethod {
  const known = METHODS.find((each) => each === method);
  if (known === undefined) throw new Error(`a store is not asked by ${method}`);
  return known;
}

/** Objects are handed over whole: a stream could not be sent a second time. */
function bodyOf(body: unknown): string | Uint8Array | null {
  if (body === undefined || body === null) return null;
  if (typeof body === 'string' || body instanceof Uint8Array) return body;
  throw new Error('a store is sent bytes or a text');
}
