/** Sends one message to a receiver. Its URL is a secret: no message names it, nor its host. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import { decoded } from '../base/proxy';
import type { ProxyConfig } from '../base/proxy';
import { codeOf } from '../base/system-error';
import { createDispatcher } from './dispatcher';
import { explain } from './network-error';

/** Of a whole try. */
const TRY_MS = 10_000;
/** Of the body of an answer, which nobody reads: an endless one must not hold the end of a run. */
const BODY_MS = 1000;
const BODY_BYTES = 64 * 1024;
/** Of all tries with the pauses between them: an export does not end before. */
const ALL_MS = 15_000;
/** Before the second try, and before the third. */
export const PAUSES_MS: readonly number[] = [1000, 10_000];

export interface Receiver {
  url: string;
  /** Beside those that every message has; names in small letters. */
  headers?: Readonly<Record<string, string>>;
}

/** `isEndless`: the receiver was still sending its answer when it was given up. */
export type Delivery = { ok: true; status: number; isEndless: boolean } | { ok: false; why: string };

export interface DeliveryOptions {
  proxy: ProxyConfig;
  /** Ends it early. */
  signal: AbortSignal;
  /** Before each further try. */
  pausesMs: readonly number[];
  /** Of all tries with their pauses. Default: 15 seconds. */
  allMs?: number;
  pause?: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

/**
 * Never throws; a redirect is not followed, since it could lead anywhere.
 * @param body null: a ping, which is a GET without any
 */
export async function deliver(receiver: Receiver, body: string | null, options: DeliveryOptions): Promise<Delivery> {
  const wait = options.pause ?? ((ms, signal) => pause(ms, undefined, { signal }).catch(() => undefined));
  const late = AbortSignal.timeout(options.allMs ?? ALL_MS);
  const ending = AbortSignal.any([options.signal, late]);
  let last = await send(receiver, body, options, late);
  for (const ms of options.pausesMs) {
    if (last.ok || !last.mayPass || ending.aborted) break;
    await wait(ms, ending);
    if (ending.aborted) break;
    last = await send(receiver, body, options, late);
  }
  return last.ok ? last : { ok: false, why: last.why };
}

type Tried = { ok: true; status: number; isEndless: boolean } | { ok: false; why: string; mayPass: boolean };

/** @param late the time for all tries is over */
async function send(
  { url: text, headers }: Receiver,
  body: string | null,
  { proxy, signal }: DeliveryOptions,
  late: AbortSignal,
): Promise<Tried> {
  const url = new URL(text);
  const limits = { headersTimeout: TRY_MS, bodyTimeout: TRY_MS, connect: { timeout: TRY_MS } };
  const dispatcher = createDispatcher(text, proxy, limits);
  const slow = AbortSignal.any([late, AbortSignal.timeout(TRY_MS)]);
  try {
    const answer = await dispatcher.request({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method: body === null ? 'GET' : 'POST',
      headers: {
        'user-agent': 'ticketlake',
        ...(body === null ? {} : { 'content-type': 'application/json' }),
        ...authorizationOf(url),
        ...headers,
      },
      body,
      signal: AbortSignal.any([signal, slow]),
    });
    return answered(answer.statusCode, !(await isWhole(answer.body)));
  } catch (error) {
    return { ok: false, why: reasonOf(error, signal, slow), mayPass: true };
  } finally {
    await dispatcher.destroy();
  }
}

/** Whether the body ended within its limits. What is left of one that did not is not read. */
async function isWhole(body: Dispatcher.ResponseData['body']): Promise<boolean> {
  const giveUp = AbortSignal.timeout(BODY_MS);
  await body.dump({ limit: BODY_BYTES, signal: giveUp }).catch(() => undefined);
  return body.readableEnded;
}

/** A user and password in the URL are meant as basic authentication. */
function authorizationOf({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {};
  const pair = `${decoded(username)}:${decoded(password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

function answered(status: number, isEndless: boolean): Tried {
  if (status < 300) return { ok: true, status, isEndless };
  const mayPass = status >= 500 || status === 408 || status === 429;
  const why = status < 400 ? `it answered ${status}, and a redirect is not followed` : `it answered ${status}`;
  return { ok: false, why, mayPass };
}

function reasonOf(error: unknown, signal: AbortSignal, slow: AbortSignal): string {
  if (signal.aborted) return 'it was ended before an answer came';
  if (slow.aborted) return 'its host did not answer in time';
  if (codeOf(error) === 'ENOTFOUND') return 'the name of its host is not known';
  if (codeOf(error) === 'EAI_AGAIN') return 'the name of its host cannot be looked up at present';
  return explain(error, {
    host: 'its host',
    request: 'message',
    begun: false,
    timedOut: false,
    timeoutMs: TRY_MS,
    redact: (text) => text,
  }).message;
}
