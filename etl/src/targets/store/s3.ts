/**
 * A bucket of S3, or of a store that speaks its protocol. Writes on a condition (`If-None-Match: *`, `If-Match`) are what
 * keeps two runs apart; every body goes with its SHA-256, which the store checks.
 */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type * as Sdk from '@aws-sdk/client-s3';
import type { ProxyConfig } from '../../base/proxy';
import type { S3Access } from '../../config/store-access';
import type { S3Place } from '../../config/target-place';
import { codeOf } from '../../base/system-error';
import type { Piece } from './pieces';
import { LARGE, piecesOf } from './pieces';
import { CutBody, proveWhole } from './reading';
import { unreadable } from './object-trouble';
import { isNoObject, s3Trouble, statusOf } from './s3-trouble';
import type { LocalFile, ReadObject, Store, StoredObject } from './store';
import { UNKNOWN_TIME } from './store';
import { pauseAfter, TRIES } from './tries';
import { UndiciHandler } from './undici-handler';

export async function openS3(place: S3Place, access: S3Access, proxy: ProxyConfig): Promise<S3Store> {
  const sdk = await import('@aws-sdk/client-s3');
  const { endpoint, region, profile, timeoutMs, keys } = access;
  const url = endpoint ?? 'https://s3.amazonaws.com/';
  const client = new sdk.S3Client({
    ...(endpoint === null ? {} : { endpoint, forcePathStyle: true }),
    ...(region === null && endpoint === null ? {} : { region: region ?? 'us-east-1' }),
    ...(keys === null
      ? {}
      : {
          credentials: {
            accessKeyId: keys.id,
            secretAccessKey: keys.secret,
            ...(keys.session === null ? {} : { sessionToken: keys.session }),
          },
        }),
    ...(profile === null ? {} : { profile }),
    maxAttempts: TRIES,
    requestHandler: new UndiciHandler({ url, proxy, timeoutMs }),
    // What must be checked is sent as SHA-256 below: other stores do not know the SDK's own way.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  return new S3Store(sdk, client, place);
}

type Condition = { IfNoneMatch: string } | { IfMatch: string } | object;

export class S3Store implements Store {
  constructor(
    private readonly sdk: typeof Sdk,
    private readonly client: Sdk.S3Client,
    private readonly place: S3Place,
    private readonly pause: (ms: number) => Promise<unknown> = sleep,
  ) {}

  async list(prefix: string): Promise<StoredObject[]> {
    const found: StoredObject[] = [];
    const asked = { Bucket: this.place.bucket, Prefix: this.key(prefix) };
    for (let token: string | undefined; ;) {
      const page = await this.send(() =>
        this.client.send(
          new this.sdk.ListObjectsV2Command({ ...asked, ...(token === undefined ? {} : { ContinuationToken: token }) }),
        ),
      );
      for (const { Key, Size, LastModified } of page.Contents ?? [])
        if (Key !== undefined)
          found.push({
            name: Key.slice(this.place.prefix.length),
            bytes: Size ?? 0,
            modified: LastModified?.getTime() ?? UNKNOWN_TIME,
          });
      // Every list says whether it is whole. What does not is no list, as a page of a proxy.
      const isWhole = page.IsTruncated === false;
      token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
      if (token === undefined && !isWhole) throw unreadable({ what: `the bucket ${this.place.bucket}` });
      if (token === undefined) return found;
    }
  }

  get(name: string): Promise<ReadObject | null> {
    return this.read(name, async (body, tag, length) => {
      const bytes = Buffer.from(await body.transformToByteArray());
      proveWhole(name, bytes.length, length);
      return { body: bytes, tag };
    });
  }

  async fetch(name: string, place: string): Promise<boolean> {
    const found = await this.read(name, async (body, _, length) => {
      if (!(body instanceof Readable)) throw new Error('a body is a stream');
      const file = createWriteStream(place);
      await pipeline(body, file);
      proveWhole(name, file.bytesWritten, length);
      return true;
    });
    return found ?? false;
  }

  async sizeOf(name: string): Promise<number | null> {
    try {
      const found = await this.client.send(new this.sdk.HeadObjectCommand(this.object(name)));
      return found.ContentLength ?? null;
    } catch (error) {
      if (statusOf(error) === 404) return null;
      throw s3Trouble(error, this.place);
    }
  }

  putIfAbsent(name: string, body: Buffer): Promise<boolean> {
    return this.putOn(name, body, { IfNoneMatch: '*' });
  }

  replaceIf(name: string, body: Buffer, tag: string | null): Promise<boolean> {
    return tag === null ? this.putIfAbsent(name, body) : this.putOn(name, body, { IfMatch: tag });
  }

  async put(name: string, { place, bytes }: LocalFile): Promise<void> {
    if (bytes > LARGE) await this.putParts(name, place, bytes);
    else await this.send(async () => this.write(name, await readFile(place), {}));
  }

  async delete(name: string): Promise<void> {
    await this.send(() => this.client.send(new this.sdk.DeleteObjectCommand(this.object(name))));
  }

  private key(name: string): string {
    return `${this.place.prefix}${name}`;
  }

  private object(name: string): { Bucket: string; Key: string } {
    return { Bucket: this.place.bucket, Key: this.key(name) };
  }

  private async send<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw s3Trouble(error, this.place);
    }
  }

  /** 412: it is not as it was. 409: another write of it was under way, and this one was not begun. */
  private async putOn(name: string, body: Buffer, condition: Condition): Promise<boolean> {
    for (let tries = 1; ; tries += 1) {
      try {
        await this.write(name, body, condition);
        return true;
      } catch (error) {
        const status = statusOf(error);
        if (status === 412 || (isNoObject(error) && 'IfMatch' in condition)) return false;
        if (status !== 409 || tries === TRIES) throw s3Trouble(error, this.place);
        await this.pause(pauseAfter(tries));
      }
    }
  }

  private write(name: string, body: Buffer, condition: Condition): Promise<unknown> {
    const asked = { ...this.object(name), Body: body, ChecksumSHA256: sha256(body), ...condition };
    return this.client.send(new this.sdk.PutObjectCommand(asked));
  }

  /** A body that ends early is asked for again: the SDK has given it away by then. */
  private async read<T>(
    name: string,
    take: (body: NonNullable<Sdk.GetObjectCommandOutput['Body']>, tag: string, length: number) => Promise<T>,
  ): Promise<T | null> {
    for (let tries = 1; ; tries += 1) {
      try {
        const found = await this.client.send(new this.sdk.GetObjectCommand(this.object(name)));
        if (found.Body === undefined) throw new CutBody(`${name} has no body`);
        return await take(found.Body, found.ETag ?? '', found.ContentLength ?? -1);
      } catch (error) {
        if (isNoObject(error)) return null;
        const isCut = error instanceof CutBody || (statusOf(error) === null && codeOf(error) !== '');
        if (!isCut || tries === TRIES) throw s3Trouble(error, this.place);
        await this.pause(pauseAfter(tries));
      }
    }
  }

  private async putParts(name: string, place: string, bytes: number): Promise<void> {
    const object = this.object(name);
    const begun = await this.send(() =>
      this.client.send(new this.sdk.CreateMultipartUploadCommand({ ...object, ChecksumAlgorithm: 'SHA256' })),
    );
    const upload = { ...object, UploadId: begun.UploadId };
    try {
      const parts: Sdk.CompletedPart[] = [];
      for await (const piece of piecesOf(place, bytes)) parts.push(await this.putPart(upload, piece));
      await this.send(() =>
        this.client.send(new this.sdk.CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: parts } })),
      );
    } catch (error) {
      await this.client.send(new this.sdk.AbortMultipartUploadCommand(upload)).catch(() => undefined);
      throw error;
    }
  }

  private async putPart(
    upload: { Bucket: string; Key: string; UploadId: string | undefined },
    { at, body }: Piece,
  ): Promise<Sdk.CompletedPart> {
    const part = { PartNumber: at + 1, ChecksumSHA256: sha256(body) };
    const sent = await this.send(() =>
      this.client.send(new this.sdk.UploadPartCommand({ ...upload, ...part, Body: body })),
    );
    return { ...part, ETag: sent.ETag };
  }
}

function sha256(body: Buffer): string {
  return createHash('sha256').update(body).digest('base64');
}
