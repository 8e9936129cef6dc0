/**
 * Requests to a store whose protocol we speak ourselves: signed anew at each try, sent five times at most, with the whole
 * body of an answer or none. What an answer means is for who asked.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import { request } from 'undici';
import { codeOf } from '../../base/system-error';
import { CutBody, proveWhole } from './reading';
import { pauseAfter, TRIES } from './tries';

type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';

/** A file of this machine between two texts. */
export interface FileBody {
  before: Buffer;
  place: string;
  bytes: number;
  after: Buffer;
}

export interface ObjectRequest {
  method: Method;
  url: URL;
  /** Names in small letters. */
  headers?: Readonly<Record<string, string>>;
  body?: Buffer | FileBody;
}

export interface ObjectAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  /** Empty where it was read into a file. */
  body: Buffer;
}

/** Adds what proves who asks: to the headers or, as a signature, to the URL. */
export type Sign = (asked: ObjectRequest) => Promise<ObjectRequest>;

/** The store is busy, or something on the way to it is. */
const AGAIN: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

export class ObjectRequests {
  constructor(
    private readonly connection: Dispatcher,
    private readonly sign: Sign,
    private readonly pause: (ms: number) => Promise<unknown> = sleep,
  ) {}

  /**
   * @param place file into which the body of a success is read
   * @returns the last answer, whatever its status
   * @throws what the last try met, where no answer came
   */
  async send(asked: ObjectRequest, place?: string): Promise<ObjectAnswer> {
    for (let tries = 1; ; tries += 1) {
      const answer = await this.sendOnce(asked, place).catch((error: unknown) => {
        if (tries === TRIES || !isLost(error)) throw error;
        return null;
      });
      if (answer !== null && (tries === TRIES || !AGAIN.has(answer.status))) return answer;
      await this.pause(pauseAfter(tries));
    }
  }

  private async sendOnce(asked: ObjectRequest, place: string | undefined): Promise<ObjectAnswer> {
    const { method, url, headers = {}, body } = await this.sign(asked);
    const sent = body === undefined || Buffer.isBuffer(body) ? body : streamOf(body);
    const answer = await request(url, {
      method,
      headers:
        method === 'GET' || method === 'HEAD' ? headers : { ...headers, 'content-length': String(lengthOf(asked)) },
      body: sent ?? null,
      dispatcher: this.connection,
    });
    const found = flat(answer.headers);
    const isRead = place !== undefined && answer.statusCode < 300;
    const bytes = isRead ? await intoFile(answer.body, place) : Buffer.from(await answer.body.arrayBuffer());
    const read = typeof bytes === 'number' ? bytes : bytes.length;
    if (method !== 'HEAD') proveWhole(asked.url.pathname, read, Number(found['content-length'] ?? -1));
    return { status: answer.statusCode, headers: found, body: typeof bytes === 'number' ? Buffer.alloc(0) : bytes };
  }
}

async function intoFile(body: Readable, place: string): Promise<number> {
  const file = createWriteStream(place);
  await pipeline(body, file);
  return file.bytesWritten;
}

/** Sent anew at each try. */
function streamOf({ before, place, after }: FileBody): Readable {
  return Readable.from(
    (async function* pieces() {
      yield before;
      for await (const piece of createReadStream(place)) yield piece;
      yield after;
    })(),
    { objectMode: false },
  );
}

/** Of its body. */
export function lengthOf({ body }: Pick<ObjectRequest, 'body'>): number {
  if (body === undefined || Buffer.isBuffer(body)) return body?.length ?? 0;
  return body.before.length + body.bytes + body.after.length;
}

function flat(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value] as const],
    ),
  );
}

/** No answer came, or not the whole of one. */
function isLost(error: unknown): boolean {
  return (
    error instanceof CutBody || /^(?:UND_ERR_|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOST|ENET)/.test(codeOf(error))
  );
}
