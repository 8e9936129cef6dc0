/** A bucket of S3: signed requests, SHA-256 of every body, uploads in parts. */
import { createHash, randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Answer, Asked, Received } from './object-server';
import { ObjectServer } from './object-server';

export class BucketServer extends ObjectServer {
  private readonly uploads = new Map<string, Map<number, Buffer>>();

  constructor(
    readonly bucket = 'desk-bucket',
    readonly keyId = 'AKIATEST',
  ) {
    super();
  }

  protected about({ method, url }: Received): Omit<Asked, 'headers'> {
    const [, , ...rest] = url.pathname.split('/');
    const key = decodeURIComponent(rest.join('/'));
    if (method === 'GET') return { does: key === '' ? 'list' : 'read', key };
    return { does: method === 'PUT' ? 'write' : method === 'DELETE' ? 'delete' : 'other', key };
  }

  protected refused({ url, headers, body }: Received): Answer | null {
    if (!(headers.authorization ?? '').startsWith(`AWS4-HMAC-SHA256 Credential=${this.keyId}/`))
      return refusal(403, 'AccessDenied');
    if (url.pathname.split('/')[1] !== this.bucket) return refusal(404, 'NoSuchBucket');
    const wrong = wrongBody(headers, body);
    return wrong === null ? null : refusal(400, wrong);
  }

  protected refusal(status: number): Answer {
    const codes: Record<number, string> = {
      ...{ 409: 'ConditionalRequestConflict', 412: 'PreconditionFailed', 503: 'SlowDown', 403: 'AccessDenied' },
    };
    return refusal(status, codes[status] ?? 'InternalError');
  }

  protected take({ method, url, headers, body }: Received, key: string): Answer {
    const upload = url.searchParams.get('uploadId');
    if (method === 'GET' && key === '') return this.list(url.searchParams);
    if (method === 'POST' && url.searchParams.has('uploads')) {
      if (headers['x-amz-checksum-algorithm'] !== 'SHA256') return refusal(400, 'InvalidRequest');
      const id = randomUUID();
      this.uploads.set(id, new Map());
      return xml(`<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`);
    }
    if (upload !== null) return this.part(upload, method, key, url, body);
    if (method === 'PUT') return this.put(key, headers, body);
    if (method === 'DELETE') {
      this.objects.delete(key);
      return { status: 204 };
    }
    const held = this.objects.get(key);
    if (held === undefined) return refusal(404, 'NoSuchKey');
    return {
      status: 200,
      headers: { etag: held.tag, 'last-modified': held.modified.toUTCString() },
      body: held.body,
    };
  }

  private put(key: string, headers: IncomingHttpHeaders, body: Buffer): Answer {
    const held = this.objects.get(key);
    if (headers['x-amz-checksum-sha256'] === undefined) return refusal(400, 'InvalidRequest');
    if (headers['if-none-match'] !== undefined && held !== undefined) return refusal(412, 'PreconditionFailed');
    const match = headers['if-match'];
    if (match !== undefined && held === undefined) return refusal(404, 'NoSuchKey');
    if (match !== undefined && held?.tag !== match) return refusal(412, 'PreconditionFailed');
    return { status: 200, headers: { etag: this.hold(key, body) } };
  }

  private hold(key: string, body: Buffer): string {
    const tag = `"${createHash('md5').update(body).digest('hex')}"`;
    this.objects.set(key, { body, tag, modified: new Date() });
    return tag;
  }

  private part(id: string, method: string, key: string, url: URL, body: Buffer): Answer {
    const parts = this.uploads.get(id);
    if (parts === undefined) return refusal(404, 'NoSuchUpload');
    if (method === 'PUT') {
      parts.set(Number(url.searchParams.get('partNumber')), body);
      return { status: 200, headers: { etag: `"${createHash('md5').update(body).digest('hex')}"` } };
    }
    this.uploads.delete(id);
    if (method === 'DELETE') return { status: 204 };
    const sorted = [...parts].sort(([a], [b]) => a - b).map(([, piece]) => piece);
    const tag = this.hold(key, Buffer.concat(sorted));
    return xml(`<CompleteMultipartUploadResult><ETag>${tag}</ETag></CompleteMultipartUploadResult>`);
  }

  private list(asked: URLSearchParams): Answer {
    const { keys, next } = this.page(asked.get('prefix') ?? '', asked.get('continuation-token') ?? '');
    const contents = keys.map((key) => {
      const { body, modified, tag } = this.objects.get(key) ?? { body: Buffer.alloc(0), modified: new Date(), tag: '' };
      return `<Contents><Key>${key}</Key><Size>${body.length}</Size><LastModified>${modified.toISOString()}</LastModified><ETag>${tag}</ETag></Contents>`;
    });
    const more = next === '' ? '' : `<NextContinuationToken>${next}</NextContinuationToken>`;
    return xml(
      `<ListBucketResult><IsTruncated>${String(next !== '')}</IsTruncated>${more}${contents.join('')}</ListBucketResult>`,
    );
  }
}

function xml(text: string): Answer {
  return {
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: Buffer.from(`<?xml version="1.0"?>${text}`),
  };
}

function wrongBody(headers: IncomingHttpHeaders, body: Buffer): string | null {
  const hash = createHash('sha256').update(body);
  const [hex, base64] = [hash.copy().digest('hex'), hash.digest('base64')];
  const signed = headers['x-amz-content-sha256'];
  if (signed !== hex && signed !== 'UNSIGNED-PAYLOAD') return 'XAmzContentSHA256Mismatch';
  const checksum = headers['x-amz-checksum-sha256'];
  return checksum === undefined || checksum === base64 ? null : 'BadDigest';
}

function refusal(status: number, code: string): Answer {
  return { ...xml(`<Error><Code>${code}</Code><Message>${code}</Message></Error>`), status };
}
