/**
 * A bucket of Google Cloud Storage, by its JSON API. Writes on a condition (`ifGenerationMatch`) are what keeps two runs
 * apart; every object goes in one request with its MD5, which the store checks.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { isReadableOnTheWay } from '../../base/loopback';
import type { ProxyConfig } from '../../base/proxy';
import type { GcsAccess } from '../../config/store-access';
import type { GcsPlace } from '../../config/target-place';
import { jsonOf } from '../../base/json-text';
import { connectionTo } from './connection';
import { gcsSign } from './gcs-keys';
import type { AnswerWords } from './checked-requests';
import { CheckedRequests, shownCode } from './checked-requests';
import type { FileBody, ObjectAnswer } from './object-requests';
import { ObjectRequests } from './object-requests';
import type { StoreNames } from './object-trouble';
import { plainConnection, unreadable } from './object-trouble';
import type { LocalFile, ReadObject, Store, StoredObject } from './store';

export async function openGcs(place: GcsPlace, access: GcsAccess, proxy: ProxyConfig): Promise<GcsStore> {
  const { endpoint, timeoutMs } = access;
  const names = { what: `the bucket ${place.bucket}`, keys: 'GOOGLE_APPLICATION_CREDENTIALS' };
  if (isReadableOnTheWay(endpoint)) throw plainConnection(names);
  const connection = connectionTo({ url: endpoint, proxy, timeoutMs });
  const requests = new ObjectRequests(connection, await gcsSign(access, proxy));
  return new GcsStore(requests, endpoint, place, names);
}

const PAGE = z.object({
  /** Tells an empty list from another answer. */
  kind: z.literal('storage#objects'),
  items: z.array(z.object({ name: z.string(), size: z.string(), updated: z.string() })).default([]),
  nextPageToken: z.string().optional(),
});
const OBJECT = z.object({ size: z.string() });
const FAULT = z.object({
  error: z.object({ errors: z.array(z.object({ reason: z.string() })).default([]) }),
});
/** Between the description of an object and its bytes. Bytes that begin so do not end it: the length says where it ends. */
const BOUNDARY = 'ticketlake-object-8f14e45fceea167a';

export class GcsStore implements Store {
  private readonly requests: CheckedRequests;

  constructor(
    requests: ObjectRequests,
    private readonly endpoint: string,
    private readonly place: GcsPlace,
    private readonly names: StoreNames,
  ) {
    this.requests = new CheckedRequests(requests, names, WORDS);
  }

  async list(prefix: string): Promise<StoredObject[]> {
    const found: StoredObject[] = [];
    for (let token: string | undefined; ;) {
      const url = this.url('storage/v1', '', {
        prefix: `${this.place.prefix}${prefix}`,
        fields: 'kind,items(name,size,updated),nextPageToken',
        ...(token === undefined ? {} : { pageToken: token }),
      });
      const page = this.read(PAGE, this.requests.succeeded(await this.requests.send({ method: 'GET', url })));
      for (const { name, size, updated } of page.items)
        found.push({ name: name.slice(this.place.prefix.length), bytes: Number(size), modified: Date.parse(updated) });
      token = page.nextPageToken;
      if (token === undefined) return found;
    }
  }

  async get(name: string): Promise<ReadObject | null> {
    const answer = await this.requests.found({ method: 'GET', url: this.object(name, { alt: 'media' }) });
    return answer === null ? null : { body: answer.body, tag: answer.headers['x-goog-generation'] ?? '' };
  }

  async fetch(name: string, place: string): Promise<boolean> {
    return (await this.requests.found({ method: 'GET', url: this.object(name, { alt: 'media' }) }, place)) !== null;
  }

  async sizeOf(name: string): Promise<number | null> {
    const answer = await this.requests.found({ method: 'GET', url: this.object(name, { fields: 'size' }) });
    return answer === null ? null : Number(this.read(OBJECT, answer).size);
  }

  putIfAbsent(name: string, body: Buffer): Promise<boolean> {
    return this.putOn(name, body, '0');
  }

  replaceIf(name: string, body: Buffer, tag: string | null): Promise<boolean> {
    return this.putOn(name, body, tag ?? '0');
  }

  async put(name: string, { place, bytes }: LocalFile): Promise<void> {
    const hash = createHash('md5');
    await pipeline(createReadStream(place), hash);
    const [before, after] = this.around(name, hash.digest('base64'));
    this.requests.succeeded(await this.write({ before, place, bytes, after }, {}));
  }

  async delete(name: string): Promise<void> {
    await this.requests.found({ method: 'DELETE', url: this.object(name) });
  }

  private async putOn(name: string, body: Buffer, generation: string): Promise<boolean> {
    // Without a generation nothing is known of what would be replaced.
    if (!/^\d+$/.test(generation)) return false;
    const [before, after] = this.around(name, createHash('md5').update(body).digest('base64'));
    const answer = await this.write(Buffer.concat([before, body, after]), { ifGenerationMatch: generation });
    if (answer.status === 412 || (isNoObject(answer) && generation !== '0' && !isBucketGone(answer))) return false;
    this.requests.succeeded(answer);
    return true;
  }

  private around(name: string, md5Hash: string): [Buffer, Buffer] {
    const about = JSON.stringify({ name: `${this.place.prefix}${name}`, md5Hash });
    const part = `--${BOUNDARY}\r\ncontent-type: `;
    return [
      Buffer.from(`${part}application/json\r\n\r\n${about}\r\n${part}application/octet-stream\r\n\r\n`),
      Buffer.from(`\r\n--${BOUNDARY}--\r\n`),
    ];
  }

  private write(body: Buffer | FileBody, condition: Record<string, string>): Promise<ObjectAnswer> {
    const url = this.url('upload/storage/v1', '', { uploadType: 'multipart', ...condition });
    const headers = { 'content-type': `multipart/related; boundary=${BOUNDARY}` };
    return this.requests.send({ method: 'POST', url, headers, body });
  }

  private object(name: string, asked: Record<string, string> = {}): URL {
    return this.url('storage/v1', `/${encodeURIComponent(`${this.place.prefix}${name}`)}`, asked);
  }

  private url(api: string, path: string, asked: Record<string, string>): URL {
    const url = new URL(`${this.endpoint}${api}/b/${this.place.bucket}/o${path}`);
    for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
    return url;
  }

  private read<T>(shape: z.ZodType<T>, { body }: ObjectAnswer): T {
    const parsed = shape.safeParse(jsonOf(body));
    if (parsed.success) return parsed.data;
    throw unreadable(this.names);
  }
}

/** One status means both that there is no object and that there is no bucket: only the text tells them apart. */
function isBucketGone(answer: ObjectAnswer): boolean {
  return answer.status === 404 && /bucket does not exist/i.test(answer.body.toString('utf8'));
}

/** A fault of the service in JSON or, where bytes were asked for, its one line; a page of a proxy is neither. */
function isNoObject({ status, body }: ObjectAnswer): boolean {
  if (status !== 404) return false;
  return (
    FAULT.safeParse(jsonOf(body)).success || /^(?:no such object\b.*|not found)$/i.test(body.toString('utf8').trim())
  );
}

const WORDS: AnswerWords = {
  codeOf: ({ body }) => shownCode(FAULT.safeParse(jsonOf(body)).data?.error.errors[0]?.reason ?? ''),
  isPlaceGone: isBucketGone,
  isNoObject,
};
