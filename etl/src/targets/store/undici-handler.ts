/** Carries the requests of Amazon's SDK by the way that those to services go. */
import type { Dispatcher } from 'undici';
import { request } from 'undici';
import { isReadableOnTheWay } from '../../base/loopback';
import { codeOf, firstLineOf } from '../../base/system-error';
import type { ConnectionOptions } from './connection';
import { connectionTo } from './connection';
import { plainConnection } from './object-trouble';

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

/** undici answers it by itself, and refuses to send it. */
const NOT_SENT = 'expect';

export class UndiciHandler {
  readonly metadata = { handlerProtocol: 'http/1.1' };
  private readonly dispatcher: Dispatcher;

  constructor(options: ConnectionOptions) {
    this.dispatcher = connectionTo(options);
  }

  async handle(asked: SdkRequest): Promise<{ response: SdkResponse }> {
    const url = urlOf(asked);
    // A profile of ~/.aws can name an endpoint, too, which only the SDK reads.
    if (isReadableOnTheWay(url)) throw plainConnection({ what: asked.hostname });
    const headers = Object.fromEntries(
      Object.entries(asked.headers).filter(([name]) => name.toLowerCase() !== NOT_SENT),
    );
    const answer = await orLost(
      request(url, {
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
